package dev.lineage.core.internal.snapshot;

import dev.lineage.PinChange;
import dev.lineage.model.Digest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What to pin, and how.
 *
 * @param path the file or directory; a symbolic link here, but nowhere below, is followed
 * @param base the manifest of the previous snapshot of the same data, whose chunks are reused
 * @param storeManifest whether the manifest of a tree is stored
 * @param storeData whether the files' contents are stored
 * @param useStatCache whether files whose size, change time and identity are as remembered need not be read
 * @param leaveStoresOut whether registries inside the tree are left out; otherwise they are refused
 * @param progress receives progress, from the calling thread
 * @param cancelled asked often, by the calling thread, whether to stop
 */
public record PinRequest(
        Path path,
        Optional<Digest> base,
        boolean storeManifest,
        boolean storeData,
        boolean useStatCache,
        boolean leaveStoresOut,
        Optional<Consumer<PinChange.Progress>> progress,
        BooleanSupplier cancelled) {
    /** A request that refuses trees with registries inside. */
    public PinRequest(
            Path path,
            Optional<Digest> base,
            boolean storeManifest,
            boolean storeData,
            boolean useStatCache,
            Optional<Consumer<PinChange.Progress>> progress,
            BooleanSupplier cancelled) {
        this(path, base, storeManifest, storeData, useStatCache, false, progress, cancelled);
    }

    static PinRequest hash(Path path) {
        return new PinRequest(path, Optional.empty(), false, false, true, Optional.empty(), () -> false);
    }

    static PinRequest hashClasses(Path path) {
        return new PinRequest(path, Optional.empty(), false, false, true, true, Optional.empty(), () -> false);
    }
}
