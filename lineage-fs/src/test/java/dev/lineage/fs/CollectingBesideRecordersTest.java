package dev.lineage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.CollectChange;
import dev.lineage.Decision.Promoted;
import dev.lineage.Decision.Refused;
import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A collector that never rests, and 32 threads that record: what was old a moment ago, and what is new. */
@ExtendWith(Seeded.class)
final class CollectingBesideRecordersTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final int RECORDERS = 32;
    private static final int RECORDINGS = 8;
    private static final int OLD = 64;
    private static final int TREES = 8;
    private static final Duration AGE = Duration.ofDays(30);

    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedIsWhole(SplittableRandom random) throws Exception {
        Clock before = Clock.offset(Clock.systemUTC(), AGE.negated());
        try (ModelRegistry registry = open(before)) {
            for (int i = 0; i < OLD; i++) {
                record(registry, "old" + i, i % TREES);
            }
        }
        age();

        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        List<CollectChange.Plan> plans = new ArrayList<>();
        List<SplittableRandom> randoms = new ArrayList<>();
        for (int t = 0; t < RECORDERS; t++) {
            randoms.add(random.split());
        }
        AtomicInteger recording = new AtomicInteger(RECORDERS);
        try (ModelRegistry one = open(Clock.systemUTC());
                ModelRegistry other = open(Clock.systemUTC());
                ModelRegistry collector = open(Clock.systemUTC())) {
            Together.run(RECORDERS + 1, t -> () -> {
                if (t == RECORDERS) {
                    do {
                        plans.add(collect(collector));
                    } while (recording.get() > 0);
                    return t;
                }
                try {
                    for (int i = 0; i < RECORDINGS; i++) {
                        SplittableRandom own = randoms.get(t);
                        // Half of it is old: the same training, which makes the same bytes.
                        int old = own.nextInt(OLD);
                        String weights = own.nextBoolean() ? "old" + old : "new" + t + "-" + i;
                        ModelVersion version = record(t % 2 == 0 ? one : other, weights, old % TREES);
                        acknowledged.put(version.name().toString(), weights);
                    }
                } finally {
                    recording.decrementAndGet();
                }
                return t;
            });
            plans.add(collect(collector));
        }

        assertThat(plans)
                .as("collections that took something")
                .anySatisfy(plan -> assertThat(plan.blobs()).isPositive());
        try (ModelRegistry registry = open(Clock.systemUTC())) {
            assertThat(registry.verify().problems()).isEmpty();
            for (Map.Entry<String, String> version : acknowledged.entrySet()) {
                assertWhole(registry, version.getKey(), version.getValue());
            }
        }
    }

    @Test
    void aRunThatIsUnderWayKeepsWhatItStored() throws IOException {
        try (ModelRegistry registry = open(Clock.offset(Clock.systemUTC(), AGE.negated()))) {
            record(registry, "old", 0);
        }
        age();
        Path model = Files.writeString(directory.resolve("model"), "old");
        Path data = directory.resolve("data").resolve("tree0");
        try (ModelRegistry registry = open(Clock.systemUTC());
                ModelRegistry collector = open(Clock.systemUTC())) {
            ModelVersion version = registry.record("tuned", run -> {
                run.storedData("train", data);
                run.artifact("model", model);
                CollectChange.Plan plan = collect(collector);
                assertThat(plan.goes())
                        .extracting(item -> item.subject().toString())
                        .contains("fraud@1");
            });

            assertThat(registry.verify().problems()).isEmpty();
            registry.promote(version.name().toString())
                    .to("check")
                    .because("look")
                    .commit();
            assertThat(registry.release("tuned", "check").artifact("model")).hasContent("old");
            registry.materialize(
                    (SnapshotPin.Content)
                            version.recipe().data().values().iterator().next(),
                    directory.resolve("restored"));
            assertThat(registry.promote("fraud@1").to("check").because("look").commit())
                    .isInstanceOf(Refused.class);
        }
    }

    private static CollectChange.Plan collect(ModelRegistry registry) {
        return registry.collect()
                .olderThan(Duration.ofDays(2))
                .grace(CollectChange.MIN_GRACE)
                .because("space")
                .commit();
    }

    private void assertWhole(ModelRegistry registry, String version, String weights) throws IOException {
        assertThat(registry.promote(version).to("check").because("look").commit())
                .as("promotion of %s", version)
                .isInstanceOf(Promoted.class);
        assertThat(registry.release("fraud", "check").artifact("model")).hasContent(weights);
        SnapshotPin.Content data = (SnapshotPin.Content)
                registry.version(version).recipe().data().values().iterator().next();
        Path restored = directory.resolve("restored-" + version);
        registry.materialize(data, restored);
        assertThat(restored.resolve("rows")).exists();
    }

    private ModelRegistry open(Clock clock) {
        return ModelRegistry.builder()
                .records(FileStores.open(directory.resolve("registry")).records())
                .artifacts(FileStores.open(directory.resolve("registry")).artifacts())
                .clock(clock)
                .open();
    }

    private ModelVersion record(ModelRegistry registry, String weights, int tree) throws IOException {
        Path data = directory.resolve("data").resolve("tree" + tree);
        if (!Files.exists(data)) {
            Files.createDirectories(data);
            Files.writeString(data.resolve("rows"), "rows of tree " + tree);
            Files.writeString(data.resolve("common"), "in all trees");
        }
        Path model = Files.createTempFile(directory, "model", "");
        Files.writeString(model, weights);
        try {
            return registry.record("fraud")
                    .code(CodeState.clean(COMMIT))
                    .storedData("train", data)
                    .param("weights", weights)
                    .artifact("model", model)
                    .commit();
        } finally {
            Files.delete(model);
        }
    }

    /** Everything that is stored was needed long ago. */
    private void age() throws IOException {
        FileTime then = FileTime.from(Instant.now().minus(AGE));
        try (Stream<Path> files = Files.walk(directory.resolve("registry").resolve("artifacts"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, then);
            }
        }
    }
}
