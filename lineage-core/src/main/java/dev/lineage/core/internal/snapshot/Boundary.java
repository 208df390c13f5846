package dev.lineage.core.internal.snapshot;

import java.util.zip.CRC32C;

/**
 * Where a manifest's chunks end. The decision rests on paths alone, so that another content never moves a boundary, and
 * an added or removed path moves those beside it only. Not thread-safe.
 */
final class Boundary {
    static final int MIN_COUNT = 16;
    static final int MAX_COUNT = 512;
    static final int MAX_BYTES = 64 * 1024;
    private static final int ONE_IN = 64;

    private final CRC32C crc = new CRC32C();
    private final int seed;

    /** Boundaries of the chunks at {@code level}: 0 for leaves. */
    Boundary(int level) {
        seed = level * 0x9e3779b9;
    }

    /** Whether a chunk ends after the entry with this path. */
    boolean endsAfter(byte[] path, int offset, int length, int count, int bytes) {
        if (count >= MAX_COUNT || bytes >= MAX_BYTES) {
            return true;
        }
        if (count < MIN_COUNT) {
            return false;
        }
        crc.reset();
        crc.update(path, offset, length);
        return (mix((int) crc.getValue() + seed) & (ONE_IN - 1)) == 0;
    }

    /** The finalizer of MurmurHash3: a CRC alone is linear, so numbered names would fall into step. */
    private static int mix(int value) {
        int h = value;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
