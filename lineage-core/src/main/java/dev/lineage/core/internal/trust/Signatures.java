package dev.lineage.core.internal.trust;

import dev.lineage.model.Envelope;
import dev.lineage.model.VerificationKey;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 as in RFC 8032, section 5.1, strictly: signatures of 64 bytes and no others, points and scalars in canonical form, points
 * of full order. The signature of the Java platform accepts bytes after the 64; Bouncy Castle's, alone, accepts first points that
 * have a part of small order, which OpenSSL refuses, so that the same signature would be good here and bad there.
 */
public final class Signatures {
    /** How many bytes a signature has. */
    public static final int BYTES = Ed25519.SIGNATURE_SIZE;

    private Signatures() {}

    /** Whether the bytes of a key are a point of the curve that signatures can be checked by, of full order. */
    public static boolean isValid(VerificationKey key) {
        return isPoint(key.toBytes());
    }

    /** Whether bytes begin with a point of full order in canonical form. */
    private static boolean isPoint(byte[] bytes) {
        return Ed25519.validatePublicKeyFull(bytes, 0);
    }

    /** Whether {@code signature} is the key's over {@code message}. */
    public static boolean verify(VerificationKey key, byte[] message, byte[] signature) {
        return signature.length == BYTES
                && isValid(key)
                && isPoint(signature)
                && Ed25519.verify(signature, 0, key.toBytes(), 0, message, 0, message.length);
    }

    /** Those of {@code keys} that signed an envelope, each once, whatever its key ids say. */
    public static Set<VerificationKey> signers(Envelope envelope, Collection<VerificationKey> keys) {
        byte[] message = envelope.signedBytes();
        Set<VerificationKey> signers = new LinkedHashSet<>();
        for (Envelope.Signature signature : envelope.signatures()) {
            byte[] bytes = decode(signature.signature());
            for (VerificationKey key : keys) {
                if (!signers.contains(key) && verify(key, message, bytes)) {
                    signers.add(key);
                }
            }
        }
        return signers;
    }

    /** Empty, which is no signature, for what is not the canonical base64 of anything. */
    private static byte[] decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
