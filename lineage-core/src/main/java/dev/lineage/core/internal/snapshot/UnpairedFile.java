package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;

/** A file that only one of two snapshots has. The array is shared and not to be changed. */
final class UnpairedFile {
    private final byte[] path;
    private final long size;
    private final Digest digest;

    UnpairedFile(byte[] path, long size, Digest digest) {
        this.path = path;
        this.size = size;
        this.digest = digest;
    }

    byte[] path() {
        return path;
    }

    String text() {
        return Paths.text(path, 0, path.length);
    }

    long size() {
        return size;
    }

    Digest digest() {
        return digest;
    }
}
