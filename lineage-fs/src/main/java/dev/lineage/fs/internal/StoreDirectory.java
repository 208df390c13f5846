package dev.lineage.fs.internal;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Makes a store's directory, or checks that this version can use it. For the writer thread only. */
final class StoreDirectory {
    private static final int FORMAT = 1;
    private static final int MAX_BYTES = 64 * 1024;
    private static final String IGNORED = """
            # Written by Lineage. The log and the documents are for Git, the rest is large or made again when missing.
            /artifacts/
            /cache/
            /index/
            /tmp/
            """;
    private static final String ATTRIBUTES = """
            # Written by Lineage. Every byte here is covered by a digest: Git must not convert line ends.
            * -text
            """;

    private final FileOps files;
    private final Layout layout;
    private final TempFiles temps;

    StoreDirectory(FileOps files, Layout layout, TempFiles temps) {
        this.files = files;
        this.layout = layout;
        this.temps = temps;
    }

    /**
     * Checks the store, or makes it if there is none.
     *
     * @throws UnsupportedFormatException if a newer Lineage wrote it; nothing was touched
     * @throws IntegrityException if it cannot be known what it is; nothing was touched
     * @throws StoreException if it cannot be read or made, or has documents but no log
     */
    void open() {
        try {
            // In this order, because others may be making the store or appending: what is asked for later came earlier.
            boolean commits = files.exists(layout.commit(0)) || hasCommits();
            boolean known = check();
            if (!known && commits) {
                throw FsErrors.noMarker(layout.root());
            }
            if (commits && !files.exists(layout.commit(0))) {
                throw FsErrors.missingCommit(layout.root(), 0);
            }
            boolean documents =
                    !commits && !files.list(layout.root().resolve("models")).isEmpty();
            if (documents && !files.exists(layout.commit(0))) {
                throw FsErrors.noLog(layout.root());
            }
            if (!known) {
                make();
                check();
            }
        } catch (IOException e) {
            throw FsErrors.cannotOpen(layout.root(), e);
        }
    }

    private boolean check() throws IOException {
        byte[] bytes;
        try {
            bytes = files.read(layout.marker(), MAX_BYTES);
        } catch (NoSuchFileException e) {
            return false;
        }
        try {
            JsonFields marker = JsonFields.of("", JsonReader.read(bytes));
            long format = marker.integer("format");
            if (format > FORMAT) {
                throw FsErrors.newerFormat(layout.root(), format);
            }
            List<String> required = marker.strings("required");
            if (!required.isEmpty()) {
                throw FsErrors.unknownFeature(layout.root(), required.get(0));
            }
            if (format < FORMAT) {
                throw FsErrors.badMarker(layout.marker(), "format: " + format + " never existed");
            }
            return true;
        } catch (JsonException e) {
            throw FsErrors.badMarker(layout.marker(), FsErrors.text(e));
        }
    }

    private boolean hasCommits() throws IOException {
        for (Path directory : files.list(layout.log())) {
            if (layout.holdsCommits(directory) && !files.list(directory).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The marker comes last, so that what has one is whole. */
    private void make() throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        Path existing = layout.root();
        while (existing != null && !files.exists(existing)) {
            missing.push(existing);
            existing = existing.getParent();
        }
        for (Path directory : missing) {
            files.makeDirectory(directory);
            Path parent = directory.getParent();
            if (parent != null) {
                files.syncDirectory(parent);
            }
        }
        files.makeDirectory(layout.tmp());
        files.makeDirectory(layout.log());
        write(layout.root().resolve(".gitignore"), IGNORED.getBytes(StandardCharsets.UTF_8));
        write(layout.root().resolve(".gitattributes"), ATTRIBUTES.getBytes(StandardCharsets.UTF_8));
        files.syncDirectory(layout.root());
        write(
                layout.marker(),
                JsonWriter.pretty(Json.Obj.builder()
                        .put("format", FORMAT)
                        .put("required", new Json.Arr(List.of()))
                        .build()));
        files.syncDirectory(layout.root());
    }

    private void write(Path file, byte[] bytes) throws IOException {
        if (files.exists(file)) {
            return;
        }
        Path temp = temps.writeForced(bytes);
        try {
            files.link(file, temp);
        } catch (FileAlreadyExistsException e) {
            FsLog.debug("{} was made by somebody else", file);
        } catch (UnsupportedOperationException e) {
            throw FsErrors.noHardLinks(layout.root(), e);
        } finally {
            temps.discard(temp);
        }
    }
}
