package dev.lineage.fs.internal.artifacts;

import dev.lineage.model.Digest;
import java.nio.file.Path;

/** Where blobs are: {@code sha256/ab/cdef…}, 256 directories. Names are digits of digests, never a caller's text. */
final class BlobPaths {
    static final int SHARDS = 256;

    private static final int SHARD_DIGITS = 2;
    private static final int NAME_DIGITS = 2 * Digest.BYTES - SHARD_DIGITS;

    private final Path root;
    private final Path blobs;

    BlobPaths(Path root) {
        this.root = root;
        this.blobs = root.resolve("sha256");
    }

    Path root() {
        return root;
    }

    Path blobs() {
        return blobs;
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    /** Where blobs are while it is made sure that nobody needs them. */
    Path trash() {
        return root.resolve("trash");
    }

    Path file(Digest digest) {
        String hex = digest.hex();
        return blobs.resolve(hex.substring(0, SHARD_DIGITS) + "/" + hex.substring(SHARD_DIGITS));
    }

    Path shard(int shard) {
        return blobs.resolve("" + Character.forDigit(shard >> 4, 16) + Character.forDigit(shard & 15, 16));
    }

    static int shardOf(Digest digest) {
        return Integer.parseInt(digest.hex(), 0, SHARD_DIGITS, 16);
    }

    static boolean isShardName(String name) {
        return isHex(name, SHARD_DIGITS);
    }

    static boolean isBlobName(String name) {
        return isHex(name, NAME_DIGITS);
    }

    private static boolean isHex(String name, int digits) {
        return name.length() == digits && name.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
