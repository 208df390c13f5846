package dev.lineage.core.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Attempt;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Artifact;
import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Platform;
import dev.lineage.model.Recipe;
import dev.lineage.model.RecipeId;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tracker;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The files in {@code format/v1} were written once; every later version reads them and writes the same bytes. */
final class GoldenFormatTest {
    private static final Digest D1 = Digest.of(new byte[] {1});
    private static final Digest D2 = Digest.of(new byte[] {2});
    private static final Digest D3 = Digest.of(new byte[] {3});
    private static final Instant T1 = Instant.parse("2026-11-23T05:20:25Z");
    private static final Instant T2 = Instant.parse("2026-11-23T05:21:00.125Z");

    private static ModelVersion version() {
        Recipe recipe = new Recipe(
                Optional.of("com.example.FraudTraining"),
                new CodeState("0123456789abcdef0123456789abcdef01234567", Optional.of(D3)),
                Map.of(
                        "train",
                        new SnapshotPin.Content(SnapshotPin.Kind.TREE, D1, 2, 1234),
                        "labels",
                        new SnapshotPin.Content(SnapshotPin.Kind.FILE, D2, 1, 9),
                        "tx",
                        SnapshotPin.iceberg("db.tx", 7316243218L),
                        "word",
                        SnapshotPin.declared("prices", "as mailed on 2026-11-01")),
                Map.of(
                        "eta", Value.of(0.1),
                        "depth", Value.of(7),
                        "huge", Value.of(Long.MIN_VALUE),
                        "edge", Value.of(1L << 53),
                        "nan", Value.of(Double.NaN),
                        "zero", Value.of(-0.0),
                        "tiny", Value.of(Double.MIN_VALUE),
                        "flag", Value.of(true),
                        "loss", Value.of("log \"loss\"\n\u20ac"),
                        "nested", Value.ofObject(Map.of("a", List.of(1, 2.5, "x")))),
                Map.of("init", Long.MAX_VALUE, "split", -1L),
                Map.of("base", D2),
                D3);
        Map<String, Artifact> artifacts = Map.of(
                "model", new Artifact(SnapshotPin.Kind.FILE, D1, 1, 77),
                "vocabulary", new Artifact(SnapshotPin.Kind.TREE, D2, 3, 88));
        Observation observation = new Observation(
                "ana",
                "trainer-1",
                T1,
                T2,
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
                        "git", Optional.of("https://example.org/fraud.git"), Optional.of("main"), Optional.of(D3)),
                D1,
                false,
                Map.of("train", "data/train"),
                Map.of("auc", Value.of(0.93), "worst", Value.of(Double.NEGATIVE_INFINITY)),
                Map.of("ticket", "ML-12"),
                List.of(new Tracker("mlflow", "run-1")),
                List.of(new Hole("trainer", "is a lambda", "Make it a class", false)));
        RecipeId recipeId = Codec.recipeId(recipe);
        return new ModelVersion(
                new VersionName("fraud", 7),
                Codec.versionDigest("fraud", recipeId, artifacts),
                recipeId,
                recipe,
                artifacts,
                observation,
                List.of(new VersionName("fraud", 3)),
                41);
    }

    @Test
    void versions() {
        String golden = golden("version.json");
        assertThat(Codec.version(version())).isEqualTo(golden);
        assertThat(Codec.version(golden, 41)).isEqualTo(version());
        assertThat(Codec.observationIn(golden)).isEqualTo(version().observation());
    }

    @Test
    void observations() {
        String golden = golden("observation.json");
        assertThat(Codec.observation(
                        version().name(), version().digest(), version().observation()))
                .isEqualTo(golden);
        assertThat(Codec.observationIn(golden)).isEqualTo(version().observation());
    }

    @Test
    void attempts() {
        Attempt attempt = new Attempt("fraud", 2, "ana", "trainer-1", T1, T2, "java.io.IOException: no", 5);
        String golden = golden("attempt.json");
        assertThat(Codec.attempt(attempt)).isEqualTo(golden);
        assertThat(Codec.attempt(golden, 5)).isEqualTo(attempt);
    }

    @Test
    void snapshots() {
        Codec.Snapshot snapshot = new Codec.Snapshot(
                "fraud/train", new SnapshotPin.Content(SnapshotPin.Kind.TREE, D1, 2, 1234), D2, true);
        String golden = golden("snapshot.json");
        assertThat(Codec.snapshot(snapshot)).isEqualTo(golden);
        assertThat(Codec.snapshot(golden)).isEqualTo(snapshot);
    }

    @Test
    void aChangedRecordIsNoticedByItsOwnDigests() {
        String golden = golden("version.json");
        for (String[] change : new String[][] {
            {"\"decimal\":\"0.1\"", "\"decimal\":\"0.2\""},
            {"\"bytes\":77", "\"bytes\":78"},
            {"7316243218", "7316243219"},
            {"\"split\":\"-1\"", "\"split\":\"1\""},
            {"\"model\":\"fraud\"", "\"model\":\"frauds\""}
        }) {
            assertThat(golden).contains(change[0]);
            String changed = golden.replace(change[0], change[1]);
            assertThatThrownBy(() -> Codec.version(changed, 41))
                    .as(change[1])
                    .isInstanceOf(JsonException.class)
                    .hasMessageContaining("changed after it was made");
        }
    }

    static String golden(String name) {
        try (InputStream in = Objects.requireNonNull(
                GoldenFormatTest.class.getResourceAsStream("/format/v1/" + name), "no golden file " + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
