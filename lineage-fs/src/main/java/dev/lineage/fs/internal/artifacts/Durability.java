package dev.lineage.fs.internal.artifacts;

import dev.lineage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Flushes, and remembers that a flush failed: the system may then have dropped what was written and say that all is well
 * the next time, so nothing is flushed or acknowledged any more. Thread-safe.
 */
final class Durability {
    private final Path root;
    private final Disk disk;
    private volatile @Nullable Throwable failure;

    Durability(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    /** Throws if a flush failed earlier. */
    void check() {
        Throwable earlier = failure;
        if (earlier != null) {
            throw ArtifactErrors.notDurable(root, earlier);
        }
    }

    /** Makes a file or directory durable. */
    void force(Disk.Handle handle) {
        check();
        try {
            handle.force();
        } catch (IOException e) {
            failure = e;
            StoreException thrown = ArtifactErrors.notDurable(root, e);
            throw thrown;
        }
    }

    /** Makes the names in a directory durable. */
    void sync(Path directory) throws IOException {
        try (Disk.Handle handle = disk.openDirectory(directory)) {
            force(handle);
        }
    }
}
