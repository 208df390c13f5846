package dev.lineage.core.internal;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Bytes in memory that become blobs. */
final class Blobs {
    private Blobs() {}

    /** Stores bytes, unless they are there. */
    static Digest put(ArtifactStore artifacts, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        if (artifacts.renew(digest)) {
            return digest;
        }
        try {
            return artifacts.put(new ByteArrayInputStream(bytes)).digest();
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory could not be read", e);
        }
    }
}
