package dev.lineage.core.internal.attest;

import dev.lineage.Signer;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.snapshot.FileVisitor;
import dev.lineage.model.Artifact;
import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Hole;
import dev.lineage.model.Metric;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Platform;
import dev.lineage.model.Recipe;
import dev.lineage.model.RecipeId;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tracker;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A version that is the same on every machine, with everything that a record can hold. */
final class FixedSource implements Source {
    static final Digest D1 = Digest.of(new byte[] {1});
    static final Digest D2 = Digest.of(new byte[] {2});
    static final Digest D3 = Digest.of(new byte[] {3});
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Instant STARTED = Instant.parse("2026-11-23T05:20:25Z");
    private static final Instant FINISHED = Instant.parse("2026-11-23T05:21:00.125Z");
    private static final Instant EVALUATED = Instant.parse("2026-11-24T08:00:00Z");

    private final ModelVersion base = version(
            "llm",
            3,
            new Recipe(
                    Optional.empty(),
                    CodeState.clean(COMMIT),
                    Map.of("corpus", SnapshotPin.hub("org/corpus", COMMIT)),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    D3),
            Map.of("weights", new Artifact(SnapshotPin.Kind.FILE, D3, 1, 5)),
            List.of());

    private final ModelVersion version = version(
            "fraud",
            7,
            new Recipe(
                    Optional.of("com.example.FraudTraining"),
                    new CodeState(COMMIT, Optional.of(D3)),
                    Map.of(
                            "train", new SnapshotPin.Content(SnapshotPin.Kind.TREE, D1, 2, 1234),
                            "labels", new SnapshotPin.Content(SnapshotPin.Kind.FILE, D2, 1, 9),
                            "tx", SnapshotPin.iceberg("db.tx", 7316243218L),
                            "images", SnapshotPin.oci("registry.example.org/images", "sha256:" + D1.hex()),
                            "objects", SnapshotPin.objectVersion("s3://bucket/a key", "3/L4kqtJlcpXroDTDmJ"),
                            "word", SnapshotPin.declared("prices é", "as mailed on 2026-11-01")),
                    Map.of(
                            "eta", Value.of(0.1),
                            "depth", Value.of(7),
                            "huge", Value.of(Long.MIN_VALUE),
                            "nan", Value.of(Double.NaN),
                            "flag", Value.of(true),
                            "loss", Value.of("log \"loss\"\n€"),
                            "layers", Value.ofObject(List.of(64, 32)),
                            "nested", Value.ofObject(Map.of("a", List.of(1, 2.5, "x")))),
                    Map.of("init", Long.MAX_VALUE, "split", -1L),
                    Map.of("backbone", base.digest(), "lost", D2),
                    D3),
            Map.of(
                    "model", new Artifact(SnapshotPin.Kind.FILE, D1, 1, 77),
                    "vocabulary", new Artifact(SnapshotPin.Kind.TREE, D2, 5, 88),
                    "nothing", new Artifact(SnapshotPin.Kind.TREE, D3, 0, 0)),
            List.of(new VersionName("fraud", 3)));

    private static ModelVersion version(
            String model, long number, Recipe recipe, Map<String, Artifact> artifacts, List<VersionName> others) {
        RecipeId id = Codec.recipeId(recipe);
        return new ModelVersion(
                new VersionName(model, number),
                Codec.versionDigest(model, id, artifacts),
                id,
                recipe,
                artifacts,
                observation(),
                others,
                41);
    }

