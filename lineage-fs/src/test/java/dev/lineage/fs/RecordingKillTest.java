package dev.lineage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that record, pin and promote are killed at random moments. What they acknowledged is there and whole, nothing
 * half written is visible, and the next process goes on without help. More with {@code -Dlineage.kills=}.
 */
final class RecordingKillTest {
    private static final int KILLS = Integer.getInteger("lineage.kills", 12);
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedIsThereAndWhole() throws Exception {
        Path store = directory.resolve("store");
        Random random = new Random(SEED);
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Path output = directory.resolve("output" + kill);
            Process writer = fork(store, kill, output);
            // The first acknowledgement shows that the JVM is warm; then any moment is as good as another. A slow
            // machine may
            // be killed before it promotes, so the first round waits for a promotion too.
            int awaited = kill == 0 ? 2 : 1;
            while (Files.readAllLines(output).size() < awaited) {
                assertThat(writer.isAlive())
                        .as(replay("the writer of round " + kill))
                        .isTrue();
                TimeUnit.MILLISECONDS.sleep(2);
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(60_000));
            writer.destroyForcibly().waitFor();
            acknowledged.addAll(Files.readAllLines(output));
        }

        try (ModelRegistry registry = ModelRegistry.open("file:" + store)) {
            long promoted = 0;
            for (String line : acknowledged) {
                String[] words = line.split(" ", -1);
                // The last line of a writer may be cut off.
                if (words[words.length - 1].equals(".")) {
                    ModelVersion version = registry.version(words[1]);
                    if (words[0].equals("promoted")) {
                        promoted = Math.max(promoted, version.number());
                    } else {
                        assertThat(version.digest()).as(replay(line)).hasToString(words[2]);
                    }
                }
            }
            assertThat(registry.verify().problems()).as(replay("problems")).isEmpty();
            long newest = registry.versions("killed", 1, Optional.empty())
                    .items()
                    .get(0)
                    .number();
            assertThat(newest).as(replay("versions")).isGreaterThanOrEqualTo(KILLS);
            assertThat(promoted).as(replay("promotions")).isPositive();
            assertThat(registry.release("killed", "production").version().number())
                    .as(replay("in production"))
                    .isGreaterThanOrEqualTo(promoted);
        }
    }

    private static String replay(String what) {
        return what + " (replay with -Dlineage.seed=" + SEED + ")";
    }

    private static Process fork(Path store, int round, Path output) throws IOException {
        Files.createFile(output);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        store.toString(),
                        Integer.toString(round))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Records and promotes until it is killed, saying so after each acknowledgement in a line that ends with a full stop. */
    public static final class Writer {
        private Writer() {}

        /** The store and the round. */
        public static void main(String[] arguments) throws IOException {
            Path store = Path.of(arguments[0]);
            Path work = Files.createTempDirectory(Files.createDirectories(store.resolveSibling("work")), "round");
            Path data = Files.createDirectory(work.resolve("data"));
            Path tree = Files.createDirectory(work.resolve("tree"));
            try (ModelRegistry registry = ModelRegistry.open("file:" + store)) {
                for (int i = 0; ; i++) {
                    Files.writeString(data.resolve(i + ".csv"), arguments[1] + "," + i + "\n");
                    Files.writeString(tree.resolve("part" + i % 3), "weights " + arguments[1] + " " + i);
                    ModelVersion version = registry.record("killed")
                            .code(CodeState.clean("0123456789012345678901234567890123456789"))
                            .storedData("train", data)
                            .param("i", i)
                            .artifact("model", tree.resolve("part" + i % 3))
                            .artifact("tree", tree)
                            .commit();
                    System.out.println("recorded " + version.name() + " " + version.digest() + " .");
                    registry.promote(version.name().toString())
                            .to("production")
                            .because("round " + arguments[1])
                            .by("writer")
                            .commit();
                    System.out.println("promoted " + version.name() + " .");
                }
            }
        }
    }
}
