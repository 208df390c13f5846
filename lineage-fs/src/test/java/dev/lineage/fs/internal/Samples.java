package dev.lineage.fs.internal;

import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Entries for tests. */
final class Samples {
    private Samples() {}

    /** An entry whose body says {@code text}. */
    static Entry entry(String text, Move... moves) {
        return Entry.of("sample", 1, "{\"text\":\"" + text + "\"}", List.of(moves), List.of());
    }

    static Move document(String pointer, long revision) {
        return new Move(pointer, revision, "value " + revision, Move.View.DOCUMENT);
    }

    static Move line(String pointer, long revision) {
        return new Move(pointer, revision, "value " + revision, Move.View.LINE);
    }

    static Move hidden(String pointer, long revision) {
        return new Move(pointer, revision, "value " + revision, Move.View.HIDDEN);
    }

    /** What a recorded version looks like: about 4 KB, four pointers. */
    static Entry version(String model, long number, int bytes) {
        String id = String.format("%032x", number * 0x9E3779B97F4A7C15L) + model.hashCode();
        return Entry.of(
                "version",
                1,
                "{\"text\":\"" + "x".repeat(bytes) + "\"}",
                List.of(
                        document("models/" + model + "/versions", number),
                        hidden("versions/" + id, 1),
                        hidden("recipes/" + id, 1)),
                List.of(Attribute.text("model", model)));
    }

    static long append(RecordStore store, Entry... entries) {
        AppendResult result = store.append(List.of(entries));
        if (result instanceof AppendResult.Appended appended) {
            return appended.position();
        }
        throw new AssertionError("Expected an append, got " + result);
    }

    static List<String> problems(RecordStore store) {
        List<String> problems = new ArrayList<>();
        store.verify(problem -> problems.add(problem.toString()));
        return problems;
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
