package dev.lineage.model;

import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 public key (RFC 8032), by which signatures are checked. Two keys are equal if their 32 bytes are. Immutable.
 */
public final class VerificationKey {
    /** How many bytes an encoded key has. */
    public static final int BYTES = 32;

    /** What comes before the key in a SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private final byte[] encoded;

    private VerificationKey(byte[] encoded) {
        this.encoded = encoded;
    }

    /**
     * A key from its 32 bytes. That they are a point of the curve is checked where the key is taken into use.
     *
     * @throws IllegalArgumentException if they are not 32
     */
    public static VerificationKey of(byte[] encoded) {
        if (encoded.length != BYTES) {
            throw new IllegalArgumentException(
                    "An Ed25519 public key has " + BYTES + " bytes, not " + encoded.length + "; give the raw key");
        }
        return new VerificationKey(encoded.clone());
    }

    /**
     * A key of the Java platform.
     *
     * @throws IllegalArgumentException if it is no Ed25519 key
     */
    public static VerificationKey of(PublicKey key) {
        if (!(key instanceof EdECPublicKey)) {
            throw new IllegalArgumentException(
                    "Signatures are checked with Ed25519 keys, not " + key.getAlgorithm() + "; make one of these");
        }
        return ofSubjectPublicKeyInfo(key.getEncoded());
    }

    /**
     * A key in PEM, as {@code openssl pkey -in key.pem -pubout} writes it.
     *
     * @throws IllegalArgumentException if it is no PEM of an Ed25519 public key
     */
    public static VerificationKey ofPem(String pem) {
        String text = pem.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new IllegalArgumentException("A public key in PEM begins with '" + BEGIN + "' and ends with '" + END
                    + "'. Write it with: openssl pkey -in key.pem -pubout");
        }
        try {
            return ofSubjectPublicKeyInfo(
                    Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("This is no PEM of an Ed25519 public key: " + e.getMessage(), e);
        }
    }

    private static VerificationKey ofSubjectPublicKeyInfo(byte[] der) {
        if (der.length != SPKI_PREFIX.length + BYTES
                || !Arrays.equals(der, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
            throw new IllegalArgumentException("it is not the SubjectPublicKeyInfo of an Ed25519 key (RFC 8410)");
        }
        return new VerificationKey(Arrays.copyOfRange(der, SPKI_PREFIX.length, der.length));
    }

    /** The 32 bytes. */
    public byte[] toBytes() {
        return encoded.clone();
    }

    /** The SHA-256 of the DER SubjectPublicKeyInfo, which hints at the key in envelopes. */
    public Digest id() {
        return Digest.of(subjectPublicKeyInfo());
    }

    private byte[] subjectPublicKeyInfo() {
        byte[] der = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + BYTES);
        System.arraycopy(encoded, 0, der, SPKI_PREFIX.length, BYTES);
        return der;
    }

    /** The key in PEM. */
    public String toPem() {
        return BEGIN + "\n" + Base64.getEncoder().encodeToString(subjectPublicKeyInfo()) + "\n" + END + "\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** {@code ed25519:} and the beginning of the key's id. */
    @Override
    public String toString() {
        return "ed25519:" + id().abbreviated();
    }
}
