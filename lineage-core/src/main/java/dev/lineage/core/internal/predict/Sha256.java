package dev.lineage.core.internal.predict;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 from array to array, without garbage. Not thread-safe. */
final class Sha256 {
    static final int BYTES = 32;
    private final MessageDigest digest;

    Sha256() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    void hash(byte[] from, int offset, int length, byte[] to, int at) {
        digest.update(from, offset, length);
        try {
            digest.digest(to, at, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has " + BYTES + " bytes", e);
        }
    }
}
