package dev.lineage.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest: the name of some bytes. Written as {@code sha256:} and 64 lower-case hexadecimal digits.
 *
 * <p>SHA-256 (FIPS 180-4) is the only algorithm of identity; the algorithm's name is part of the text so that another
 * one can never be mistaken for it. Immutable and thread-safe.
 */
public final class Digest implements Comparable<Digest> {
    /** The length of a digest in bytes: 32. */
    public static final int BYTES = 32;

    private static final String PREFIX = "sha256:";
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The digest with these bytes, which are copied.
     *
     * @throws IllegalArgumentException if {@code sha256} is not 32 bytes long
     */
    public static Digest ofSha256(byte[] sha256) {
        if (sha256.length != BYTES) {
            throw new IllegalArgumentException("A SHA-256 digest has 32 bytes, not " + sha256.length);
        }
        return new Digest(sha256.clone());
    }

    /**
     * Parses {@code sha256:<64 lower-case hex digits>}.
     *
     * @throws IllegalArgumentException if the text has another form; other algorithms and upper case are refused
     */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a digest: expected 'sha256:' and 64 lower-case hexadecimal digits");
        }
        return ofHex(text.substring(PREFIX.length()));
    }

    /**
     * Parses 64 lower-case hexadecimal digits.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static Digest ofHex(String hex) {
        boolean lower = hex.length() == 2 * BYTES;
        for (int i = 0; lower && i < hex.length(); i++) {
            char c = hex.charAt(i);
            lower = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        if (!lower) {
            throw new IllegalArgumentException(
                    "'" + hex + "' is not a SHA-256 digest: expected 64 lower-case hexadecimal digits");
        }
        return new Digest(HEX.parseHex(hex));
    }

    /** The digest of {@code content}. */
    public static Digest of(byte[] content) {
        return new Digest(sha256().digest(content));
    }

    /**
     * The digest of {@code content} in a named domain: SHA-256 over the domain's UTF-8 bytes, one zero byte and the
     * content. Two kinds of things with equal bytes never share an identity.
     *
     * @param domain what the content is, with its format version: {@code lineage/recipe/1}
     */
    public static Digest of(String domain, byte[] content) {
        MessageDigest sha256 = sha256();
        sha256.update(domain.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        return new Digest(sha256.digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
        }
    }

    /** The 64 lower-case hexadecimal digits. */
    public String hex() {
        return HEX.formatHex(bytes);
    }

    /** The first twelve hexadecimal digits, for people. Never an identity. */
    public String abbreviated() {
        return HEX.formatHex(bytes, 0, 6);
    }

    /** A copy of the 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Whether {@code sha256} holds this digest's bytes. */
    public boolean matches(byte[] sha256) {
        return MessageDigest.isEqual(bytes, sha256);
    }

    @Override
    public int compareTo(Digest other) {
        return java.util.Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest d && java.util.Arrays.equals(bytes, d.bytes);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(bytes);
    }

    /** {@code sha256:} and the 64 hexadecimal digits. */
    @Override
    public String toString() {
        return PREFIX + hex();
    }
}
