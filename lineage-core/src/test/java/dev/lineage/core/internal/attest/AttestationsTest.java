package dev.lineage.core.internal.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Attestations;
import dev.lineage.ModelRegistry;
import dev.lineage.ModelSignature;
import dev.lineage.NotFoundException;
import dev.lineage.Signer;
import dev.lineage.StoreException;
import dev.lineage.core.internal.trust.Signatures;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AttestationsTest {
    private static final String GCE = "vectors/slsa-provenance/vsa/";

    @TempDir
    private Path directory;

    private final Attestations fixed = new VersionAttestations(new FixedSource());

    static Signer signer() throws IOException {
        return Signer.ofPem(Vectors.path("trust/plain.pem"), null);
    }

    static KeyPair p256() throws GeneralSecurityException {
        return pair("secp256r1");
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    // ---- the bytes

    /** Written once; what reads them elsewhere must be able to rely on them. */
    private static void golden(Map<String, String> texts) throws IOException {
        Path actual = Files.createDirectories(Path.of("target/golden/attest"));
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Files.writeString(actual.resolve(file.getKey()), file.getValue());
        }
        for (Map.Entry<String, String> file : texts.entrySet()) {
            assertThat(AttestationsTest.class.getResource("/golden/attest/" + file.getKey()))
                    .as("%s is missing: read it in %s, and put it there", file.getKey(), actual.toAbsolutePath())
                    .isNotNull();
            assertThat(file.getValue())
                    .as("%s differs from what was built, in %s", file.getKey(), actual.toAbsolutePath())
                    .isEqualTo(Vectors.text("golden/attest/" + file.getKey()));
            assertThat(JsonWriter.canonicalText(JsonReader.readText(file.getValue())))
                    .as("is canonical")
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void theBytesAreTheSameForEver() throws IOException {
        golden(Map.of(
                "statement.json", fixed.statement(),
                "envelope.json", fixed.dsse(signer()),
                "bundle.json", fixed.sigstoreBundle(signer()),
                "bom.json", fixed.cycloneDx()));
        assertThat(new VersionAttestations(new FixedSource()).statement()).isEqualTo(fixed.statement());
        assertThat(new VersionAttestations(new FixedSource()).cycloneDx()).isEqualTo(fixed.cycloneDx());
    }

    @Test
    void peopleMachinesAndPlacesStayInTheRegistry() throws IOException {
        assertThat(List.of(fixed.statement(), fixed.cycloneDx(), fixed.dsse(signer()), fixed.sigstoreBundle(signer())))
                .allSatisfy(text ->
                        assertThat(text).doesNotContain("trainer-1\"", "/home/ana", "\"ana\"", "ML-12", "run-1"));
    }

    // ---- the statement

    private JsonFields predicate() {
        return Vectors.json(fixed.statement()).object("predicate");
    }

    @Test
    void theStatementIsInTotoAndSlsa() {
        JsonFields statement = Vectors.json(fixed.statement());
        assertThat(statement.string("_type")).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.string("predicateType")).isEqualTo("https://slsa.dev/provenance/v1");
        Set<String> names = new HashSet<>();
        statement.list("subject", subject -> {
            assertThat(names.add(subject.string("name"))).isTrue();
            assertThat(subject.object("digest").members()).hasSize(1);
            return subject;
        });
        assertThat(names).containsExactlyInAnyOrder("fraud@7/model", "fraud@7/nothing", "fraud@7/vocabulary");
        JsonFields definition = predicate().object("buildDefinition");
        assertThat(definition.string("buildType")).isEqualTo("https://lineage.dev/training/v1");
        assertThat(definition.object("externalParameters").members())
                .containsOnlyKeys("model", "trainer", "hyperparameters", "seeds");
        assertThat(definition.object("externalParameters").object("seeds").string("init"))
                .as("a 64-bit seed is text")
                .isEqualTo("9223372036854775807");
        assertThat(definition
                        .object("externalParameters")
                        .object("hyperparameters")
                        .string("nested"))
                .isEqualTo("{\"map\":{\"a\":[1,{\"decimal\":\"2.5\"},\"x\"]}}");
        JsonFields metadata = predicate().object("runDetails").object("metadata");
        assertThat(metadata.string("startedOn")).isEqualTo("2026-11-23T05:20:25.000Z");
        assertThat(metadata.strings("lineage_holes")).containsExactly("trainer");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "code, gitCommit, git+ssh://git.example.org/team/fraud.git@refs/heads/feature/gr%C3%B6%C3%9Fe",
                "code/uncommitted, sha256, -",
                "data/train, dirHash1, -",
                "data/labels, sha256, -",
                "data/tx, -, lineage:pin/iceberg/db.tx/7316243218",
                "data/images, sha256, lineage:pin/oci/registry.example.org%2Fimages/sha256%3A"
                        + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
                "data/objects, -, lineage:pin/object-version/s3%3A%2F%2Fbucket%2Fa%20key/3%2FL4kqtJlcpXroDTDmJ",
                "data/word, -, lineage:pin/declared/prices%20%C3%A9/as%20mailed%20on%202026-11-01",
                "dependencies, sha256, -",
                "base/backbone/weights, sha256, *",
                "base/lost, -, *"
            })
    void everyInputIsADependency(String name, String algorithm, String uri) {
        List<JsonFields> found =
                predicate().object("buildDefinition").list("resolvedDependencies", item -> item).stream()
                        .filter(item -> item.string("name").equals(name))
                        .toList();
        assertThat(found).hasSize(1);
        JsonFields item = found.get(0);
        if (algorithm == null) {
            assertThat(item.optionalObject("digest"))
                    .as("no digest is better than one that is none")
                    .isEmpty();
        } else {
            assertThat(item.object("digest").members()).containsOnlyKeys(algorithm);
        }
        if (uri == null) {
            assertThat(item.optionalString("uri")).isEmpty();
        } else if (!uri.equals("*")) {
            assertThat(item.string("uri")).isEqualTo(uri);
        }
        assertThat(item.optional("digest").isPresent() || item.optional("uri").isPresent())
                .as("a resource has a digest or a URI")
                .isTrue();
        item.optionalString("uri")
                .ifPresent(text ->
                        assertThat(java.net.URI.create(text).isAbsolute()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "https://Example.org/Team/fraud.git, git+https://example.org/Team/fraud.git",
        "ssh://example.org/~ana/x%20y, git+ssh://example.org/~ana/x%20y",
        "example.org:fraud, git+ssh://example.org/fraud",
        "https://example.org/a@b, git+https://example.org/a%40b"
    })
    void repositoriesAreUris(String remote, String uri) {
        assertThat(Uris.git(remote)).hasValue(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\fraud", "https://example.org/x?token=secret", "fraud", "file:///home/ana/fraud"})
    void otherAddressesAreLeftOut(String remote) {
        assertThat(Uris.git(remote)).isEmpty();
    }

    // ---- envelopes

    @Test
    void everySignerSignsTheSameBytes() throws Exception {
        Signer one = signer();
        Signer two = new GeneratedSigner();
        Envelope envelope = fixed.provenance(one, two);
        assertThat(envelope.payloadType()).isEqualTo("application/vnd.in-toto+json");
        assertThat(envelope.payload()).isEqualTo(fixed.statement());
        assertThat(Signatures.signers(envelope, List.of(one.key(), two.key()))).containsExactly(one.key(), two.key());

        JsonFields dsse = Vectors.json(fixed.dsse(one, two));
        assertThat(dsse.members()).containsOnlyKeys("payload", "payloadType", "signatures");
        assertThat(new String(Base64.getDecoder().decode(dsse.string("payload")), StandardCharsets.UTF_8))
                .isEqualTo(fixed.statement());
        assertThat(dsse.list("signatures", signature -> signature.string("keyid")))
                .containsExactly(one.key().id().hex(), two.key().id().hex());
    }

    @Test
    void nothingOfAnEnvelopeCanBeChanged() throws IOException {
        Signer signer = signer();
        Envelope good = fixed.provenance(signer);
        String payload = good.payload();
        assertThat(Signatures.signers(good, List.of(signer.key()))).hasSize(1);
        for (int i = 0; i < payload.length(); i += 5) {
            String changed =
                    payload.substring(0, i) + (payload.charAt(i) == 'x' ? 'y' : 'x') + payload.substring(i + 1);
            assertThat(Signatures.signers(
                            new Envelope(good.payloadType(), changed, good.signatures()), List.of(signer.key())))
                    .as("character %d", i)
                    .isEmpty();
        }
        assertThat(Signatures.signers(
                        new Envelope("application/vnd.lineage.trust+json", payload, good.signatures()),
                        List.of(signer.key())))
                .as("another type")
                .isEmpty();
        byte[] signature = Base64.getDecoder().decode(good.signatures().get(0).signature());
        String longer = Base64.getEncoder().encodeToString(Arrays.copyOf(signature, signature.length + 1));
        assertThat(Signatures.signers(
                        new Envelope(good.payloadType(), payload, List.of(new Envelope.Signature("", longer))),
                        List.of(signer.key())))
                .as("a byte more")
                .isEmpty();
    }

    @Test
    void nobodyAndTheSameOneTwiceCannotSign() throws IOException {
        Signer one = signer();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixed.provenance())
                .withMessageContaining("fraud@7")
                .withMessageContaining("at least one signer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixed.dsse(one, signer()))
                .withMessageContaining(one.key().toString())
                .withMessageContaining("twice");
    }

    @Test
    void theBundleHintsAtTheKeyOfItsOneSignature() throws IOException {
        JsonFields bundle = Vectors.json(fixed.sigstoreBundle(signer()));
        assertThat(bundle.string("mediaType")).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        String hint = bundle.object("verificationMaterial").object("publicKey").string("hint");
        assertThat(bundle.object("dsseEnvelope").list("signatures", signature -> signature.string("keyid")))
                .containsExactly(hint);
        assertThat(bundle.object("dsseEnvelope").json())
                .isEqualTo(Vectors.json(fixed.dsse(signer())).json());
    }

    // ---- other people's envelopes

    @Test
    void theVectorOfTheDsseProtocolVerifies() throws Exception {
        JsonFields vector = Vectors.json(Vectors.text("vectors/dsse/dsse-protocol-v1.0.2.json"));
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        JsonFields key = vector.object("key");
        Ecdsa ec = Ecdsa.of(KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(
                                new ECPoint(new BigInteger(key.string("x")), new BigInteger(key.string("y"))),
                                parameters.getParameterSpec(ECParameterSpec.class))))
                .orElseThrow();
        byte[] signature = vector.object("envelope")
                .list("signatures", sig -> Base64.getDecoder().decode(sig.string("sig")))
                .get(0);
        byte[] message = FixedSource.utf8(vector.string("paeText"));
        assertThat(ec.verify(message, signature)).isTrue();
        assertThat(ec.verify(message, Arrays.copyOf(signature, 65))).isFalse();
    }

    /** Google's verification summary: raw r‖s, by P-256. */
    @Test
    void theSummaryThatGoogleSignedVerifies() throws Exception {
        Ecdsa key = Ecdsa.of(Vectors.key(GCE + "vsa_signing_public_key.pem")).orElseThrow();
        JsonFields dsse = Vectors.json(Vectors.text(GCE + "gke-gce-pre.bcid-vsa.jsonl"));
        byte[] payload = Base64.getDecoder().decode(dsse.string("payload"));
        byte[] signature = dsse.list("signatures", sig -> Base64.getDecoder().decode(sig.string("sig")))
                .get(0);
        String text = new String(payload, StandardCharsets.UTF_8);
        byte[] message = new Envelope(dsse.string("payloadType"), text, List.of()).signedBytes();
        assertThat(key.verify(message, signature)).isTrue();
        for (int i = 0; i < message.length; i += 7) {
            byte[] changed = message.clone();
            changed[i] ^= 1;
            assertThat(key.verify(changed, signature)).as("byte %d", i).isFalse();
        }
        assertThat(key.toPem().strip())
                .isEqualTo(Vectors.text(GCE + "vsa_signing_public_key.pem").strip());
    }

    /** Where another tool puts what: SLSA v1 in a Sigstore bundle, as the Bazel registry publishes it. */
    @Test
    void ourStatementHasTheMembersOfSomebodyElses() throws IOException {
        JsonFields bundle = Vectors.json(Vectors.text("vectors/slsa-provenance/MODULE.bazel.intoto.jsonl"));
        JsonFields theirs = Vectors.json(new String(
                Base64.getDecoder().decode(bundle.object("dsseEnvelope").string("payload")), StandardCharsets.UTF_8));
        JsonFields ours = Vectors.json(fixed.statement());
        assertThat(ours.string("predicateType")).isEqualTo(theirs.string("predicateType"));
        assertThat(ours.members().keySet()).isEqualTo(theirs.members().keySet());
        assertThat(ours.object("predicate").members().keySet())
                .isEqualTo(theirs.object("predicate").members().keySet());
        assertThat(ours.object("predicate").object("buildDefinition").members().keySet())
                .containsAll(theirs.object("predicate")
                        .object("buildDefinition")
                        .members()
                        .keySet());
        assertThat(ours.object("predicate").object("runDetails").members().keySet())
                .containsAll(theirs.object("predicate")
                        .object("runDetails")
                        .members()
                        .keySet());
    }

    // ---- model signatures

    private static Json statementOf(String bundle) {
        return JsonReader.readForeign(Base64.getDecoder()
                .decode(Vectors.json(bundle).object("dsseEnvelope").string("payload")));
    }

    @Test
    void modelSignaturesFitTheSchemasAndAreSorted() throws Exception {
        KeyPair pair = p256();
        String bundle = fixed.modelSignature("vocabulary", pair);
        SchemaCheck schemas = ModelSignatureTest.schemas();
        assertThat(schemas.flaws("bundle.schema.json", Vectors.json(bundle).json()))
                .isEmpty();
        Json statement = statementOf(bundle);
        assertThat(schemas.flaws("statement.schema.json", statement)).isEmpty();
        assertThat(schemas.flaws(
                        "predicate.schema.json", JsonFields.of("", statement).required("predicate")))
                .isEmpty();
        assertThat(JsonFields.of("", statement).object("predicate").list("resources", one -> one.string("name")))
                .as("by code point, and without what the format leaves out")
                .containsExactly("a-b", "a/b", "\uFB33", "\uD83D\uDE02");
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        assertThat(Vectors.json(bundle)
                        .object("verificationMaterial")
                        .object("publicKey")
                        .string("hint"))
                .isEqualTo(Digest.of(FixedSource.utf8(pem)).hex());
    }

    @Test
    void modelsAreSignedWithP256Only() throws Exception {
        KeyPair p256 = p256();
        for (KeyPair other : List.of(
                pair("secp384r1"),
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
                KeyPairGenerator.getInstance("RSA").generateKeyPair())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fixed.modelSignature("model", other))
                    .withMessageContaining("P-256")
                    .withMessageContaining("openssl ecparam");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixed.modelSignature("model", new KeyPair(p256.getPublic(), p256().getPrivate())))
                .withMessageContaining("not halves of one pair");
        assertThatThrownBy(() -> fixed.modelSignature("modle", p256))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("modle")
                .hasMessageContaining("model, nothing, vocabulary");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixed.modelSignature("nothing", p256))
                .withMessageContaining("no file");
    }

    // ---- the bill of materials

    private static SchemaCheck cycloneDx() throws IOException {
        String folder = "vectors/cyclonedx-ml/";
        return new SchemaCheck(
                Vectors.path(folder + "bom-1.6.schema.json"),
                Vectors.path(folder + "spdx.schema.json"),
                Vectors.path(folder + "jsf-0.82.schema.json"));
    }

    @Test
    void theBillFitsTheSchema() throws IOException {
        SchemaCheck schema = cycloneDx();
        Json bom = Vectors.json(fixed.cycloneDx()).json();
        assertThat(schema.flaws("bom-1.6.schema.json", bom)).isEmpty();
        for (String theirs :
                List.of("valid-machine-learning-1.6.json", "valid-machine-learning-considerations-env-1.6.json")) {
            assertThat(schema.flaws(
                            "bom-1.6.schema.json",
                            Vectors.json(Vectors.text("vectors/cyclonedx-ml/" + theirs))
                                    .json()))
                    .isEmpty();
        }
        for (String[] change : new String[][] {
            {"\"machine-learning-model\"", "\"ml-model\""},
            {"\"SHA-256\"", "\"SHA256\""},
            {"urn:uuid:", "uuid:"},
            {"\"timestamp\":\"2026", "\"timestamp\":\"yesterday 2026"},
            {"\"performanceMetrics\"", "\"metrics\""}
        }) {
            Json changed = Vectors.json(fixed.cycloneDx().replace(change[0], change[1]))
                    .json();
            assertThat(schema.flaws("bom-1.6.schema.json", changed))
                    .as(change[1])
                    .isNotEmpty();
        }
    }

    @Test
    void theBillSaysWhatTheRecordSays() {
        JsonFields bom = Vectors.json(fixed.cycloneDx());
        assertThat(bom.integer("version"))
                .as("one, and one for each evaluation")
                .isEqualTo(4);
        assertThat(bom.object("metadata").string("timestamp")).isEqualTo("2026-11-24T08:00:00.000Z");
        JsonFields card = bom.object("metadata").object("component").object("modelCard");
        assertThat(card.object("quantitativeAnalysis")
                        .list(
                                "performanceMetrics",
                                metric -> metric.string("type") + "="
                                        + metric.string("value")
                                        + metric.optionalString("slice")
                                                .map(slice -> " in " + slice)
                                                .orElse("")))
                .as("the newest of each eval set")
                .containsExactly(
                        "auc on file:" + FixedSource.D3 + "=0.95",
                        "latency on file:" + FixedSource.D3 + "=12 ms",
                        "auc on file:" + FixedSource.D3 + "=0.88 in age<25",
                        "auc on delta:db.recent@4=0.91",
                        "latency on delta:db.recent@4=12 ms",
                        "auc on delta:db.recent@4=0.88 in age<25");
        Set<String> refs = new HashSet<>();
        List<JsonFields> components = bom.list("components", one -> one);
        components.forEach(one -> assertThat(refs.add(one.string("bom-ref"))).isTrue());
        assertThat(components.stream().map(one -> one.optionalString("purl")).flatMap(java.util.Optional::stream))
                .containsExactly(
                        "pkg:maven/org.example/trainer@1.2.0%2Bb%201?type=jar",
                        "pkg:maven/org.example/natives@2.0?classifier=linux-x86_64&type=jar");
        assertThat(card.object("modelParameters").list("datasets", one -> one.string("ref")))
                .allSatisfy(ref -> assertThat(refs).contains(ref));
        assertThat(bom.list("dependencies", one -> one.strings("dependsOn")).get(0))
                .containsExactlyInAnyOrderElementsOf(refs);
    }

    /** {@code python3 -c 'import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, "https://lineage.dev/"))'}. */
    @Test
    void serialNumbersAreUuidsOfNames() {
        assertThat(NameUuid.ofUrl("https://lineage.dev/")).hasToString("3c75de4e-e47f-5a3e-910e-2c26a98d9db9");
        assertThat(NameUuid.ofUrl("https://lineage.dev/").version()).isEqualTo(5);
        assertThat(NameUuid.ofUrl("https://lineage.dev/").variant()).isEqualTo(2);
    }

    // ---- through a registry

    private static Digest digest(ModelVersion version, String artifact) {
        return Objects.requireNonNull(version.artifacts().get(artifact), artifact)
                .digest();
    }

    @Test
    void whatARegistryRecordedIsAttestedAndVerified() throws Exception {
        Path tree = directory.resolve("vocabulary");
        Files.createDirectories(tree.resolve("sub"));
        Files.writeString(tree.resolve("a-b"), "");
        Files.writeString(tree.resolve("sub/words"), "w");
        Files.writeString(tree.resolve("\uFB33"), "1");
        Files.writeString(tree.resolve("\uD83D\uDE02"), "2");
        Path weights = Files.writeString(directory.resolve("weights"), "weights");
        Attestations attestations;
        try (ModelRegistry registry = ModelRegistry.open("memory:" + directory)) {
            ModelVersion version = registry.record("fraud")
                    .code(CodeState.clean(FixedSource.COMMIT))
                    .data("train", SnapshotPin.declared("prices", "as mailed"))
                    .artifact("model", weights)
                    .artifact("vocabulary", tree)
                    .commit();
            registry.evaluate("fraud@1")
                    .on(SnapshotPin.delta("holdout", 1))
                    .metric("auc", .9)
                    .commit();
            attestations = registry.attest("fraud@1");
            assertThat(attestations.version()).isEqualTo(version);

            Envelope envelope = attestations.provenance(signer());
            assertThat(Signatures.signers(envelope, List.of(signer().key()))).hasSize(1);
            assertThat(envelope.payload())
                    .contains("{\"digest\":{\"dirHash1\":\""
                            + digest(version, "vocabulary").hex()
                            + "\"},\"name\":\"fraud@1/vocabulary\"}");
            assertThat(cycloneDx()
                            .flaws(
                                    "bom-1.6.schema.json",
                                    Vectors.json(attestations.cycloneDx()).json()))
                    .isEmpty();

            KeyPair pair = p256();
            String ofTree = attestations.modelSignature("vocabulary", pair);
            ModelSignature.Evidence evidence = ModelSignature.verify(ofTree, pair.getPublic(), tree);
            assertThat(evidence.isValid()).as("%s", evidence).isTrue();
            assertThat(evidence.verified()).containsExactly("a-b", "sub/words", "\uFB33", "\uD83D\uDE02");
            assertThat(evidence.warnings()).as("but for the log").hasSize(1);
            Files.writeString(tree.resolve("model.sig"), ofTree);
            assertThat(ModelSignature.verify(ofTree, pair.getPublic(), tree).isValid())
                    .isTrue();
            Files.writeString(tree.resolve("a-b"), "now it has bytes");
            assertThat(ModelSignature.verify(ofTree, pair.getPublic(), tree).isValid())
                    .isFalse();

            String ofFile = attestations.modelSignature("model", pair);
            assertThat(ModelSignature.verify(ofFile, pair.getPublic(), weights).isValid())
                    .isTrue();

            assertThatThrownBy(() -> registry.attest("fraud@2")).isInstanceOf(NotFoundException.class);
        }
        assertThat(attestations.statement()).as("the version is at hand").isNotEmpty();
        assertThatThrownBy(attestations::cycloneDx).isInstanceOf(StoreException.class);
    }

    @Test
    void baseModelsAreFoundByTheDigestsOfTheirArtifacts() throws Exception {
        Path weights = Files.writeString(directory.resolve("weights"), "weights");
        try (ModelRegistry registry = ModelRegistry.open("memory:" + directory)) {
            for (String model : List.of("llm", "fraud")) {
                var record = registry.record(model)
                        .code(CodeState.clean(FixedSource.COMMIT))
                        .data("train", SnapshotPin.declared("prices", "as mailed"))
                        .artifact("model", weights);
                (model.equals("fraud") ? record.base("backbone", "llm@1") : record).commit();
            }
            Digest digest = digest(registry.version("llm@1"), "model");
            List<String> found = Vectors.json(registry.attest("fraud@1").statement())
                    .object("predicate")
                    .object("buildDefinition")
                    .list("resolvedDependencies", item -> item)
                    .stream()
                    .filter(item -> item.string("name").equals("base/backbone/model"))
                    .flatMap(item -> Stream.of(
                            item.object("digest").string("sha256"),
                            item.object("annotations").string("version")))
                    .toList();
            assertThat(found).containsExactly(digest.hex(), "llm@1");
        }
    }
}
