package dev.lineage.core.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Signer;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.model.Envelope;
import dev.lineage.model.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignaturesTest {
    /** What OpenSSL signed with plain.pem: the DSSE protocol's example. */
    private static final String BY_OPENSSL =
            "H1bJG4xxH86HuVuEiReIhlng1UY8Zl0C6c4Bmzi5Un9zhiwtgpP5mdFvi+CIYczuJbSIbVpxwsdGpnV1TXwsDA==";

    private static final String HELLO = "DSSEv1 29 http://example.com/HelloWorld 11 hello world";

    @TempDir
    private Path directory;

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(SignaturesTest.class.getResource("/trust/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** RFC 8032, section 7.1, tests 1, 2 and 3. */
    @ParameterizedTest
    @CsvSource({
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"
    })
    void otherPeoplesSignaturesAreVerified(String key, String message, String signature) {
        VerificationKey publicKey = VerificationKey.of(hex(key));
        byte[] sig = hex(signature);
        assertThat(Signatures.verify(publicKey, hex(message), sig)).isTrue();
        assertThat(Signatures.verify(publicKey, hex(message + "00"), sig)).isFalse();
        for (int bit = 0; bit < 512; bit += 13) {
            byte[] flipped = sig.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Signatures.verify(publicKey, hex(message), flipped))
                    .as("bit %d", bit)
                    .isFalse();
        }
        assertThat(Signatures.verify(publicKey, hex(message), Arrays.copyOf(sig, 65)))
                .as("one byte more")
                .isFalse();
        assertThat(Signatures.verify(publicKey, hex(message), Arrays.copyOf(sig, 63)))
                .as("one byte less")
                .isFalse();
        assertThat(Signatures.verify(publicKey, hex(message), withLargerScalar(sig)))
                .as("the same scalar, written in another way")
                .isFalse();
    }

    /** S + L, which lax verifiers accept. */
    private static byte[] withLargerScalar(byte[] signature) {
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = signature[63 - i];
        }
        byte[] sum = new BigInteger(1, big).add(order).toByteArray();
        byte[] malleable = signature.clone();
        for (int i = 0; i < 32; i++) {
            malleable[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
        }
        return malleable;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Points of small order, and encodings that are no points or not canonical.
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "0200000000000000000000000000000000000000000000000000000000000000"
            })
    void keysThatAcceptAnythingAreNoKeys(String key) {
        assertThat(Signatures.isValid(VerificationKey.of(hex(key)))).isFalse();
    }

    @Test
    void theEncodingIsThatOfTheDsseProtocol() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SignaturesTest.class.getResourceAsStream("/vectors/dsse/dsse-protocol-v1.0.2.json"))) {
            JsonFields vector = JsonFields.of("", JsonReader.read(in.readAllBytes()));
            Envelope envelope = new Envelope(vector.string("payloadType"), vector.string("payloadText"), List.of());
            assertThat(envelope.signedBytes())
                    .isEqualTo(vector.string("paeText").getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(HELLO.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new Envelope("t", "é", List.of()).signedBytes())
                .as("lengths are of bytes")
                .isEqualTo("DSSEv1 1 t 2 é".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.pem", "encrypted.pem"})
    void keysOfOpensslSignAsItDoes(String file) throws IOException {
        Signer signer = Signer.ofPem(resource(file), "correct-horse".toCharArray());
        byte[] message = HELLO.getBytes(StandardCharsets.UTF_8);

        assertThat(signer.key()).isEqualTo(VerificationKey.ofPem(Files.readString(resource("public.pem"))));
        assertThat(signer.key().toPem()).isEqualTo(Files.readString(resource("public.pem")));
        assertThat(Base64.getEncoder().encodeToString(signer.sign(message))).isEqualTo(BY_OPENSSL);
        assertThat(Signatures.verify(signer.key(), message, signer.sign(message)))
                .isTrue();
    }

    @Test
    void aKeyThatCannotBeUsedIsNamedAndNotShown() throws IOException {
        Path encrypted = resource("encrypted.pem");
        String secret = Files.readString(resource("plain.pem"))
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        List<Throwable> thrown = new ArrayList<>();
        assertThatThrownBy(() -> Signer.ofPem(encrypted, "wrong".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("encrypted.pem")
                .hasMessageContaining("passphrase is another one")
                .hasNoCause()
                .satisfies(thrown::add);
        assertThatThrownBy(() -> Signer.ofPem(encrypted, null))
                .hasMessageContaining("no passphrase was given")
                .satisfies(thrown::add);
        assertThatThrownBy(() -> Signer.ofPem(resource("rsa.pem"), null))
                .hasMessageContaining("not for Ed25519")
                .satisfies(thrown::add);
        assertThatThrownBy(() -> Signer.ofPem(resource("public.pem"), null))
                .hasMessageContaining("openssl genpkey")
                .satisfies(thrown::add);
        Path torn = Files.writeString(
                directory.resolve("torn.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + secret.substring(0, 40) + "\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> Signer.ofPem(torn, null))
                .hasMessageContaining("no PKCS #8")
                .hasNoCause()
                .satisfies(thrown::add);
        assertThat(thrown)
                .allSatisfy(e -> assertThat(String.valueOf(e.getMessage()))
                        .doesNotContain(secret.substring(20), "wrong", "correct-horse"));
        assertThat(Signer.ofPem(resource("plain.pem"), null).toString())
                .doesNotContain(secret)
                .startsWith("signer with key ed25519:");
    }

    @Test
    void keysAreFoundByTheirSignaturesAndCountedOnce() throws IOException {
        Signer signer = Signer.ofPem(resource("plain.pem"), null);
        VerificationKey other =
                VerificationKey.of(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        Envelope.Signature honest = new Envelope.Signature("", BY_OPENSSL);
        Envelope.Signature lying = new Envelope.Signature(other.id().hex(), BY_OPENSSL);
        Envelope.Signature padded = new Envelope.Signature("", BY_OPENSSL.replace("==", "="));
        List<VerificationKey> keys = List.of(other, signer.key());

        Envelope envelope =
                new Envelope("http://example.com/HelloWorld", "hello world", List.of(lying, honest, lying, padded));
        assertThat(Signatures.signers(envelope, keys)).containsExactly(signer.key());
        assertThat(Signatures.signers(envelope, List.of(other))).isEmpty();
        assertThat(Signatures.signers(
                        new Envelope("http://example.com/HelloWorlD", "hello world", List.of(honest)), keys))
                .as("another type")
                .isEmpty();
        assertThat(Signatures.signers(
                        new Envelope("http://example.com/HelloWorld", "hello world", List.of(padded)), keys))
                .as("base64 that nobody writes")
                .isEmpty();
    }
}
