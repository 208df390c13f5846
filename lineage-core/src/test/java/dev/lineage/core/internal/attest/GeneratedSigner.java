package dev.lineage.core.internal.attest;

import dev.lineage.Signer;
import dev.lineage.model.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;

/** Somebody's key, made for one test. */
final class GeneratedSigner implements Signer {
    private final KeyPair pair;

    GeneratedSigner() throws GeneralSecurityException {
        this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
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
            throw new IllegalStateException(e);
        }
    }
}
