package dev.lineage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.PredictionLog;
import dev.lineage.PredictionSettings;
import dev.lineage.model.CodeState;
import dev.lineage.model.Prediction;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Processes that predict are killed at random moments, two at a time on one registry. Every prediction that was acknowledged as
 * durable is found, once; what was not logged any more is recovered, and the gap is told.
 */
public final class KilledPredictors {
    private final Path directory;
    private final Supplier<ModelRegistry> opener;
    private final Fork fork;

    /**
     * A test of one registry.
     *
     * @param directory for files of this test
     * @param opener opens the registry
     * @param fork starts a process that calls {@link #predict}
     */
    public KilledPredictors(Path directory, Supplier<ModelRegistry> opener, Fork fork) {
        this.directory = directory;
        this.opener = opener;
        this.fork = fork;
    }

    /** Starts processes. */
    public interface Fork {
        /** One that predicts, and prints what was acknowledged into that file. */
        Process start(Path output) throws IOException;
    }

    /** Predicts until it is killed, and tells each id after its acknowledgement, with a full stop behind it. */
    public static void predict(ModelRegistry registry, Consumer<String> acknowledged) {
        PredictionLog log = registry.release("killed", "production")
                .predictions(PredictionSettings.DEFAULT.withBatches(Duration.ofMillis(20), 50));
        for (int i = 0; ; i++) {
            String id = "p" + ProcessHandle.current().pid() + "-" + System.nanoTime();
            log.prediction(id)
                    .input(("input of " + id).getBytes(StandardCharsets.UTF_8))
                    .logDurably();
            acknowledged.accept(id + " .");
            for (int more = 0; more < i % 7; more++) {
                log.prediction("more").log();
            }
        }
    }

    /** Kills that many, and checks. */
    public void run(int kills, SplittableRandom random) throws IOException, InterruptedException {
        try (ModelRegistry registry = opener.get()) {
            Path model = Files.writeString(directory.resolve("model"), "weights");
            registry.record("killed")
                    .code(CodeState.clean("0123456789012345678901234567890123456789"))
                    .data("train", model)
                    .artifact("model", model)
                    .commit();
            registry.promote("killed@1").to("production").because("first").commit();
        }
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < kills; kill += 2) {
            acknowledged.addAll(killTwo(kill, random));
        }
        try (ModelRegistry registry = opener.get()) {
            registry.predictions().recover("killed", Duration.ofMillis(1));
            int checked = 0;
            for (String line : acknowledged) {
                String[] words = line.split(" ", -1);
                // The last line of a writer may be cut off.
                if (words.length == 2 && words[1].equals(".")) {
                    requireFound(registry, words[0]);
                    checked++;
                }
            }
            assertThat(checked).isGreaterThanOrEqualTo(kills);
            requireGaps(registry, kills);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    private List<String> killTwo(int round, SplittableRandom random) throws IOException, InterruptedException {
        List<Path> outputs = List.of(directory.resolve("a" + round), directory.resolve("b" + round));
        List<Process> writers = new ArrayList<>();
        for (Path output : outputs) {
            writers.add(fork.start(Files.createFile(output)));
        }
        for (int i = 0; i < 2; i++) {
            while (Files.size(outputs.get(i)) == 0) {
                assertThat(writers.get(i).isAlive())
                        .as("a writer of round " + round)
                        .isTrue();
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
        List<String> acknowledged = new ArrayList<>();
        for (Process writer : writers) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(80_000));
            writer.destroyForcibly().waitFor();
        }
        for (Path output : outputs) {
            acknowledged.addAll(Files.readAllLines(output));
        }
        return acknowledged;
    }

    private static void requireFound(ModelRegistry registry, String id) {
        List<Prediction> found = registry.predictions().find("killed", id);
        assertThat(found).as(id).hasSize(1);
        assertThat(found.get(0).record().input().orElseThrow().bytes().orElseThrow())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("input of " + id);
    }

    private static void requireGaps(ModelRegistry registry, int kills) {
        List<PredictionStream> streams = registry.predictions()
                .streams("killed", 1_000, Optional.empty())
                .items();
        assertThat(streams).hasSizeGreaterThanOrEqualTo(kills);
        for (PredictionStream stream : streams) {
            List<PredictionBatch> batches = registry.predictions().batches("killed", stream.id());
            PredictionBatch last = batches.get(batches.size() - 1);
            assertThat(last.last()).isTrue();
            assertThat(last.recovered()).isTrue();
            assertThat(last.gap())
                    .hasValueSatisfying(gap -> assertThat(gap.exact()).isFalse());
        }
    }
}
