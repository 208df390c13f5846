package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileNames;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;

/** The files that show pointers to people. Nothing is concluded from them; the log has it all. */
final class Views {
    private static final int MAX_BYTES = 4 << 20;

    private final FileOps files;
    private final Layout layout;
    private final TempFiles temps;

    Views(FileOps files, Layout layout, TempFiles temps) {
        this.files = files;
        this.layout = layout;
        this.temps = temps;
    }

    /** The file of a line pointer, the directory of a document pointer. */
    static Path path(Layout layout, String pointer) {
        Path path = layout.root();
        for (String segment : pointer.split("/", -1)) {
            path = path.resolve(FileNames.encode(segment));
        }
        return path;
    }

    /** The file of one revision of a document pointer. */
    static Path document(Layout layout, String pointer, long revision) {
        return path(layout, pointer).resolve(revision + ".json");
    }

    /** What the file of a line pointer says. */
    static byte[] line(Pointer pointer) {
        return (pointer.value() + '\t' + pointer.revision() + '\t' + pointer.position() + '\n')
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The revision that the file of a line pointer shows, if it can be read: a hint where to look. */
    static Optional<Long> hint(FileOps files, Layout layout, String pointer) {
        try {
            String line = new String(files.read(path(layout, pointer), MAX_BYTES), StandardCharsets.UTF_8);
            String[] parts = line.split("\t", -1);
            return parts.length == 3 ? Optional.of(Long.parseLong(parts[1])) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Shows a revision.
     *
     * @param look whether it may be shown already, so that it is worth looking
     */
    void showDocument(Move move, Entry entry, boolean look) throws IOException {
        Path file = document(layout, move.pointer(), move.revision());
        byte[] bytes = entry.prettyBytes();
        if (!look || !shows(file, bytes)) {
            show(file, bytes);
        }
    }

    /**
     * Shows the current revision of a line pointer. Whoever replaced the file looks again whether somebody else moved the
     * pointer meanwhile, so that the newest one is shown in the end.
     *
     * @param current the current revision
     * @param look whether it may be shown already, so that it is worth looking
     * @param newest asks for the current revision again
     */
    void showLine(Pointer current, boolean look, Function<String, Optional<Pointer>> newest) throws IOException {
        Path file = path(layout, current.name());
        Pointer shown = current;
        while (true) {
            if (!look || !shows(file, line(shown))) {
                show(file, line(shown));
            }
            Pointer now = newest.apply(shown.name()).orElse(shown);
            if (now.revision() <= shown.revision()) {
                return;
            }
            shown = now;
        }
    }

    private boolean shows(Path file, byte[] bytes) throws IOException {
        try {
            return Arrays.equals(files.read(file, MAX_BYTES), bytes);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            if (isTaken(file)) {
                return false;
            }
            throw e;
        }
    }

    private void show(Path file, byte[] bytes) throws IOException {
        Path temp = temps.write(bytes);
        try {
            try {
                files.replace(temp, file);
            } catch (NoSuchFileException e) {
                makeDirectories(file);
                files.replace(temp, file);
            }
        } catch (IOException e) {
            temps.discard(temp);
            if (!isTaken(file)) {
                throw e;
            }
            FsLog.debug("There is no view {}: that name is another pointer's group", file);
        }
    }

    /** Whether a name is both a pointer's and a group's: a directory and a file cannot be one. */
    boolean isTaken(Path file) {
        if (files.isDirectory(file)) {
            return true;
        }
        for (Path parent = file.getParent(); parent != null && parent.startsWith(layout.root()); ) {
            if (files.isThere(parent) && !files.isDirectory(parent)) {
                return true;
            }
            parent = parent.getParent();
        }
        return false;
    }

    private void makeDirectories(Path file) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path parent = file.getParent();
                parent != null && !parent.equals(layout.root()) && !files.exists(parent); ) {
            missing.push(parent);
            parent = parent.getParent();
        }
        for (Path directory : missing) {
            files.makeDirectory(directory);
        }
    }
}
