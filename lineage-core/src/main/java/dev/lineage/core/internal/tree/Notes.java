package dev.lineage.core.internal.tree;

import dev.lineage.IntegrityException;
import dev.lineage.Signer;
import dev.lineage.core.internal.trust.Signatures;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.model.VerificationKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Signatures of notes (c2sp.org/signed-note, Ed25519) and of witnesses (c2sp.org/tlog-cosignature, {@code cosignature/v1}).
 */
public final class Notes {
    private static final byte ED25519 = 1;
    private static final byte COSIGNATURE = 4;
    private static final int KEY_ID_BYTES = 4;

    private Notes() {}

    // ---- keys

    private static byte[] typed(byte type, VerificationKey key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        out.writeBytes(key.toBytes());
        return out.toByteArray();
    }

    private static int keyId(String name, byte type, VerificationKey key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((name + "\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(typed(type, key));
        return ByteBuffer.wrap(Digest.of(out.toByteArray()).toBytes()).getInt();
    }

    /** A key in the form in which other tools take it: name, key id and bytes with {@code +} between. */
    public static String verifierKey(String name, VerificationKey key) {
        return name + "+" + HexFormat.of().toHexDigits(keyId(name, ED25519, key)) + "+"
                + Base64.getEncoder().encodeToString(typed(ED25519, key));
    }

    /**
     * Reads a key in that form.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static VerificationKey key(String verifierKey) {
        String[] parts = verifierKey.split("\\+", 3);
        if (parts.length == 3) {
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            if (typed.length == 1 + VerificationKey.BYTES && typed[0] == ED25519) {
                VerificationKey key = VerificationKey.of(Arrays.copyOfRange(typed, 1, typed.length));
                if (verifierKey(Checkpoint.requireKeyName(parts[0]), key).equals(verifierKey)) {
                    return key;
                }
            }
        }
        throw new IllegalArgumentException(
                "'" + verifierKey + "' is no Ed25519 verifier key of a signed note; it looks like name+1a2b3c4d+AbCd…");
    }

    // ---- signatures

    /** The signature of the log's own key. */
    static Checkpoint.Signature sign(Checkpoint checkpoint, Signer signer) {
        byte[] message = checkpoint.text().getBytes(StandardCharsets.UTF_8);
        return line(checkpoint.origin(), keyId(checkpoint.origin(), ED25519, signer.key()), made(signer, message));
    }

    private static byte[] made(Signer signer, byte[] message) {
        byte[] signature = signer.sign(message.clone());
        if (!Signatures.verify(signer.key(), message, signature)) {
            throw new IllegalArgumentException("What the signer with key " + signer.key()
                    + " made is not its Ed25519 signature of 64 bytes. Nothing was kept; repair the signer");
        }
        return signature;
    }

    private static Checkpoint.Signature line(String name, int keyId, byte[] signature) {
        byte[] content = ByteBuffer.allocate(KEY_ID_BYTES + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
        return new Checkpoint.Signature(name, Base64.getEncoder().encodeToString(content));
    }

    /**
     * Those of {@code keys} that signed a checkpoint under that name.
     *
     * @throws IntegrityException if a signature says that it is of one of the keys and is not
     */
    static List<VerificationKey> signers(Checkpoint checkpoint, String name, Collection<VerificationKey> keys) {
        byte[] message = checkpoint.text().getBytes(StandardCharsets.UTF_8);
        List<VerificationKey> signers = new ArrayList<>();
        for (Checkpoint.Signature signature : checkpoint.signatures()) {
            for (VerificationKey key : keys) {
                if (signature.name().equals(name) && signature.keyId() == keyId(name, ED25519, key)) {
                    if (!Signatures.verify(key, message, signature.toBytes())) {
                        throw new IntegrityException("The checkpoint " + checkpoint
                                + " has a signature that says it is of the" + " key " + key + " of '" + name
                                + "', and is not. Somebody changed it; take another copy");
                    }
                    if (!signers.contains(key)) {
                        signers.add(key);
                    }
                }
            }
        }
        return signers;
    }

    // ---- cosignatures

    private static byte[] cosigned(Checkpoint checkpoint, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + checkpoint.text()).getBytes(StandardCharsets.UTF_8);
    }

    static Checkpoint.Signature cosign(Checkpoint checkpoint, String name, Signer signer, Instant at) {
        long seconds = at.getEpochSecond();
        byte[] signature = made(signer, cosigned(checkpoint, seconds));
        return line(
                name,
                keyId(name, COSIGNATURE, signer.key()),
                ByteBuffer.allocate(Long.BYTES + signature.length)
                        .putLong(seconds)
                        .put(signature)
                        .array());
    }

    /** Whether a signature is that of a witness with that name and key. */
    static boolean isCosigned(Checkpoint checkpoint, Checkpoint.Signature signature, String name, VerificationKey key) {
        byte[] content = signature.toBytes();
        return signature.name().equals(name)
                && signature.keyId() == keyId(name, COSIGNATURE, key)
                && content.length == Long.BYTES + Signatures.BYTES
                && Signatures.verify(
                        key,
                        cosigned(checkpoint, ByteBuffer.wrap(content).getLong()),
                        Arrays.copyOfRange(content, Long.BYTES, content.length));
    }
}
