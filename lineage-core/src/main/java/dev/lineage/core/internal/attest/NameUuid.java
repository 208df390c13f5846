package dev.lineage.core.internal.attest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs of names, version 5 of RFC 9562: the same name has the same UUID everywhere. */
final class NameUuid {
    /** The name space of URLs, RFC 9562, appendix on name spaces. */
    private static final UUID URLS = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    private NameUuid() {}

    static UUID ofUrl(String url) {
        ByteBuffer space = ByteBuffer.allocate(16)
                .putLong(URLS.getMostSignificantBits())
                .putLong(URLS.getLeastSignificantBits())
                .flip();
        MessageDigest sha1 = sha1();
        sha1.update(space);
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(url.getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong() & ~0xF000L | 0x5000L;
        long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The UUID's own hash: it names and protects nothing. */
    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1, this one does not", e);
        }
    }
}
