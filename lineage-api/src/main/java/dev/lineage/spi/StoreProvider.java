package dev.lineage.spi;

import dev.lineage.StoreException;
import dev.lineage.UnsupportedFormatException;
import java.nio.file.Path;
import java.util.Optional;

/** A kind of store, found through {@link java.util.ServiceLoader}. Implementations are stateless. */
public interface StoreProvider {

    /** Whether this kind of store is meant by {@code url}, judged by its scheme only: {@code file:}. */
    boolean handles(String url);

    /** How such URLs look, for messages: {@code file:<directory>}. */
    String form();

    /**
     * Opens a store, making it if there is none.
     *
     * @throws IllegalArgumentException if the URL is malformed
     * @throws StoreException if the place cannot be read or written
     * @throws UnsupportedFormatException if a newer Lineage wrote it; nothing was touched
     */
    Stores open(String url);

    /**
     * Both halves of a registry.
     *
     * @param records the records
     * @param artifacts the artifacts
     * @param cache a directory for caches, which may be deleted at any time; empty for none
     */
    record Stores(RecordStore records, ArtifactStore artifacts, Optional<Path> cache) {}
}
