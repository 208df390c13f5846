package dev.lineage.fs.internal.artifacts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of the platform. */
final class Hashing {
    private Hashing() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
        }
    }
}
