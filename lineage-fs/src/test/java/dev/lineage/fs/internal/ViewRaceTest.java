package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Problem;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handles that are opened while others write and verify. */
final class ViewRaceTest {
    @TempDir
    private Path directory;

    private static Entry entry(String pointer, long revision, Move.View view) {
        return Entry.of("note", 1, "{}", List.of(new Move(pointer, revision, "value " + revision, view)), List.of());
    }

    @Test
    void whatIsVerifiedIsShown() throws Exception {
        for (int round = 0; round < 300; round++) {
            Path root = directory.resolve("store" + round);
            try (FileRecordStore writer = FileRecordStore.open(root)) {
                writer.append(List.of(entry("notes/a", 1, Move.View.HIDDEN)));
                FutureTask<?> other = new FutureTask<>(
                        () -> {
                            try (FileRecordStore reader = FileRecordStore.open(root)) {
                                reader.pointer("notes/a");
                            }
                        },
                        null);
                new Thread(other).start();
                for (int i = 2; i <= 4; i++) {
                    writer.append(List.of(entry("notes/a", i, Move.View.HIDDEN)));
                }
                writer.append(List.of(entry("stages/production", 1, Move.View.LINE)));
                List<Problem> problems = new ArrayList<>();
                writer.verify(problems::add);
                assertThat(problems).as("in round %d", round).isEmpty();
                other.get();
            }
        }
    }
}
