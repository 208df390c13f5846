package dev.lineage;

import dev.lineage.model.VerificationKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes Ed25519 signatures (RFC 8032, without context or pre-hash) with a key that stays with it: a file, or the caller's own
 * implementation over a key store, a card or a service. Implementations are thread-safe and show the private key to nobody: not
 * in {@link Object#toString()}, not in exceptions.
 */
public interface Signer {
    /** The public key by which its signatures are checked. */
    VerificationKey key();

    /**
     * Signs.
     *
     * @param message the bytes, which must not be changed or interpreted
     * @return the signature's 64 bytes
     * @throws IllegalStateException if the key cannot be used, such as because a device was removed
     */
    byte[] sign(byte[] message);

    /**
     * A signer over a private key in a PEM file in the form of PKCS #8, as {@code openssl genpkey -algorithm ed25519 -aes-256-cbc
     * -out key.pem} writes it.
     *
     * @param passphrase of the file; null if it is not encrypted. It is not kept, and the caller may clear it
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the file holds no such key, or the passphrase is not its own
     */
    static Signer ofPem(Path file, char @Nullable [] passphrase) throws IOException {
        return Registries.signer(file, passphrase);
    }
}
