package dev.lineage;

import dev.lineage.model.SnapshotPin;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Pins a file or a directory tree: hashes every byte and keeps the manifest, so that a later snapshot can be compared.
 * {@link #preview()} hashes and writes nothing but the stat cache.
 */
public interface PinChange extends PendingChange<SnapshotPin.Content, SnapshotPin.Content> {
    /** Also keeps the data itself, deduplicated, so that {@link ModelRegistry#materialize} can bring it back. */
    PinChange storeData();

    /** Hashes every file again, whatever the stat cache says. */
    PinChange ignoringStatCache();

    /** Reports progress, a few times a second, from one thread at a time. */
    PinChange onProgress(Consumer<Progress> listener);

    /** Stops soon after {@code cancelled} is true; the call then throws {@link UnpinnableDataException}. */
    PinChange cancelledBy(BooleanSupplier cancelled);

    /**
     * How far pinning is.
     *
     * @param files files done
     * @param bytes bytes done, of files that were read or answered by the stat cache
     * @param filesFound files found so far; the total once {@code walked} is true
     * @param bytesFound their size in bytes
     * @param walked whether the whole tree has been walked, so that an estimate is possible
     * @param bytesPerSecond the rate since the beginning
     */
    record Progress(long files, long bytes, long filesFound, long bytesFound, boolean walked, double bytesPerSecond) {}
}