    private static Observation observation() {
        return new Observation(
                "ana",
                "trainer-1",
                STARTED,
                FINISHED,
                new Platform(
                        "17.0.15+6",
                        "Vendor",
                        "VM 17",
                        List.of("-ea", "-XX:+UseSerialGC"),
                        "Linux 6.1",
                        "amd64",
                        Optional.of("CPU; avx2 fma"),
                        2,
                        "en-US",
                        "Etc/UTC",
                        "UTF-8",
                        Optional.of(D1.toString())),
                new CodeOrigin(
                        "git",
                        Optional.of("git.Example.org:team/fraud.git"),
                        Optional.of("feature/größe"),
                        Optional.of(D3)),
                D1,
                false,
                Map.of("train", "/home/ana/data/train"),
                Map.of("auc", Value.of(0.93), "worst", Value.of(Double.NEGATIVE_INFINITY)),
                Map.of("ticket", "ML-12"),
                List.of(new Tracker("mlflow", "run-1")),
                List.of(new Hole("trainer", "is a lambda in /home/ana", "Make it a class", false)));
    }

    @Override
    public ModelVersion version() {
        return version;
    }

    @Override
    public Optional<ModelVersion> version(Digest digest) {
        return digest.equals(base.digest()) ? Optional.of(base) : Optional.empty();
    }

    @Override
    public DependencyLock dependencies() {
        return new DependencyLock(List.of(
                new Dependency(
                        Dependency.Kind.JAR,
                        Optional.of("org.example:trainer:1.2.0+b 1"),
                        "trainer-1.2.0.jar",
                        D1,
                        1000),
                new Dependency(
                        Dependency.Kind.JAR,
                        Optional.of("org.example:natives:2.0:linux-x86_64"),
                        "natives-2.0-linux-x86_64.jar",
                        D2,
                        2000),
                new Dependency(Dependency.Kind.JAR, Optional.empty(), "unknown.jar", D3, 30),
                new Dependency(Dependency.Kind.DIRECTORY, Optional.empty(), "classes", D3, 300)));
    }

    private Evaluation evaluation(SnapshotPin set, double auc, Instant at, Digest digest) {
        return new Evaluation(
                version.name(),
                version.digest(),
                set,
                Map.of(
                        "auc", new Metric(Value.of(auc), Metric.Direction.HIGHER_IS_BETTER, ""),
                        "latency", new Metric(Value.of(12.0), Metric.Direction.LOWER_IS_BETTER, "ms")),
                Map.of(
                        "age<25",
                        new Evaluation.Slice(
                                OptionalLong.of(812),
                                Map.of("auc", new Metric(Value.of(0.88), Metric.Direction.HIGHER_IS_BETTER, "")))),
                Map.of(),
                Optional.of("eval 1.0"),
                "ola",
                at,
                digest,
                50);
    }

    @Override
    public List<Evaluation> evaluations() {
        SnapshotPin holdout = new SnapshotPin.Content(SnapshotPin.Kind.FILE, D3, 1, 10);
        return List.of(
                evaluation(holdout, 0.95, EVALUATED, D1),
                evaluation(holdout, 0.5, EVALUATED.minusSeconds(60), D2),
                evaluation(SnapshotPin.delta("db.recent", 4), 0.91, EVALUATED.minusSeconds(90), D3));
    }

    @Override
    public long evaluationCount() {
        return 3;
    }

    /** In the order of a manifest; by UTF-16 units the last two would change places. */
    @Override
    public void forEachFile(Artifact tree, FileVisitor visitor) {
        if (tree.files() > 0) {
            visitor.visit(".gitattributes", 1, D1);
            visitor.visit("a-b", 0, Digest.of(new byte[0]));
            visitor.visit("a/b", 1, D2);
            visitor.visit("\uFB33", 1, D3);
            visitor.visit("\uD83D\uDE02", 1, D1);
        } else {
            visitor.visit(".git/config", 1, D1);
        }
    }

    @Override
    public Envelope sign(String type, String payload, Collection<Signer> signers) {
        byte[] message = new Envelope(type, payload, List.of()).signedBytes();
        return new Envelope(
                type,
                payload,
                signers.stream()
                        .map(signer -> new Envelope.Signature(
                                signer.key().id().hex(), Base64.getEncoder().encodeToString(signer.sign(message))))
                        .toList());
    }

    /** What {@code file} holds in UTF-8. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
