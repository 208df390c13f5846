package dev.lineage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.PredictionLog;
import dev.lineage.PredictionSettings;
import dev.lineage.model.CodeState;
import dev.lineage.model.Prediction;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionStream;
import dev.lineage.testkit.Seeded;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that predict are killed at random moments, two at a time on one registry. Every prediction that was acknowledged as
 * durable is found, once; what was not logged any more is recovered, and the gap is told. More with {@code -Dlineage.kills=}.
 */
@ExtendWith(Seeded.class)
final class PredictionKillTest {
    private static final int KILLS = Integer.getInteger("lineage.kills", 6);

    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedIsFound(SplittableRandom random) throws Exception {
        Path store = directory.resolve("store");
        try (ModelRegistry registry = ModelRegistry.open("file:" + store)) {
            Path model = Files.writeString(directory.resolve("model"), "weights");
            registry.record("killed")
                    .code(CodeState.clean("0123456789012345678901234567890123456789"))
                    .data("train", model)
                    .artifact("model", model)
                    .commit();
            registry.promote("killed@1").to("production").because("first").commit();
        }
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill += 2) {
            List<Path> outputs = List.of(directory.resolve("a" + kill), directory.resolve("b" + kill));
            List<Process> writers = new ArrayList<>();
            for (Path output : outputs) {
                writers.add(fork(store, output));
            }
            for (int i = 0; i < 2; i++) {
                while (Files.size(outputs.get(i)) == 0) {
                    assertThat(writers.get(i).isAlive())
                            .as("a writer of round " + kill)
                            .isTrue();
                    TimeUnit.MILLISECONDS.sleep(2);
                }
            }
            for (Process writer : writers) {
                TimeUnit.MICROSECONDS.sleep(random.nextInt(80_000));
                writer.destroyForcibly().waitFor();
            }
            for (Path output : outputs) {
                acknowledged.addAll(Files.readAllLines(output));
            }
        }
        try (ModelRegistry registry = ModelRegistry.open("file:" + store)) {
            registry.predictions().recover("killed", Duration.ofMillis(1));
            int checked = 0;
            for (String line : acknowledged) {
                String[] words = line.split(" ", -1);
                // The last line of a writer may be cut off.
                if (words.length == 2 && words[1].equals(".")) {
                    List<Prediction> found = registry.predictions().find("killed", words[0]);
                    assertThat(found).as(line).hasSize(1);
                    assertThat(found.get(0)
                                    .record()
                                    .input()
                                    .orElseThrow()
                                    .bytes()
                                    .orElseThrow())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo("input of " + words[0]);
                    checked++;
                }
            }
            assertThat(checked).isGreaterThanOrEqualTo(KILLS);
            List<PredictionStream> streams = registry.predictions()
                    .streams("killed", 1_000, Optional.empty())
                    .items();
            assertThat(streams).hasSizeGreaterThanOrEqualTo(KILLS);
            for (PredictionStream stream : streams) {
                List<PredictionBatch> batches = registry.predictions().batches("killed", stream.id());
                PredictionBatch last = batches.get(batches.size() - 1);
                assertThat(last.last()).isTrue();
                assertThat(last.recovered()).isTrue();
                assertThat(last.gap())
                        .hasValueSatisfying(gap -> assertThat(gap.exact()).isFalse());
            }
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    private static Process fork(Path store, Path output) throws IOException {
        Files.createFile(output);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Predicting.class.getName(),
                        store.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Predicts until it is killed, saying each id after its acknowledgement, in a line that ends with a full stop. */
    public static final class Predicting {
        private Predicting() {}

        /** The store. */
        public static void main(String[] arguments) {
            ModelRegistry registry = ModelRegistry.open("file:" + arguments[0]);
            PredictionLog log = registry.release("killed", "production")
                    .predictions(PredictionSettings.DEFAULT.withBatches(Duration.ofMillis(20), 50));
            for (int i = 0; ; i++) {
                String id = "p" + ProcessHandle.current().pid() + "-" + System.nanoTime();
                log.prediction(id)
                        .input(("input of " + id).getBytes(StandardCharsets.UTF_8))
                        .logDurably();
                System.out.println(id + " .");
                for (int more = 0; more < i % 7; more++) {
                    log.prediction("more").log();
                }
            }
        }
    }
}
