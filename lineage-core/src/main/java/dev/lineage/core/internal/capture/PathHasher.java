package dev.lineage.core.internal.capture;

import dev.lineage.model.SnapshotPin;
import java.nio.file.Path;

/** Hashes a file or a directory tree, whole. */
@FunctionalInterface
public interface PathHasher {
    /**
     * The digest of what lies at {@code path}.
     *
     * @throws dev.lineage.UnpinnableDataException if it changed meanwhile or could not be read whole
     * @throws dev.lineage.StoreException if a cache of digests could not be used
     */
    SnapshotPin.Content hash(Path path);
}
