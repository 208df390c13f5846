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
import java.io.PrintWriter;
import java.io.StringWriter;
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
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0200000000000000000000000000000000000000000000000000000000000000",
                // A good key plus a point of order 8, and of order 2.
                "7d4de3217cc9ab169d636512e7e79a555455e1ce77537d3c8946e45eb50c5658",
                "2fe0aaae1a7a144e58b943501679f1e01fd0f797121619516b69d57738661f66"
            })
    void keysThatAcceptAnythingAreNoKeys(String key) {
        assertThat(Signatures.isValid(VerificationKey.of(hex(key)))).isFalse();
    }

    /**
     * Signatures over "lineage" that some verifier takes: made with a known scalar, so that each satisfies the equation of RFC 8032,
     * multiplied by 8 or not, in another form than the one that the owner of the key makes.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'scalar not reduced: S + L', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
                + "021ff83906fdb5a68d5a59ec39dcda61572c5ef9f4bebcb58325646c4d7f0014",
        "'scalar not reduced: S + 8 L', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
                + "7deab0c4beb2360f6aa41e6150b1f3f3572c5ef9f4bebcb58325646c4d7f0084",
        "'scalar not reduced: S + 14 L', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
                + "0be273f25c05a51f7051ec32888c2d71582c5ef9f4bebcb58325646c4d7f00e4",
        "'first point with a part of order 2', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "662f1337da48944d4a838448f475fa2b0be10c967fe743f604a43895a95719f4"
                + "f4b38c9d4c968d6434e3603a5e9d61d0589b8848af1e434bd1a1e5dee137610e",
        "'first point with a part of order 4', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "d604a16d0d0ef74e0cb2601e0ac91d33cabcf95b9f056cd37555876ef347b8c2"
                + "daf58702ce163221e6aeff9f026cf93dab773b097c529ba47e718161e81b4c07",
        "'first point with a part of order 8', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "1e61477d616b2a62ed6fa8b00b6e520684dcb359f0f37c7a0d7f791fb283cefb"
                + "97cc8b0e32aa4ffd8d445e339e985933fc42782155844a8c8d05a744d6eeb804",
        "'first point neutral', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "0100000000000000000000000000000000000000000000000000000000000000"
                + "d34d5daef4750ef7455c5ea6cd87146dc365161d30a1385f9a818f058b536c08",
        "'first point neutral, its y not reduced', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                + "87f20a6b3e31fc8c0ee423609f4575df83f97fefbe6d29a5ca795b3aaaa8f50d",
        "'first point neutral, as minus zero', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "0100000000000000000000000000000000000000000000000000000000000080"
                + "eaa95a02f30711e80f1679df9197ec31d5f681a43e6183b6348314c12105c009",
        "'key with a part of order 8', 7d4de3217cc9ab169d636512e7e79a555455e1ce77537d3c8946e45eb50c5658,"
                + "df5744cbb4d1503223ea5a0d4ae157d37dfdef3a59bb77b7e7ba8ea649f4a39a"
                + "ba7d38bafb8d27a58ad156d089f34dc576b500de4c5f3a951b8285ae8cb9c70b",
        "'key with a part of order 2', 2fe0aaae1a7a144e58b943501679f1e01fd0f797121619516b69d57738661f66,"
                + "013ec257d570ffb5f226508a3db36835455d1f593335aecdd25d446e95df9af1"
                + "08bee543f570209c7493667fbb34c49fafb480b9519a0d10903e26f0920e510d",
        "'neutral key', 0100000000000000000000000000000000000000000000000000000000000000,"
                + "0100000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        "'key of order 2', ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f,"
                + "0100000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        "'key of order 4', 0000000000000000000000000000000000000000000000000000000000000000,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        "'key of order 8', 26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05,"
                + "0000000000000000000000000000000000000000000000000000000000000080"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        "'all zeros', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "0000000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        "'all ones', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "'scalar zero', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        "'scalar L', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
                + "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
        "'halves swapped', be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099,"
                + "154b02ddeb99a34eb7bd61495be2fb4c572c5ef9f4bebcb58325646c4d7f0004"
                + "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
    })
    void whatLaxVerifiersTakeIsRefused(String what, String key, String signature) {
        byte[] message = "lineage".getBytes(StandardCharsets.UTF_8);
        assertThat(Signatures.verify(VerificationKey.of(hex(key)), message, hex(signature)))
                .as(what)
                .isFalse();
    }

    @Test
    void theHonestSignatureOfTheSameKeyIsTaken() {
        VerificationKey key =
                VerificationKey.of(hex("be1f5551e585ebb1a746bcafe9860e1fe02f0868ede9e6ae94962a88c799e099"));
        byte[] message = "lineage".getBytes(StandardCharsets.UTF_8);
        byte[] signature = hex("b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
                + "154b02ddeb99a34eb7bd61495be2fb4c572c5ef9f4bebcb58325646c4d7f0004");
        assertThat(Signatures.verify(key, message, signature)).isTrue();
        for (int length : new int[] {0, 1, 32, 63, 65, 96, 128}) {
            assertThat(Signatures.verify(key, message, Arrays.copyOf(signature, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
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

    /** Whatever byte of a file is damaged: what is thrown, with its stack and causes, holds nothing of the key or passphrase. */
    @ParameterizedTest
    @ValueSource(strings = {"plain.pem", "encrypted.pem"})
    void aDamagedFileGivesNothingAway(String name) throws IOException {
        byte[] good = Files.readAllBytes(resource(name));
        List<String> secrets = secrets();
        Path file = directory.resolve("damaged.pem");
        int refused = 0;
        for (int i = 0; i < good.length; i++) {
            for (byte[] bad : List.of(Arrays.copyOf(good, i), replaced(good, i, 'A'), replaced(good, i, '\0'))) {
                Files.write(file, bad);
                try {
                    assertThat(Signer.ofPem(file, "correct-horse".toCharArray()).toString())
                            .doesNotContain(secrets);
                } catch (IllegalArgumentException e) {
                    refused++;
                    StringWriter stack = new StringWriter();
                    e.printStackTrace(new PrintWriter(stack));
                    assertThat(stack.toString())
                            .contains("damaged.pem", "openssl genpkey")
                            .doesNotContain("Caused by", "Suppressed")
                            .doesNotContain(secrets);
                }
            }
        }
        assertThat(refused).isGreaterThan(good.length);
    }

    /** Pieces of the key in the forms in which an exception might show it, and the passphrase. */
    private static List<String> secrets() throws IOException {
        String base64 = Files.readString(resource("plain.pem"))
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        byte[] der = Base64.getDecoder().decode(base64);
        byte[] seed = Arrays.copyOfRange(der, der.length - 32, der.length);
        String bytes = Arrays.toString(Arrays.copyOf(seed, 4));
        return List.of(
                base64.substring(base64.length() - 12),
                HexFormat.of().formatHex(seed, 0, 6),
                HexFormat.of().withUpperCase().formatHex(seed, 0, 6),
                HexFormat.of().withDelimiter(":").formatHex(seed, 0, 6),
                bytes.substring(1, bytes.length() - 1),
                "correct-horse");
    }

    private static byte[] replaced(byte[] bytes, int index, char by) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) by;
        return changed;
    }

    @Test
    void thePassphraseIsLeftToTheCaller() throws IOException {
        char[] passphrase = "correct-horse".toCharArray();
        Signer signer = Signer.ofPem(resource("encrypted.pem"), passphrase);
        assertThat(passphrase).containsExactly("correct-horse".toCharArray());
        Arrays.fill(passphrase, 'x');
        byte[] message = HELLO.getBytes(StandardCharsets.UTF_8);
        assertThat(Base64.getEncoder().encodeToString(signer.sign(message))).isEqualTo(BY_OPENSSL);
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
