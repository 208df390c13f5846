package dev.lineage.fs.internal.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.IntegrityException;
import dev.lineage.fs.internal.files.SystemFileOps;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.PredictionStore.Damage;
import dev.lineage.spi.PredictionStore.Ended;
import dev.lineage.spi.PredictionStore.Found;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.TestPredictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bits that flip, tails that are torn, files that are gone. */
@ExtendWith(Seeded.class)
final class DamageTest {
    private static final int FLIPS = Integer.getInteger("lineage.flips", 600);
    private static final Limits SMALL = new Limits(20_000, Duration.ofHours(1).toNanos(), 4);

    @TempDir
    private Path directory;

    private FilePredictionStore store() {
        return new FilePredictionStore(directory.resolve("predictions"), new SystemFileOps(), SMALL);
    }

    private static void write(PredictionSink sink, long from, long to) throws IOException {
        sink.write(TestPredictions.chunk(TestPredictions.records(from, to)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<Path> files(String suffix) throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(suffix)).toList();
    }

    private static List<Problem> problems(PredictionStore store) {
        List<Problem> problems = new ArrayList<>();
        store.verify(problems::add);
        return problems;
    }

    /** Ten closed streams of several sealed files each, under merged and own indexes. */
    private void fill() throws IOException {
        try (FilePredictionStore store = store()) {
            for (int stream = 1; stream <= 5; stream++) {
                try (PredictionSink sink = store.open(TestPredictions.stream("fraud", stream))) {
                    for (int i = 0; i < 8; i++) {
                        write(sink, 1 + i * 100L, 100 + i * 100L);
                    }
                }
            }
        }
        assertThat(files(SealedFile.SUFFIX)).hasSizeGreaterThan(10);
        assertThat(files(".seg")).isEmpty();
    }

    @Test
    void manyIndexesBecomeFew() throws IOException {
        fill();
        List<Path> indexes = files(KeyIndex.SUFFIX);
        assertThat(indexes).hasSizeLessThanOrEqualTo(2 * SMALL.fanIn());
        assertThat(indexes).anyMatch(file -> StreamDirectory.name(file).startsWith("1-"));
        try (FilePredictionStore store = store()) {
            assertThat(store.find("fraud", PredictionStore.Key.ID, "req-777", Optional.empty(), 10))
                    .hasSize(5);
            assertThat(problems(store)).isEmpty();
            store.erase("fraud", TestPredictions.stream("fraud", 2).id(), new TreeSet<>(List.of(777L)));
            assertThat(store.find("fraud", PredictionStore.Key.ID, "req-777", Optional.empty(), 10))
                    .hasSize(4);
            assertThat(problems(store)).isEmpty();
        }
        long hash = Keys.hash(PredictionStore.Key.ID, "req-777");
        String erasedIn = TestPredictions.stream("fraud", 2).id();
        for (Path file : indexes) {
            assertThat(KeyIndex.open(file).find(hash))
                    .noneMatch(place -> place.covered().startsWith(erasedIn));
        }
    }

    /** Found by the contract's random test: two stores sealed one file at once, each into the other's. */
    @Test
    void erasingWaitsForOthersThatSeal() throws IOException {
        for (int round = 1; round <= 40; round++) {
            PredictionStream stream = TestPredictions.stream("fraud", round);
            try (FilePredictionStore erasing = store()) {
                FilePredictionStore writing = store();
                try (PredictionSink sink = writing.open(stream)) {
                    write(sink, 1, 60);
                }
                // The other one seals in the background now.
                assertThat(erasing.erase("fraud", stream.id(), new TreeSet<>(List.of(7L))))
                        .isEmpty();
                writing.close();
                List<PredictionRecord> left = erasing.read("fraud", stream.id(), 1, 100);
                assertThat(left).hasSize(60);
                assertThat(left).filteredOn(PredictionRecord::isErased).hasSize(1);
                assertThat(problems(erasing)).isEmpty();
            }
        }
    }

    @Test
    void aFlippedBitIsNamedAndNeverAWrongAnswer(Random random) throws IOException {
        fill();
        List<Path> files =
                files().stream().filter(file -> file.toFile().length() > 0).toList();
        for (int flip = 0; flip < FLIPS; flip++) {
            Path file = files.get(random.nextInt(files.size()));
            String name = StreamDirectory.name(file);
            if (List.of("lock", "heartbeat", "probe").contains(name)) {
                continue;
            }
            byte[] right = Files.readAllBytes(file);
            byte[] wrong = right.clone();
            int at = random.nextInt(wrong.length);
            wrong[at] = (byte) (wrong[at] ^ 1 << random.nextInt(8));
            Files.write(file, wrong);
            String what = "bit at byte " + at + " of " + directory.relativize(file);
            try (FilePredictionStore store = store()) {
                assertThat(problems(store))
                        .as(what)
                        .anyMatch(problem -> problem.toString().contains(name)
                                || problem.toString().contains(String.valueOf(file.getParent())));
                long sequence = random.nextLong(1, 801);
                int stream = random.nextInt(1, 6);
                answersRightOrNotAtAll(store, TestPredictions.stream("fraud", stream), sequence, what);
            }
            Files.write(file, right);
        }
    }

    private static void answersRightOrNotAtAll(
            FilePredictionStore store, PredictionStream stream, long sequence, String what) {
        List<PredictionRecord> expected = TestPredictions.records(sequence, Math.min(800, sequence + 9));
        try {
            List<PredictionRecord> found = store.read("fraud", stream.id(), sequence, 10);
            assertThat(expected.subList(0, found.size())).as(what).isEqualTo(found);
            assertThat(found).as(what).isNotEmpty();
        } catch (IntegrityException e) {
            assertThat(e).hasMessageContaining("Restore");
        }
        try {
            assertThat(store.find("fraud", PredictionStore.Key.ID, "req-" + sequence, Optional.empty(), 10))
                    .as(what)
                    .hasSize(5)
                    .extracting(Found::record)
                    .containsOnly(expected.get(0));
        } catch (IntegrityException e) {
            assertThat(e.getMessage()).containsAnyOf("Restore", "Delete it");
        }
    }

    @Test
    void aTornTailIsCutAndToldAtEveryLength() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        Path raw;
        byte[] whole;
        int firstEnd;
        try (FilePredictionStore store = store()) {
            PredictionSink sink = store.open(stream);
            write(sink, 1, 10);
            raw = files(".seg").get(0);
            firstEnd = Files.readAllBytes(raw).length;
            write(sink, 11, 13);
            whole = Files.readAllBytes(raw);
        }
        // Every prefix, and every prefix with zeros or garbage instead of the rest, as a power cut leaves it.
        for (int length = firstEnd; length < whole.length; length++) {
            for (int kind = 0; kind < 3; kind++) {
                byte[] torn = Arrays.copyOf(whole, kind == 0 ? length : whole.length);
                if (kind == 2) {
                    Arrays.fill(torn, length, torn.length, (byte) 0xa5);
                }
                if (Arrays.equals(torn, whole)) {
                    continue;
                }
                Files.write(raw, torn);
                Coverage coverage = new Coverage(
                        new StreamDirectory(new SystemFileOps(), java.util.Objects.requireNonNull(raw.getParent())));
                assertThat(coverage.read(1, 100)).isEqualTo(TestPredictions.records(1, 10));
                Ended ended = coverage.ended(java.util.OptionalLong.empty());
                assertThat(ended.last()).isEqualTo(10);
                assertThat(ended.damaged()).isEmpty();
                assertThat(ended.torn()).isEqualTo(length >= firstEnd + Block.HEAD ? 3 : 0);
            }
        }
    }

