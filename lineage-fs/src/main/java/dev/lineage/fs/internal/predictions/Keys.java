package dev.lineage.fs.internal.predictions;

import dev.lineage.model.Digest;
import dev.lineage.spi.PredictionStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids and subjects as indexes know them: the first 48 bits of a hash. */
final class Keys {
    static final int BITS = 48;

    private Keys() {}

    static long hash(PredictionStore.Key key, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new Hasher().hash(key, bytes, 0, bytes.length);
    }

    /** Hashes many keys. Not thread-safe. */
    static final class Hasher {
        private final MessageDigest sha256;
        private final byte[] id = prefix(PredictionStore.Key.ID);
        private final byte[] subject = prefix(PredictionStore.Key.SUBJECT);
        private final byte[] digest = new byte[Digest.BYTES];

        Hasher() {
            try {
                this.sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java runtime has SHA-256", e);
            }
        }

        private static byte[] prefix(PredictionStore.Key key) {
            return ("lineage/prediction/" + (key == PredictionStore.Key.ID ? "id" : "subject") + "\0")
                    .getBytes(StandardCharsets.UTF_8);
        }

        long hash(PredictionStore.Key key, byte[] bytes, int from, int length) {
            sha256.update(key == PredictionStore.Key.ID ? id : subject);
            sha256.update(bytes, from, length);
            try {
                sha256.digest(digest, 0, digest.length);
            } catch (DigestException e) {
                throw new IllegalStateException("SHA-256 has 32 bytes", e);
            }
            return ByteBuffer.wrap(digest).getLong() >>> Long.SIZE - BITS;
        }
    }
}
