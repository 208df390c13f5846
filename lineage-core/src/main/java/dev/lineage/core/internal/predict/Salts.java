package dev.lineage.core.internal.predict;

import dev.lineage.spi.PredictionRecord;
import java.security.SecureRandom;

/** Random bytes that nobody can guess, drawn many at a time. Not thread-safe. */
final class Salts {
    private final SecureRandom random = new SecureRandom();
    private final byte[] drawn = new byte[1 << 16];
    private int used = drawn.length;

    void next(byte[] to, int at) {
        if (used == drawn.length) {
            random.nextBytes(drawn);
            used = 0;
        }
        System.arraycopy(drawn, used, to, at, PredictionRecord.SALT_BYTES);
        used += PredictionRecord.SALT_BYTES;
    }
}
