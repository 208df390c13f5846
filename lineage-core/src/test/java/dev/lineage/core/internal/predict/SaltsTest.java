package dev.lineage.core.internal.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.PredictionRecord;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SaltsTest {
    /** More than one key gives. */
    private static final int MANY = 600_000;

    @Test
    void noSaltComesTwiceAndBitsAreEven() {
        Set<Long> seen = new HashSet<>();
        long ones = 0;
        byte[] salt = new byte[PredictionRecord.SALT_BYTES + 2];
        for (Salts salts : new Salts[] {new Salts(), new Salts()}) {
            for (int i = 0; i < MANY; i++) {
                salts.next(salt, 1);
                ByteBuffer bytes = ByteBuffer.wrap(salt, 1, PredictionRecord.SALT_BYTES);
                long first = bytes.getLong();
                ones += Long.bitCount(first) + Long.bitCount(bytes.getLong());
                assertThat(seen.add(first)).isTrue();
            }
        }
        assertThat(salt[0]).isZero();
        assertThat(salt[salt.length - 1]).isZero();
        // Of n fair bits, half are set, give or take ten times the square root of n/4.
        long bits = 2L * MANY * PredictionRecord.SALT_BYTES * 8;
        assertThat(Math.abs(ones - bits / 2)).isLessThan((long) (10 * Math.sqrt(bits / 4.0)));
    }
}
