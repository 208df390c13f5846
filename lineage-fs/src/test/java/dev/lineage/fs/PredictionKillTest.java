package dev.lineage.fs;

import dev.lineage.ModelRegistry;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.KilledPredictors;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@link KilledPredictors} on a directory. More with {@code -Dlineage.kills=}. */
@ExtendWith(Seeded.class)
final class PredictionKillTest {
    private static final int KILLS = Integer.getInteger("lineage.kills", 6);

    @Test
    void whatWasAcknowledgedIsFound(@TempDir Path directory, SplittableRandom random) throws Exception {
        String url = "file:" + directory.resolve("store");
        new KilledPredictors(
                        directory,
                        () -> ModelRegistry.open(url),
                        output -> new ProcessBuilder(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-classpath",
                                        System.getProperty("java.class.path"),
                                        Predicting.class.getName(),
                                        url)
                                .redirectOutput(output.toFile())
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start())
                .run(KILLS, random);
    }

    /** Predicts until it is killed. */
    public static final class Predicting {
        private Predicting() {}

        /** The URL. */
        public static void main(String[] arguments) {
            KilledPredictors.predict(ModelRegistry.open(arguments[0]), System.out::println);
        }
    }
}
