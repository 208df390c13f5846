package dev.lineage.core.internal.tree;

import dev.lineage.Signer;
import dev.lineage.model.VerificationKey;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signers over keys that everybody knows. */
public final class TestKeys {
    private TestKeys() {}

    /** The signer of a key in the form {@code PRIVATE+KEY+name+id+base64}. */
    static Signer ofNote(String privateKey) {
        String base64 = privateKey.split("\\+", 5)[4];
        byte[] typed = Base64.getDecoder().decode(base64);
        return ofSeed(Arrays.copyOfRange(typed, 1, typed.length));
    }

    /** A signer with the key of that number. */
    public static Signer of(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return ofSeed(seed);
    }

    private static Signer ofSeed(byte[] seed) {
        byte[] key = new byte[32];
        Ed25519.generatePublicKey(seed, 0, key, 0);
        return new Signer() {
            @Override
            public VerificationKey key() {
                return VerificationKey.of(key);
            }

            @Override
            public byte[] sign(byte[] message) {
                byte[] signature = new byte[64];
                Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
                return signature;
            }
        };
    }
}
