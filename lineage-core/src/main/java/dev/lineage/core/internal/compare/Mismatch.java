package dev.lineage.core.internal.compare;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Where two streams differ. */
final class Mismatch {
    private static final int BUFFER = 1 << 16;

    private Mismatch() {}

    /** The first byte that differs or that only one of them has; −1 if there is none. */
    static long of(InputStream a, InputStream b) throws IOException {
        long before = 0;
        while (true) {
            byte[] x = a.readNBytes(BUFFER);
            byte[] y = b.readNBytes(BUFFER);
            int at = Arrays.mismatch(x, y);
            if (at >= 0) {
                return before + at;
            }
            if (x.length < BUFFER) {
                return -1;
            }
            before += x.length;
        }
    }
}
