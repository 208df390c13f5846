package dev.lineage.core.internal.trust;

import dev.lineage.Signer;
import dev.lineage.model.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** A private key in memory, read from a PEM file in the form of PKCS #8 (RFC 5958), encrypted by PBES2 or not. */
public final class PemSigner implements Signer {
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    /** RFC 8410. */
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private static final int MAX_FILE = 64 * 1024;

    private final Ed25519PrivateKeyParameters secret;
    private final VerificationKey key;

    private PemSigner(byte[] seed) {
        this.secret = new Ed25519PrivateKeyParameters(seed, 0);
        this.key = VerificationKey.of(secret.generatePublicKey().getEncoded());
    }

    /** See {@link Signer#ofPem}. */
    public static Signer read(Path file, char @Nullable [] passphrase) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw unusable(file, "it has more than " + MAX_FILE + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        byte[] der;
        if (isOf(text, PLAIN)) {
            der = decode(file, text, PLAIN);
        } else if (isOf(text, ENCRYPTED)) {
            if (passphrase == null) {
                throw unusable(file, "it is encrypted and no passphrase was given");
            }
            der = decrypt(file, decode(file, text, ENCRYPTED), passphrase);
        } else {
            throw unusable(
                    file,
                    "it does not begin with '-----BEGIN " + PLAIN + "-----' or '-----BEGIN " + ENCRYPTED + "-----'");
        }
        try {
            byte[] seed = seed(file, der);
            try {
                return new PemSigner(seed);
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static boolean isOf(String text, String label) {
        return text.startsWith("-----BEGIN " + label + "-----") && text.endsWith("-----END " + label + "-----");
    }

    private static byte[] decode(Path file, String text, String label) {
        int begin = ("-----BEGIN " + label + "-----").length();
        int end = text.length() - ("-----END " + label + "-----").length();
        if (begin > end) {
            throw unusable(file, "nothing is in it");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(begin, end));
        } catch (IllegalArgumentException e) {
            throw unusable(file, "it is no base64");
        }
    }

    /** What goes wrong is told without its cause, which may hold parts of the key. */
    private static byte[] decrypt(Path file, byte[] der, char[] passphrase) {
        PBEKeySpec spec = new PBEKeySpec(passphrase);
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // The name of the algorithm of a PBES2 key is only in its parameters.
            String algorithm = info.getAlgParameters().toString();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw unusable(
                    file,
                    "it cannot be decrypted (" + e.getClass().getSimpleName()
                            + "): the passphrase is another one, or the encryption is not PBES2 with AES");
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] seed(Path file, byte[] der) {
        byte[] seed;
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
            if (!info.getPrivateKeyAlgorithm().getAlgorithm().equals(ED25519)) {
                throw unusable(file, "its key is not for Ed25519");
            }
            seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
        } catch (UnusableKeyException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unusable(file, "it is no PKCS #8 (" + e.getClass().getSimpleName() + ")");
        }
        if (seed.length != Ed25519.SECRET_KEY_SIZE) {
            throw unusable(file, "its key has not " + Ed25519.SECRET_KEY_SIZE + " bytes");
        }
        return seed;
    }

    /** The one exception of this class, which names the file and nothing of what is in it. */
    private static final class UnusableKeyException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnusableKeyException(String message) {
            super(message);
        }
    }

    private static UnusableKeyException unusable(Path file, String why) {
        return new UnusableKeyException("Cannot sign with the key in " + file + ": " + why
                + ". Make one with: openssl genpkey -algorithm ed25519 -aes-256-cbc -out key.pem");
    }

    @Override
    public VerificationKey key() {
        return key;
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Signatures.BYTES];
        secret.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        return signature;
    }

    /** The public key's name. */
    @Override
    public String toString() {
        return "signer with key " + key;
    }
}
