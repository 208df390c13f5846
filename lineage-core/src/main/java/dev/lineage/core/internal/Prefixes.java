package dev.lineage.core.internal;

import dev.lineage.model.Digest;
import java.util.Arrays;

/**
 * A set of digests by their first eight bytes, which is enough to keep blobs by: that two of them share these keeps one
 * blob too many. Eight bytes for each digest that was added.
 */
final class Prefixes {
    private long[] prefixes = new long[1_024];
    private int size;
    private int sorted;

    void add(Digest digest) {
        if (size == prefixes.length) {
            sort();
            if (size > prefixes.length / 2) {
                prefixes = Arrays.copyOf(prefixes, 2 * prefixes.length);
            }
        }
        prefixes[size++] = prefix(digest);
    }

    void addAll(Prefixes others) {
        int together = size + others.size;
        if (together > prefixes.length) {
            prefixes = Arrays.copyOf(prefixes, together);
        }
        System.arraycopy(others.prefixes, 0, prefixes, size, others.size);
        size = together;
    }

    boolean contains(Digest digest) {
        if (sorted != size) {
            sort();
        }
        return Arrays.binarySearch(prefixes, 0, size, prefix(digest)) >= 0;
    }

    private void sort() {
        Arrays.sort(prefixes, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || prefixes[i] != prefixes[i - 1]) {
                prefixes[kept++] = prefixes[i];
            }
        }
        size = kept;
        sorted = kept;
    }

    private static long prefix(Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), 0, 16, 16);
    }
}
