package dev.lineage.fs.internal.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.fs.internal.files.SystemFileOps;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import dev.lineage.testkit.internal.TestPredictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of format 1 that were written once are read for ever: {@code format/v1/predictions} of the test resources. With
 * {@code -Dlineage.golden=update} they are written anew, which is right only as long as nothing was released.
 */
final class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/format/v1/predictions");
    private static final Limits SMALL = new Limits(12_000, Duration.ofHours(1).toNanos(), 2);
    private static final int SEALED = 600;
    private static final int ALL = 640;

    private static PredictionStream stream(int number) {
        return TestPredictions.stream("Fraud", number);
    }

    /** One stream that was closed, with sealed files under merged indexes, and one that was killed. */
    private static void write(Path root) throws IOException {
        try (FilePredictionStore store = new FilePredictionStore(root, new SystemFileOps(), SMALL)) {
            try (PredictionSink sink = store.open(stream(1))) {
                for (int i = 0; i < SEALED / 100; i++) {
                    sink.write(TestPredictions.chunk(TestPredictions.records(1 + i * 100L, 100 + i * 100L)));
                }
            }
        }
        try (FilePredictionStore store = new FilePredictionStore(root, new SystemFileOps(), SMALL)) {
            store.erase("Fraud", stream(1).id(), new TreeSet<>(Set.of(13L)));
            PredictionSink killed = store.open(stream(2));
            killed.write(TestPredictions.chunk(TestPredictions.records(1, ALL - SEALED)));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void filesOfFormatOneAreRead(@TempDir Path directory) throws IOException {
        if ("update".equals(System.getProperty("lineage.golden"))) {
            write(directory.resolve("new"));
            assertThat(GOLDEN).doesNotExist();
            Files.createDirectories(GOLDEN.getParent());
            copy(directory.resolve("new"), GOLDEN);
        }
        Path root = directory.resolve("predictions");
        copy(GOLDEN, root);
        try (FilePredictionStore store = new FilePredictionStore(root, new SystemFileOps(), SMALL)) {
            List<Problem> problems = new ArrayList<>();
            assertThat(store.verify(problems::add)).isEqualTo(ALL);
            assertThat(problems).isEmpty();
            for (int number = 1; number <= 2; number++) {
                int count = number == 1 ? SEALED : ALL - SEALED;
                assertThat(store.read("Fraud", stream(number).id(), 1, ALL))
                        .hasSize(count)
                        .allSatisfy(record -> {
                            if (!record.isErased()) {
                                assertThat(record)
                                        .isEqualTo(TestPredictions.records(record.sequence(), record.sequence())
                                                .get(0));
                            }
                        })
                        .filteredOn(record -> record.isErased())
                        .hasSize(number == 1 ? 1 : 0);
            }
            assertThat(store.find("Fraud", PredictionStore.Key.ID, "req-13", Optional.empty(), 10))
                    .extracting(PredictionStore.Found::stream)
                    .containsExactly(stream(2).id());
            assertThat(store.find("Fraud", PredictionStore.Key.SUBJECT, "customer 7", Optional.empty(), 100))
                    .hasSize(ALL / 10);
            assertThat(store.end("Fraud", stream(1).id(), Duration.ofHours(1)))
                    .hasValueSatisfying(ended -> assertThat(ended.closed()).isTrue());
            assertThat(store.end("Fraud", stream(2).id(), Duration.ZERO))
                    .hasValueSatisfying(ended -> assertThat(ended.last()).isEqualTo(ALL - SEALED));
        }
    }
}
