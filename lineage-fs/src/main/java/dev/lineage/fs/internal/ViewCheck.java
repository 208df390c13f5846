package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.model.Problem;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Compares the files for people with what the log says. Not thread-safe. */
final class ViewCheck {
    private static final int MAX_BYTES = 4 << 20;
    private static final int TRIES = 5;
    private static final Pattern DOCUMENT = Pattern.compile("[0-9]+\\.json");
    private static final String SHOW_AGAIN = "Close every handle, delete the directory index/ and open the store again:"
            + " the file is written again from the log";

    private final FileOps files;
    private final Layout layout;
    private final Views views;
    private final Function<String, Optional<Pointer>> newest;
    private final Consumer<Problem> problems;
    private final Map<String, Move.View> kinds = new HashMap<>();

    /** @param newest brings the views up to date with the log and returns the current revision of a pointer */
    ViewCheck(
            FileOps files,
            Layout layout,
            Views views,
            Function<String, Optional<Pointer>> newest,
            Consumer<Problem> problems) {
        this.files = files;
        this.layout = layout;
        this.views = views;
        this.newest = newest;
        this.problems = problems;
    }

    /** Remembers how a pointer is shown. */
    void note(Move move) {
        if (move.view() != Move.View.HIDDEN) {
            kinds.put(move.pointer(), move.view());
        }
    }

    void checkDocument(Move move, Entry entry) throws IOException {
        Path file = Views.document(layout, move.pointer(), move.revision());
        difference(file, entry.prettyBytes()).ifPresent(what -> report(file, what, SHOW_AGAIN));
    }

    /** Checks what shows the current state of these pointers. */
    void checkCurrent(Collection<String> pointers) throws IOException {
        for (String name : pointers) {
            Move.View kind = kinds.get(name);
            if (kind == Move.View.LINE) {
                checkLine(name);
            } else if (kind == Move.View.DOCUMENT) {
                checkStrangers(name);
            }
        }
    }

    private void checkLine(String name) throws IOException {
        Path file = Views.path(layout, name);
        Optional<String> difference = Optional.empty();
        // Somebody may be moving it at this moment.
        for (int i = 0; i < TRIES; i++) {
            Optional<Pointer> current = newest.apply(name);
            difference = current.isEmpty() ? Optional.empty() : difference(file, Views.line(current.get()));
            if (difference.isEmpty()) {
                return;
            }
        }
        difference.ifPresent(what -> report(file, what, SHOW_AGAIN));
    }

    /** A document that looks like one of ours but is of no revision could be taken for one. */
    private void checkStrangers(String name) throws IOException {
        for (Path file : files.list(Views.path(layout, name))) {
            String fileName = Layout.fileName(file);
            if (DOCUMENT.matcher(fileName).matches() && isStranger(name, fileName)) {
                report(
                        file,
                        "is of no revision of '" + name + "' in the log",
                        "Move it out of the way; nothing reads it");
            }
        }
    }

    private boolean isStranger(String name, String file) {
        String digits = file.substring(0, file.length() - ".json".length());
        if (digits.startsWith("0") || digits.length() > 18) {
            return true;
        }
        long revision = Long.parseLong(digits);
        return newest.apply(name)
                .filter(pointer -> revision <= pointer.revision())
                .isEmpty();
    }

    private Optional<String> difference(Path file, byte[] expected) throws IOException {
        byte[] found;
        try {
            found = files.read(file, MAX_BYTES);
        } catch (NoSuchFileException e) {
            return views.isTaken(file) ? Optional.empty() : Optional.of("is missing");
        } catch (IOException e) {
            return views.isTaken(file) ? Optional.empty() : Optional.of("cannot be read: " + FsErrors.reason(e));
        }
        if (Arrays.equals(found, expected)) {
            return Optional.empty();
        }
        String text = new String(found, StandardCharsets.ISO_8859_1);
        return Optional.of(
                text.startsWith("<<<<<<< ") || text.contains("\n<<<<<<< ")
                        ? "has the markers of a Git merge conflict"
                        : "is not what the log says");
    }

    private void report(Path subject, String what, String remedy) {
        problems.accept(new Problem(layout.name(subject), what, remedy));
    }
}