    @Test
    void damageInTheMiddleIsToldAsARange() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        Path raw;
        int second;
        try (FilePredictionStore store = store()) {
            PredictionSink sink = store.open(stream);
            write(sink, 1, 10);
            raw = files(".seg").get(0);
            second = (int) Files.size(raw);
            write(sink, 11, 13);
            write(sink, 14, 20);
        }
        byte[] bytes = Files.readAllBytes(raw);
        for (int at : new int[] {second, second + 5, second + Block.HEAD + 20}) {
            byte[] wrong = bytes.clone();
            wrong[at] ^= 4;
            Files.write(raw, wrong);
            Coverage coverage = new Coverage(
                    new StreamDirectory(new SystemFileOps(), java.util.Objects.requireNonNull(raw.getParent())));
            assertThat(coverage.read(1, 100)).isEqualTo(TestPredictions.records(1, 10));
            assertThat(coverage.ended(java.util.OptionalLong.empty()).damaged())
                    .singleElement()
                    .satisfies(damage -> {
                        assertThat(List.of(damage.first(), damage.last())).isEqualTo(List.of(11L, 13L));
                        assertThat(damage.what()).contains(StreamDirectory.name(raw), "byte " + second);
                    });
            try (FilePredictionStore store = store()) {
                assertThat(problems(store))
                        .anyMatch(problem -> problem.toString().contains("damaged at byte " + second));
            }
        }
    }

    @Test
    void aSealedFileThatIsGoneIsMissed() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        fill();
        Path middle = files(SealedFile.SUFFIX).get(1);
        Files.delete(middle);
        try (FilePredictionStore store = store()) {
            List<Damage> damaged =
                    store.end("fraud", stream.id(), Duration.ZERO).orElseThrow().damaged();
            assertThat(damaged).singleElement().satisfies(damage -> {
                assertThat(damage.first()).isEqualTo(StreamDirectory.first(middle));
                assertThat(damage.last()).isEqualTo(StreamDirectory.last(middle));
            });
            assertThat(problems(store)).anyMatch(problem -> problem.what().contains("cannot be read"));
        }
    }

    @Test
    void anIndexThatIsGoneMakesFindingSlowNotWrong() throws IOException {
        fill();
        for (Path index : files(KeyIndex.SUFFIX)) {
            Files.delete(index);
        }
        try (FilePredictionStore store = store()) {
            assertThat(store.find("fraud", PredictionStore.Key.ID, "req-5", Optional.empty(), 10))
                    .hasSize(5);
            assertThat(problems(store)).isNotEmpty();
        }
    }

    @Test
    void keysThatAllHaveOnePageAreFound() throws IOException {
        KeyIndex.Builder builder = new KeyIndex.Builder();
        for (int i = 0; i < 5_000; i++) {
            builder.add(i % 2 == 0 ? 77 : i, 0, i);
        }
        Path file = directory.resolve("crowded.idx");
        builder.write(new SystemFileOps(), file, List.of("a/b"));
        KeyIndex index = KeyIndex.open(file);
        assertThat(index.find(77)).hasSize(2_501);
        assertThat(index.find(4_999))
                .singleElement()
                .satisfies(place -> assertThat(place.block()).isEqualTo(4_999));
        assertThat(index.find(4_998)).isEmpty();
        Path merged = directory.resolve("merged.idx");
        KeyIndex.merge(List.of(index, index), new SystemFileOps(), merged);
        assertThat(KeyIndex.open(merged).find(77)).hasSize(5_002);
        assertThat(KeyIndex.open(merged).covered()).hasSize(2);
    }
}
