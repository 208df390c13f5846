package dev.lineage.core.internal.predict;

import dev.lineage.model.PredictionRecord;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Random bytes that nobody can guess, drawn many at a time: the key stream of AES in counter mode (NIST SP 800-38A, section 6.5)
 * under a random key that is used for a few MiB and forgotten. The system's own generator takes many times as long as hashing does;
 * it is used where there is no such cipher. Not thread-safe.
 */
final class Salts {
    /** So little, because only what is called often is compiled to the processor's instructions for AES. */
    private static final int DRAWN = 1 << 10;

    private static final int DRAWS_PER_KEY = 1 << 12;
    private static final int KEY_BYTES = 32;
    private static final int COUNTER_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final byte[] zeros = new byte[DRAWN];
    private final byte[] drawn = new byte[DRAWN];
    private @Nullable Cipher stream;
    private boolean noCipher;
    private int draws;
    private int used = DRAWN;

    void next(byte[] to, int at) {
        if (used == DRAWN) {
            draw();
            used = 0;
        }
        System.arraycopy(drawn, used, to, at, PredictionRecord.SALT_BYTES);
        used += PredictionRecord.SALT_BYTES;
    }

    private void draw() {
        if (!noCipher) {
            try {
                if (stream == null || draws == DRAWS_PER_KEY) {
                    stream = keyed();
                    draws = 0;
                }
                draws++;
                if (stream.update(zeros, 0, DRAWN, drawn, 0) == DRAWN) {
                    return;
                }
            } catch (GeneralSecurityException e) {
                noCipher = true;
            }
        }
        random.nextBytes(drawn);
    }

    private Cipher keyed() throws GeneralSecurityException {
        byte[] key = new byte[KEY_BYTES];
        byte[] counter = new byte[COUNTER_BYTES];
        random.nextBytes(key);
        random.nextBytes(counter);
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
        return cipher;
    }
}
