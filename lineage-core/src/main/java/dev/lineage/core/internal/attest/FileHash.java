package dev.lineage.core.internal.attest;

import java.util.Optional;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** The algorithms by which OpenSSF Model Signing hashes files (its {@code algorithm-registry.md}). */
enum FileHash {
    SHA256("sha256", 32),
    BLAKE2B("blake2b", 64),
    BLAKE3("blake3", 32);

    private final String id;
    private final int bytes;

    FileHash(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    static Optional<FileHash> of(String id) {
        for (FileHash hash : values()) {
            if (hash.id.equals(id)) {
                return Optional.of(hash);
            }
        }
        return Optional.empty();
    }

    String id() {
        return id;
    }

    /** How many bytes a digest has. */
    int bytes() {
        return bytes;
    }

    Digest begin() {
        return switch (this) {
            case SHA256 -> new SHA256Digest();
            case BLAKE2B -> new Blake2bDigest(8 * bytes);
            case BLAKE3 -> new Blake3Digest(8 * bytes);
        };
    }

    /** The algorithm's id. */
    @Override
    public String toString() {
        return id;
    }
}
