package dev.lineage.fs;

import dev.lineage.fs.internal.FileStoreProvider;
import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;

/**
 * Registries in a directory, for applications that open stores by hand; {@code ModelRegistry.open("file:<directory>")}
 * does the same. Stateless.
 */
public final class FileStores {
    private FileStores() {}

    /**
     * Opens the store in {@code directory}, making it if there is none.
     *
     * @throws dev.lineage.StoreException if the directory cannot be read, or not be made
     * @throws dev.lineage.UnsupportedFormatException if a newer Lineage wrote the store; nothing was touched
     */
    public static StoreProvider.Stores open(Path directory) {
        return FileStoreProvider.open(directory);
    }
}
