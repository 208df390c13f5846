package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import org.jspecify.annotations.Nullable;

/** Where a chunk is and what it covers. Immutable; the array is shared and not to be changed. */
final class ChunkRef {
    private final int level;
    private final Digest digest;
    private final byte[] lastPath;
    private final long files;
    private final long bytes;
    private final @Nullable Digest pack;
    private final long offset;
    private final int length;
    private final boolean reused;

    /**
     * A reference.
     *
     * @param level 0 for a leaf, else one more than its children
     * @param digest the SHA-256 of the chunk's logical part
     * @param lastPath the last path below it
     * @param files how many files are below it
     * @param bytes the sum of their sizes
     * @param pack the pack that holds it; null while that pack is being written
     * @param offset where it begins in the pack
     * @param length its length in bytes
     * @param reused whether it was there before the snapshot that is being written
     */
    ChunkRef(
            int level,
            Digest digest,
            byte[] lastPath,
            long files,
            long bytes,
            @Nullable Digest pack,
            long offset,
            int length,
            boolean reused) {
        this.level = level;
        this.digest = digest;
        this.lastPath = lastPath;
        this.files = files;
        this.bytes = bytes;
        this.pack = pack;
        this.offset = offset;
        this.length = length;
        this.reused = reused;
    }

    int level() {
        return level;
    }

    Digest digest() {
        return digest;
    }

    byte[] lastPath() {
        return lastPath;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    @Nullable
    Digest pack() {
        return pack;
    }

    long offset() {
        return offset;
    }

    int length() {
        return length;
    }

    boolean reused() {
        return reused;
    }

    ChunkRef inPack(Digest finished) {
        return pack == null ? at(finished, offset, length) : this;
    }

    ChunkRef at(@Nullable Digest otherPack, long otherOffset, int otherLength) {
        return new ChunkRef(level, digest, lastPath, files, bytes, otherPack, otherOffset, otherLength, reused);
    }
}
