package dev.lineage.core.internal.predict;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids that begin with the time at which they were made: UUIDs of version 7, RFC 9562, section 5.7. */
public final class Ids {
    private static final HexFormat HEX = HexFormat.of();

    private Ids() {}

    /** As text: {@code 0193….}. */
    static String uuid(long millis) {
        String hex = hex(millis);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    /** As 32 hexadecimal digits. */
    public static String hex(long millis) {
        byte[] bytes = new byte[16];
        Random.SECURE.nextBytes(bytes);
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (millis >>> 8 * (5 - i));
        }
        bytes[6] = (byte) (bytes[6] & 0x0f | 0x70);
        bytes[8] = (byte) (bytes[8] & 0x3f | 0x80);
        return HEX.formatHex(bytes);
    }

    /** Made when first needed. */
    private static final class Random {
        static final SecureRandom SECURE = new SecureRandom();
    }
}
