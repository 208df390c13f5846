package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.IntegrityException;
import dev.lineage.LineageException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bit of any file may flip: then there is the right answer or an exception, and verification finds it. */
final class CorruptionTest {
    private static final int FLIPS = Integer.getInteger("lineage.flips", 250);
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());
    private static final int VERSIONS = 12;

    @TempDir
    private Path directory;

    private Path original;
    private List<LogEntry> entries = List.of();

    @BeforeEach
    void fill() {
        original = directory.resolve("original");
        try (FileRecordStore store = FileRecordStore.open(original)) {
            for (int i = 1; i <= VERSIONS; i++) {
                Samples.append(
                        store,
                        Samples.entry(
                                "v" + i,
                                Samples.document("models/fraud/versions", i),
                                Samples.line("models/fraud/stages/production", i),
                                Samples.hidden("keys/k" + i, 1)));
            }
            entries = store.entries(0, 100);
        }
    }

    @Test
    void aFlippedBitIsNeverAWrongAnswer() throws IOException {
        Random random = new Random(SEED);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(original)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (int i = 0; i < FLIPS; i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] before = Files.readAllBytes(file);
            if (before.length == 0) {
                continue;
            }
            int bit = random.nextInt(before.length * 8);
            byte[] flipped = before.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            String what = "bit " + bit + " of " + original.relativize(file) + ", seed " + SEED;

            check(what, original.relativize(file).startsWith("log"));

            Files.write(file, before);
            // What was made again because of the flip is not what the next round is about.
            restoreIndex();
        }
    }

    private void restoreIndex() throws IOException {
        try (Stream<Path> generations = Files.list(original.resolve("index"))) {
            if (generations.anyMatch(path -> Index.number(Layout.fileName(path)) > 1)) {
                Samples.delete(original.resolve("index"));
                try (FileRecordStore store = FileRecordStore.open(original)) {
                    assertThat(Samples.problems(store)).isEmpty();
                }
            }
        }
    }

    private void check(String what, boolean inLog) {
        boolean noticed = false;
        try (FileRecordStore store = FileRecordStore.open(original)) {
            for (Runnable question : questions(store)) {
                try {
                    question.run();
                } catch (IntegrityException e) {
                    noticed = true;
                }
            }
            noticed |= !Samples.problems(store).isEmpty();
        } catch (IntegrityException | UnsupportedFormatException e) {
            noticed = true;
        } catch (LineageException e) {
            throw new AssertionError(what, e);
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
        if (inLog) {
            assertThat(noticed).as(what).isTrue();
        }
    }

    private List<Runnable> questions(FileRecordStore store) {
        List<Runnable> questions = new ArrayList<>();
        for (int i = 1; i <= VERSIONS; i++) {
            int version = i;
            questions.add(() -> assertThat(store.pointer("models/fraud/versions", version))
                    .contains(new Pointer("models/fraud/versions", version, "value " + version, version - 1L)));
            questions.add(() -> assertThat(store.pointer("keys/k" + version))
                    .contains(new Pointer("keys/k" + version, 1, "value 1", version - 1L)));
            questions.add(() -> assertThat(store.entry(version - 1L)).contains(entries.get(version - 1)));
        }
        questions.add(() -> assertThat(store.pointer("keys/none")).isEmpty());
        questions.add(() -> assertThat(store.pointer("keys/k1", 2)).isEmpty());
        questions.add(() -> assertThat(store.pointer("models/fraud/stages/production"))
                .map(Pointer::revision)
                .contains((long) VERSIONS));
        questions.add(() -> assertThat(store.size()).isEqualTo(VERSIONS));
        questions.add(() -> assertThat(store.entries(0, 100)).isEqualTo(entries));
        questions.add(() ->
                assertThat(store.children("models/fraud", Optional.empty(), 9)).containsExactly("stages", "versions"));
        questions.add(() -> assertThat(store.append(List.of(Samples.entry("again", Samples.hidden("keys/k3", 1)))))
                .isInstanceOf(AppendResult.Conflict.class));
        return questions;
    }

    @Test
    void whatIsWrongWithTheLogIsNamed() throws IOException {
        Path log = original.resolve("log/000000000");
        Files.writeString(log.resolve("notes.txt"), "hello");
        Files.delete(log.resolve("000000000002.jsonl"));
        byte[] five = Files.readAllBytes(log.resolve("000000000005.jsonl"));
        Files.writeString(
                log.resolve("000000000005.jsonl"),
                "<<<<<<< ours\n" + new String(five, StandardCharsets.UTF_8) + ">>>>>>> theirs\n");
        Files.write(log.resolve("000000000009.jsonl"), new byte[0]);
        Files.copy(log.resolve("000000000010.jsonl"), original.resolve("log/stray"));

        try (FileRecordStore store = FileRecordStore.open(original)) {
            assertThat(Samples.problems(store))
                    .anyMatch(p -> p.startsWith("log/000000000/notes.txt: does not belong"))
                    .anyMatch(p -> p.startsWith("log/stray: does not belong"))
                    .anyMatch(p -> p.startsWith("log/000000000/000000000002.jsonl: is missing"))
                    .anyMatch(p -> p.startsWith("log/000000000/000000000005.jsonl: it has the markers of a Git merge"))
                    .anyMatch(p -> p.startsWith("log/000000000/000000000009.jsonl: it is empty"));
        }
    }

    @Test
    void aSwappedPairOfFilesIsNoticed() throws IOException {
        Path a = original.resolve("log/000000000/000000000004.jsonl");
        Path other = directory.resolve("other");
        try (FileRecordStore store = FileRecordStore.open(other)) {
            for (int i = 0; i < 6; i++) {
                Samples.append(store, Samples.entry("another history " + i));
            }
        }
        Files.write(a, Files.readAllBytes(other.resolve("log/000000000/000000000004.jsonl")));

        try (FileRecordStore store = FileRecordStore.open(original)) {
            assertThat(Samples.problems(store))
                    .anyMatch(p -> p.startsWith("log/000000000/000000000004.jsonl: does not follow"));
        }
    }
}
