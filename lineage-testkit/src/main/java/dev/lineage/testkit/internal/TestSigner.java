package dev.lineage.testkit.internal;

import dev.lineage.Signer;
import dev.lineage.model.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;

/** A signer with a new key of the Java platform, as a caller with a key store of their own would write it. */
public final class TestSigner implements Signer {
    private final KeyPair pair;

    /** Makes a key. */
    public TestSigner() {
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key", e);
        }
    }

    @Override
    public VerificationKey key() {
        return VerificationKey.of(pair.getPublic());
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }
}
