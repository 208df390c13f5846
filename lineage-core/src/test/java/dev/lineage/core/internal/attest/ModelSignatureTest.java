package dev.lineage.core.internal.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.ModelSignature;
import dev.lineage.ModelSignature.Evidence;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What signers elsewhere made, and what attackers make of it. */
final class ModelSignatureTest {
    private static final String OMS = "vectors/oms-spec/test-vectors/v1.0/";
    private static final String HISTORICAL = "vectors/oms-historical/";
    private static final String TYPE = "application/vnd.in-toto+json";

    @TempDir
    private Path model;

    @TempDir
    private Path elsewhere;

    private KeyPair pair;

    @BeforeEach
    void key() throws GeneralSecurityException {
        pair = pair("secp256r1");
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    // ---- other people's signatures

    private static PublicKey theirs() throws IOException, GeneralSecurityException {
        return Vectors.key(HISTORICAL + "signing-key-pub.pem");
    }

    private void copy(String folder, String... files) throws IOException {
        for (String file : files) {
            Files.copy(Vectors.path(HISTORICAL + folder + "/" + file), model.resolve(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.0.1", "v1.1.0"})
    void directoriesThatTheFirstImplementationSigned(String release) throws Exception {
        copy(release, "signme-1", "signme-2", "model.sig");
        String bundle = Files.readString(model.resolve("model.sig"));
        Evidence evidence = ModelSignature.verify(bundle, theirs(), model);

        assertThat(evidence.problems()).isEmpty();
        assertThat(evidence.isValid()).isTrue();
        assertThat(evidence.name()).hasValue(release + "-elliptic-key");
        assertThat(evidence.root())
                .hasValue(Digest.ofHex("92745110b1ab4368471cbe31664e10174e954b113a3df333db860317b2c6dec4"));
        assertThat(evidence.verified()).containsExactly("signme-1", "signme-2");
        assertThat(evidence.key()).isEqualTo(Digest.of(theirs().getEncoded()));
        assertThat(evidence.warnings()).singleElement().asString().contains("no entry of a transparency log");

        Files.createFile(model.resolve("ignore-me"));
        Evidence withMore = ModelSignature.verify(bundle, theirs(), model);
        if (release.equals("v1.1.0")) {
            assertThat(withMore.isValid()).as("%s", withMore).isTrue();
            assertThat(withMore.ignored()).contains("ignore-me", ".git");
            assertThat(withMore.warnings())
                    .anyMatch(warning -> warning.contains("Not covered") && warning.contains("ignore-me"));
        } else {
            assertThat(withMore.unlisted()).containsExactly("ignore-me");
            assertThat(withMore.isValid()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.3.1", "v1.0.0"})
    void singleFilesThatItSignedUnderADot(String release) throws Exception {
        copy(release, "signme-1", "model.sig");
        String bundle = Files.readString(model.resolve("model.sig"));
        Evidence evidence = ModelSignature.verify(bundle, theirs(), model.resolve("signme-1"));
        assertThat(evidence.isValid()).as("%s", evidence).isTrue();
        assertThat(evidence.warnings()).anyMatch(warning -> warning.contains("signed under the name '.'"));
        assertThat(evidence.verified()).containsExactly(".");

        assertThat(ModelSignature.verify(bundle, theirs(), model).problems())
                .as("the directory around it is not what was signed")
                .isNotEmpty();
        Files.writeString(model.resolve("signme-1"), "other");
        assertThat(ModelSignature.verify(bundle, theirs(), model.resolve("signme-1"))
                        .isValid())
                .isFalse();
    }

    @Test
    void whatWasSignedBeforeTheFormatWasFixedIsRefused() throws Exception {
        String bundle = Vectors.text(HISTORICAL + "v0.2.0/model.sig");
        Evidence evidence = ModelSignature.verify(bundle, theirs(), model);
        assertThat(evidence.isValid()).isFalse();
        assertThat(evidence.name()).isEmpty();
    }

    @Test
    void validVectorsOfTheSpecification() throws Exception {
        copy("v1.1.0", "signme-1", "signme-2");
        Evidence evidence = ModelSignature.verify(Vectors.text(OMS + "valid/key.bundle.json"), theirs(), model);
        assertThat(evidence.isValid()).as("%s", evidence).isTrue();
        assertThat(evidence.ignored()).contains("ignore-me");

        Evidence certified =
                ModelSignature.verify(Vectors.text(OMS + "valid/certificate.bundle.json"), theirs(), model);
        assertThat(certified.warnings()).anyMatch(warning -> warning.contains("certificate was not looked at"));

        Evidence sigstore = ModelSignature.verify(Vectors.text(OMS + "valid/sigstore.bundle.json"), theirs(), model);
        assertThat(sigstore.problems())
                .as("signed with a key that nobody kept")
                .singleElement()
                .extracting(Problem::subject)
                .isEqualTo("signature");
    }

    @ParameterizedTest
    @CsvSource({
        "empty, no JSON value",
        "missing-envelope, bundle.dsseEnvelope: missing",
        "missing-tlog-entries, tlogEntries: missing",
        "missing-verification-material, bundle.verificationMaterial: missing"
    })
    void invalidVectorsOfTheSpecification(String vector, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelSignature.verify(
                        Vectors.text(OMS + "invalid/" + vector + ".bundle.json"), theirs(), model))
                .withMessageContaining(why)
                .withMessageContaining("as the signer published it");
    }

    @Test
    void theVectorWithAnotherPredicate() throws Exception {
        copy("v1.1.0", "signme-1", "signme-2");
        String vector = Vectors.text(OMS + "invalid-payload/wrong-predicate.bundle.json");
        assertThat(ModelSignature.verify(vector, theirs(), model).isValid())
                .as("its signature is another payload's")
                .isFalse();

        String payload = new String(
                Base64.getDecoder()
                        .decode(Vectors.json(vector).object("dsseEnvelope").string("payload")),
                StandardCharsets.UTF_8);
        Evidence evidence = verify(payload);
        assertThat(evidence.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what())
                        .contains("statement.predicateType")
                        .contains("https://example.com/wrong-predicate/v1.0"));
        assertThat(evidence.name()).isEmpty();
    }

    // ---- our own, and attacks on them

    private static byte[] pae(String type, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                ("DSSEv1 " + type.getBytes(StandardCharsets.UTF_8).length + " " + type + " " + payload.length + " ")
                        .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static byte[] sign(KeyPair pair, String algorithm, byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
    }

    private static String bundle(String type, byte[] payload, byte[] signature) {
        return """
                {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",
                 "verificationMaterial":{"publicKey":{"hint":""},"annoyance":1.5},
                 "dsseEnvelope":{"payloadType":"%s","payload":"%s","signatures":[{"sig":"%s","keyid":null,"cert":"x"}]}}
                """.formatted(
                        type,
                        Base64.getEncoder().encodeToString(payload),
                        Base64.getEncoder().encodeToString(signature));
    }

    private String signed(String payload) throws GeneralSecurityException {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return bundle(TYPE, bytes, sign(pair, "SHA256withECDSA", pae(TYPE, bytes)));
    }

    private Evidence verify(String payload) throws IOException, GeneralSecurityException {
        return ModelSignature.verify(signed(payload), pair.getPublic(), model);
    }

    private void file(String name, String content) throws IOException {
        Path file = model.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static byte[] sha256(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8)).toBytes();
    }

    /** A statement over names and digests in this order. */
    private static String statement(String serialization, Map<String, byte[]> resources, String algorithm) {
        ByteArrayOutputStream root = new ByteArrayOutputStream();
        List<String> items = new ArrayList<>();
        resources.forEach((name, digest) -> {
            root.writeBytes(digest);
            items.add("{\"name\":" + JsonWriter.canonicalText(new Json.Str(name)) + ",\"algorithm\":\"" + algorithm
                    + "\",\"digest\":\"" + HexFormat.of().formatHex(digest) + "\"}");
        });
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"m\",\"digest\":{\"sha256\":\""
                + Digest.of(root.toByteArray()).hex()
                + "\"}}],\"predicateType\":\"https://model_signing/signature/v1.0\",\"predicate\":{\"resources\":["
                + String.join(",", items) + "],\"serialization\":" + serialization + "}}";
    }

    private static String files(String... ignored) {
        return "{\"method\":\"files\",\"hash_type\":\"sha256\",\"allow_symlinks\":false,\"ignore_paths\":"
                + JsonWriter.canonicalText(new Json.Arr(
                        List.of(ignored).stream().<Json>map(Json.Str::new).toList()))
                + "}";
    }

    private String twoFiles(UnaryOperator<String> change) throws IOException {
        file("config.json", "{}");
        file("sub/weights.bin", "weights");
        Map<String, byte[]> resources = new TreeMap<>(Oms.ORDER);
        resources.put("config.json", sha256("{}"));
        resources.put("sub/weights.bin", sha256("weights"));
        return change.apply(statement(files(), resources, "sha256"));
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, SHA256withECDSA", "secp384r1, SHA384withECDSA", "secp521r1, SHA512withECDSA"})
    void everyCurveOfTheFormat(String curve, String algorithm) throws Exception {
        KeyPair other = pair(curve);
        byte[] payload = twoFiles(same -> same).getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(other, algorithm, pae(TYPE, payload));
        Evidence evidence = ModelSignature.verify(bundle(TYPE, payload, signature), other.getPublic(), model);
        assertThat(evidence.isValid()).as("%s", evidence).isTrue();
        assertThat(evidence.verified()).containsExactly("config.json", "sub/weights.bin");
    }

    @Test
    void otherKeysAreRefused() throws Exception {
        String bundle = signed(twoFiles(same -> same));
        assertThat(ModelSignature.verify(bundle, pair("secp256r1").getPublic(), model)
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("is not made by the key"));
        for (String algorithm : List.of("Ed25519", "RSA")) {
            PublicKey key =
                    KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelSignature.verify(bundle, key, model))
                    .withMessageContaining("P-256, P-384 or P-521");
        }
    }

    @Test
    void aFlippedBitAnywhereInThePayloadIsFound() throws Exception {
        byte[] payload = twoFiles(same -> same).getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(pair, "SHA256withECDSA", pae(TYPE, payload));
        for (int i = 0; i < payload.length; i++) {
            byte[] changed = payload.clone();
            changed[i] ^= (byte) (1 << i % 8);
            Evidence evidence = ModelSignature.verify(bundle(TYPE, changed, signature), pair.getPublic(), model);
            assertThat(evidence.isValid()).as("byte %d", i).isFalse();
            assertThat(evidence.name())
                    .as("nothing is read of what was not signed")
                    .isEmpty();
        }
        assertThat(ModelSignature.verify(bundle(TYPE, payload, signature), pair.getPublic(), model)
                        .isValid())
                .isTrue();
    }

    @Test
    void aSignatureIsTheBytesThatItIs() throws Exception {
        byte[] payload = twoFiles(same -> same).getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(pair, "SHA256withECDSA", pae(TYPE, payload));
        byte[] longer = java.util.Arrays.copyOf(signature, signature.length + 1);
        // r = s = 0 in DER and raw, which some Java platforms took for everybody's signature.
        byte[] zeros = HexFormat.of().parseHex("3006020100020100");
        for (byte[] bad : List.of(longer, zeros, new byte[64], new byte[] {1})) {
            assertThat(ModelSignature.verify(bundle(TYPE, payload, bad), pair.getPublic(), model)
                            .isValid())
                    .as(HexFormat.of().formatHex(bad))
                    .isFalse();
        }
        assertThat(ModelSignature.verify(
                                bundle("application/vnd.in-toto+json2", payload, signature), pair.getPublic(), model)
                        .isValid())
                .as("the type is signed too")
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelSignature.verify(
                        bundle(TYPE, payload, signature)
                                .replace("\"signatures\":[", "\"signatures\":[{\"sig\":\"AA==\"},"),
                        pair.getPublic(),
                        model))
                .withMessageContaining("expected one, got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelSignature.verify(
                        bundle(TYPE, payload, signature)
                                .replaceFirst("\"payload\":", "\"payload\":\"AA==\",\"payload\":"),
                        pair.getPublic(),
                        model))
                .withMessageContaining("appears twice");
    }

    /** DSSE: either of the two alphabets. */
    @Test
    void base64ForUrlsIsReadToo() throws Exception {
        byte[] payload = twoFiles(statement -> statement.replace("\"m\"", "\"mÿþ???>>>\""))
                .getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(pair, "SHA256withECDSA", pae(TYPE, payload));
        String bundle = bundle(TYPE, payload, signature)
                .replace(
                        Base64.getEncoder().encodeToString(payload),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(payload))
                .replace(
                        Base64.getEncoder().encodeToString(signature),
                        Base64.getUrlEncoder().encodeToString(signature));
        assertThat(ModelSignature.verify(bundle, pair.getPublic(), model).isValid())
                .isTrue();
    }

    @Test
    void anotherTypeOfPayloadIsNoModelSignature() throws Exception {
        String type = "application/vnd.lineage.trust+json";
        byte[] payload = twoFiles(same -> same).getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(pair, "SHA256withECDSA", pae(type, payload));
        assertThat(ModelSignature.verify(bundle(type, payload, signature), pair.getPublic(), model)
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("over " + type));
    }

    /** All of it is signed by the right key, and still not to be believed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"_type\":| \"_type\":\"https://in-toto.io/Statement/v0.1\",\"_type\":| appears twice",
                "\"resources\":| \"resources\":[],\"resources\":| appears twice",
                "Statement/v1| Statement/v0.1| statement._type",
                "\"sha256\":\"| \"sha1\":\"| missing; the digests are by algorithms that are not taken here",
                "\"hash_type\":\"sha256\"| \"hash_type\":\"md5\"| unknown algorithm",
                "\"algorithm\":\"sha256\"| \"algorithm\":\"blake3\"| where hash_type says sha256",
                "config.json| ../config.json| not a relative path",
                "config.json| sub/../../etc/passwd| not a relative path",
                "config.json| /etc/passwd| not a relative path",
                "config.json| ./config.json| not a relative path",
                "config.json| sub//config.json| not a relative path",
                "config.json| sub/| not a relative path",
                "config.json| a\\\\b| not a relative path",
                "config.json| a\\u0000b| not a relative path",
                "config.json| .| stands beside other names",
                "config.json| sub/weights.bin| is there twice",
                "\"ignore_paths\":[]| \"ignore_paths\":[\"../x\"]| not a relative path",
                "\"ignore_paths\":[]| \"ignore_paths\":[\"*\"]| wildcard",
                "\"ignore_paths\":[]| \"ignore_paths\":[\".\"]| not a relative path",
                "\"method\":\"files\"| \"method\":\"lines\"| neither files nor shards",
                "\"method\":\"files\"| \"method\":\"files\",\"shard_size\":5| none for files",
                "\"method\":\"files\"| \"method\":\"files\",\"trust_me\":true| no such member"
            })
    void signedStatementsThatMeanSomethingElse(String from, String to, String why) throws Exception {
        Evidence evidence = verify(twoFiles(statement -> {
            assertThat(statement).contains(from);
            return statement.replace(from, to.strip());
        }));
        assertThat(evidence.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains(why.strip()));
        assertThat(evidence.verified()).isEmpty();
        assertThat(evidence.name()).isEmpty();
    }

    @Test
    void changedMissingAndUnlistedFilesAreNamed() throws Exception {
        String bundle = signed(twoFiles(same -> same));
        file("sub/weights.bin", "weighty");
        file("run.py", "import os");
        Files.delete(model.resolve("config.json"));
        Evidence evidence = ModelSignature.verify(bundle, pair.getPublic(), model);
        assertThat(evidence.problems())
                .extracting(Problem::subject)
                .containsExactly("config.json", "sub/weights.bin", "1 file");
        assertThat(evidence.unlisted()).containsExactly("run.py");
        assertThat(evidence.toString()).startsWith("NOT VALID").contains("is signed and is not there");
    }

    @Test
    void linksAreNeverFollowed() throws Exception {
        String bundle = signed(twoFiles(same -> same));
        Path outside = Files.writeString(elsewhere.resolve("outside.bin"), "weights");
        Files.delete(model.resolve("sub/weights.bin"));
        Files.createSymbolicLink(model.resolve("sub/weights.bin"), outside);
        assertThat(ModelSignature.verify(bundle, pair.getPublic(), model).problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).contains("sub/weights.bin: is signed as a file and is a link"));

        Files.delete(model.resolve("sub/weights.bin"));
        Files.delete(model.resolve("sub"));
        Files.writeString(elsewhere.resolve("weights.bin"), "weights");
        Files.createSymbolicLink(model.resolve("sub"), elsewhere);
        assertThat(ModelSignature.verify(bundle, pair.getPublic(), model).problems())
                .extracting(Problem::subject)
                .as("a linked directory is not gone into")
                .containsExactlyInAnyOrder("sub/weights.bin", "sub");
        Files.delete(model.resolve("sub"));
    }

    @Test
    void theSignatureItselfAndGitAreNoPartOfTheModel() throws Exception {
        String bundle = signed(twoFiles(same -> same));
        file("anything.sig", bundle);
        file(".git/config", "x");
        file(".gitattributes", "x");
        Evidence evidence = ModelSignature.verify(bundle, pair.getPublic(), model);
        assertThat(evidence.isValid()).as("%s", evidence).isTrue();
        assertThat(evidence.warnings()).anyMatch(warning -> warning.endsWith("leaves it out: .git, .gitattributes"));
        file("sub/.gitattributes", "x");
        file("copy.sig", bundle + " ");
        assertThat(ModelSignature.verify(bundle, pair.getPublic(), model).unlisted())
                .containsExactly("copy.sig", "sub/.gitattributes");
    }

    @Test
    void ignoredPathsAreShownAndCoverTheirTreeOnly() throws Exception {
        file("a", "");
        file("cache/x/y", "1");
        file("cached", "2");
        Map<String, byte[]> resources = Map.of("a", sha256(""));
        Evidence evidence = verify(statement(files("cache"), resources, "sha256"));
        assertThat(evidence.ignored()).containsExactly("cache");
        assertThat(evidence.unlisted()).containsExactly("cached");
        assertThat(evidence.warnings()).anyMatch(warning -> warning.contains("leaves it out: cache"));

        Files.delete(model.resolve("cached"));
        Map<String, byte[]> both = new TreeMap<>(Map.of("a", sha256(""), "cache/x/y", sha256("2")));
        assertThat(verify(statement(files("cache"), both, "sha256")).problems())
                .as("what is listed is compared, though it is to be ignored too")
                .extracting(Problem::subject)
                .containsExactly("cache/x/y");
    }

    @Test
    void emptyFilesAndNamesBeyondTheFirstPlane() throws Exception {
        // U+FB33 comes before U+1F602 by code points and behind it by UTF-16 units.
        List<String> names = List.of("a", "\uFB33", "\uD83D\uDE02");
        Map<String, byte[]> resources = new java.util.LinkedHashMap<>();
        for (String name : names) {
            file(name, "");
            resources.put(name, sha256(""));
        }
        Evidence evidence = verify(statement(files(), resources, "sha256"));
        assertThat(evidence.isValid()).as("%s", evidence).isTrue();
        assertThat(evidence.verified()).isEqualTo(names);
        assertThat(evidence.warnings()).noneMatch(warning -> warning.contains("order"));

        Map<String, byte[]> byUnits = new TreeMap<>(resources);
        assertThat(verify(statement(files(), byUnits, "sha256")).warnings())
                .anyMatch(warning -> warning.contains("not listed in the order of the format"));
    }

    @Test
    void theRootIsOfTheListedOrderOrAWarning() throws Exception {
        file("a-b", "1");
        file("a/b", "2");
        Map<String, byte[]> resources = new TreeMap<>(Map.of("a-b", sha256("1"), "a/b", sha256("2")));
        String statement = statement(files(), resources, "sha256");
        assertThat(verify(statement).warnings()).hasSize(1);

        // As the first implementation sorts: by the parts of paths, "a" before "a-b".
        byte[] byParts = new byte[64];
        System.arraycopy(sha256("2"), 0, byParts, 0, 32);
        System.arraycopy(sha256("1"), 0, byParts, 32, 32);
        String signedRoot = Vectors.json(statement)
                .list("subject", JsonFields::json)
                .get(0)
                .get("digest")
                .map(digest -> JsonFields.of("", digest).string("sha256"))
                .orElseThrow();
        Evidence other = verify(statement.replace(signedRoot, Digest.of(byParts).hex()));
        assertThat(other.isValid()).as("%s", other).isTrue();
        assertThat(other.warnings()).anyMatch(warning -> warning.contains("in another order"));

        Evidence none =
                verify(statement.replace(signedRoot, Digest.of(new byte[0]).hex()));
        assertThat(none.problems()).singleElement().asString().contains("root digest");
    }

    /** The root does not bind names, so swapped names must be found by the list. */
    @Test
    void namesAreBoundByTheListOnly() throws Exception {
        file("a", "code");
        file("b", "weights");
        Map<String, byte[]> resources = new TreeMap<>(Map.of("a", sha256("code"), "b", sha256("weights")));
        String bundle = signed(statement(files(), resources, "sha256"));
        Files.move(model.resolve("a"), model.resolve("a-evil.py"));
        Files.move(model.resolve("b"), model.resolve("z-evil.py"));
        Evidence evidence = ModelSignature.verify(bundle, pair.getPublic(), model);
        assertThat(evidence.unlisted()).containsExactly("a-evil.py", "z-evil.py");
        assertThat(evidence.problems()).hasSize(3);
    }

    @Test
    void otherHashes() throws Exception {
        byte[] content = "weights".getBytes(StandardCharsets.UTF_8);
        file("w", "weights");
        byte[] blake2 = new byte[64];
        Blake2bDigest blake2b = new Blake2bDigest(512);
        blake2b.update(content, 0, content.length);
        blake2b.doFinal(blake2, 0);
        byte[] blake3 = new byte[32];
        Blake3Digest blake = new Blake3Digest();
        blake.update(content, 0, content.length);
        blake.doFinal(blake3, 0);
        for (Map.Entry<String, byte[]> hash :
                Map.of("blake2b", blake2, "blake3", blake3).entrySet()) {
            String how = files().replace("sha256", hash.getKey());
            Map<String, byte[]> good = Map.of("w", hash.getValue());
            assertThat(verify(statement(how, good, hash.getKey())).isValid())
                    .as(hash.getKey())
                    .isTrue();
            byte[] changed = hash.getValue().clone();
            changed[5] ^= 1;
            assertThat(verify(statement(how, Map.of("w", changed), hash.getKey()))
                            .isValid())
                    .isFalse();
            assertThat(verify(statement(how, Map.of("w", new byte[20]), hash.getKey()))
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("a digest of " + hash.getKey());
        }
    }

    @Test
    void shards() throws Exception {
        String how = "{\"method\":\"shards\",\"hash_type\":\"sha256\",\"allow_symlinks\":false,\"shard_size\":4}";
        file("w:x", "0123456789");
        Map<String, byte[]> all = new java.util.LinkedHashMap<>();
        all.put("w:x:0:4", sha256("0123"));
        all.put("w:x:4:8", sha256("4567"));
        all.put("w:x:8:10", sha256("89"));
        Evidence evidence = verify(statement(how, all, "sha256"));
        assertThat(evidence.isValid()).as("%s", evidence).isTrue();
        assertThat(evidence.verified()).containsExactly("w:x");

        file("__init__.py", "");
        Evidence withEmpty = verify(statement(how, all, "sha256"));
        assertThat(withEmpty.isValid()).isTrue();
        assertThat(withEmpty.warnings()).anyMatch(warning -> warning.contains("__init__.py is empty"));

        file("w:x", "0123456788");
        assertThat(verify(statement(how, all, "sha256")).problems())
                .extracting(Problem::subject)
                .containsExactly("w:x:8:10");
        file("w:x", "0123456789+");
        assertThat(verify(statement(how, all, "sha256")).problems())
                .singleElement()
                .asString()
                .contains("11 bytes");
        file("w:x", "0123456789");
        for (String gone : all.keySet()) {
            Map<String, byte[]> some = new java.util.LinkedHashMap<>(all);
            some.remove(gone);
            assertThat(verify(statement(how, some, "sha256")).isValid())
                    .as("without %s", gone)
                    .isFalse();
        }
        assertThat(verify(statement(how.replace("4}", "5}"), all, "sha256")).isValid())
                .as("shards of another size than is said")
                .isFalse();
        assertThat(verify(statement(how, Map.of("w:x", sha256("0123456789")), "sha256"))
                        .problems())
                .singleElement()
                .asString()
                .contains("is no shard");
    }

    @Test
    void aModelThatIsNotThere() throws Exception {
        String bundle = signed(twoFiles(same -> same));
        assertThatThrownBy(() -> ModelSignature.verify(bundle, pair.getPublic(), model.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(ModelSignature.verify(bundle, pair.getPublic(), model.resolve("config.json"))
                        .problems())
                .singleElement()
                .asString()
                .contains("one file where 2 are signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "model.sig", "[]", "{}", "{\"mediaType\":\"application/json\"}", "{\"mediaType\":5}"})
    void whatIsNoBundleAtAll(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelSignature.verify(text, pair.getPublic(), model))
                .withMessageStartingWith("This is no bundle of OpenSSF Model Signing");
    }

    /** The checker of schemas is checked with the specification's own vectors. */
    @Test
    void theSchemasTellTheVectorsApart() throws Exception {
        SchemaCheck schemas = schemas();
        for (String valid : List.of("key", "certificate", "sigstore")) {
            Json bundle = Vectors.json(Vectors.text(OMS + "valid/" + valid + ".bundle.json"))
                    .json();
            assertThat(schemas.flaws("bundle.schema.json", bundle)).as(valid).isEmpty();
        }
        for (String invalid : List.of("missing-envelope", "missing-tlog-entries", "missing-verification-material")) {
            Json bundle = Vectors.json(Vectors.text(OMS + "invalid/" + invalid + ".bundle.json"))
                    .json();
            assertThat(schemas.flaws("bundle.schema.json", bundle)).as(invalid).isNotEmpty();
        }
        JsonFields wrong = Vectors.json(Vectors.text(OMS + "invalid-payload/wrong-predicate.bundle.json"));
        assertThat(schemas.flaws("bundle.schema.json", wrong.json())).isEmpty();
        Json statement = JsonReader.readForeign(
                Base64.getDecoder().decode(wrong.object("dsseEnvelope").string("payload")));
        assertThat(schemas.flaws("statement.schema.json", statement)).hasSize(1);
    }

    static SchemaCheck schemas() throws IOException {
        String folder = "vectors/oms-spec/schemas/v1.0/";
        return new SchemaCheck(
                Vectors.path(folder + "bundle.schema.json"),
                Vectors.path(folder + "envelope.schema.json"),
                Vectors.path(folder + "statement.schema.json"),
                Vectors.path(folder + "predicate.schema.json"));
    }
}
