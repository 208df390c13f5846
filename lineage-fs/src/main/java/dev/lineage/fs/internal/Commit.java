package dev.lineage.fs.internal;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Digest;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One file of the log: a header line and one entry a line, each line ended by a line feed.
 *
 * @param first the position of the first entry
 * @param previous the digest of the file before; empty for the first one
 * @param entries 1 to 64 entries
 * @param digest the digest of the whole file
 * @param bytes the size of the file
 */
record Commit(long first, Optional<Digest> previous, List<Entry> entries, Digest digest, int bytes) {
    /** The version of the format of commit files. */
    static final int FORMAT = 1;
    /** No commit file is larger: full of largest entries. */
    static final int MAX_BYTES = RecordStore.MAX_ENTRIES * (Entry.MAX_BYTES + 1) + 1024;

    /** The position behind the last entry. */
    long end() {
        return first + entries.size();
    }

    /** The entry at {@code position}, which must be in here. */
    LogEntry at(long position) {
        return new LogEntry(position, entries.get((int) (position - first)));
    }

    /** The bytes of the file. */
    static byte[] encode(long first, Optional<Digest> previous, List<Entry> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            lines.writeBytes(entry.bytes());
            lines.write('\n');
        }
        byte[] body = lines.toByteArray();
        byte[] header = JsonWriter.canonical(Json.Obj.builder()
                .put("count", entries.size())
                .put("entries", Digest.of(body).toString())
                .put("first", first)
                .put("format", FORMAT)
                .putIfPresent("previous", previous.map(Digest::toString))
                .build());
        byte[] file = Arrays.copyOf(header, header.length + 1 + body.length);
        file[header.length] = '\n';
        System.arraycopy(body, 0, file, header.length + 1, body.length);
        return file;
    }

    /** The commit that {@link #encode} gave {@code file} for. */
    static Commit of(long first, Optional<Digest> previous, List<Entry> entries, byte[] file) {
        return new Commit(first, previous, List.copyOf(entries), Digest.of(file), file.length);
    }

    /**
     * Reads and checks a file, all but that it fits the one before.
     *
     * @throws BadCommitException if it is not, byte for byte, what was written
     */
    static Commit parse(long first, byte[] file) throws BadCommitException {
        int newline = indexOf(file, 0);
        if (newline < 0) {
            throw new BadCommitException(
                    file.length == 0 ? "it is empty (the remnant of a crash?)" : withConflict(file, "it has no line"));
        }
        try {
            JsonFields header = JsonFields.of("header", JsonReader.readCanonical(Arrays.copyOf(file, newline)));
            long format = header.integer("format");
            if (format != FORMAT) {
                throw new BadCommitException(
                        "it has format " + format + ", and this version of Lineage knows " + FORMAT + " only");
            }
            header.allow("count", "entries", "first", "format", "previous");
            if (header.integer("first") != first) {
                throw new BadCommitException("it says that it begins at " + header.integer("first"));
            }
            byte[] body = Arrays.copyOfRange(file, newline + 1, file.length);
            if (!Digest.of(body).equals(Digest.parse(header.string("entries")))) {
                throw new BadCommitException(withConflict(file, "its entries do not have the digest in its header"));
            }
            List<Entry> entries = entries(body);
            if (entries.isEmpty()
                    || entries.size() > RecordStore.MAX_ENTRIES
                    || entries.size() != header.integer("count")) {
                throw new BadCommitException(
                        "it has " + entries.size() + " entries where its header counts " + header.integer("count"));
            }
            return new Commit(
                    first, header.optionalString("previous").map(Digest::parse), entries, Digest.of(file), file.length);
        } catch (JsonException | IllegalArgumentException e) {
            throw new BadCommitException(withConflict(file, FsErrors.text(e)));
        }
    }

    private static List<Entry> entries(byte[] body) throws BadCommitException {
        List<Entry> entries = new ArrayList<>();
        for (int start = 0; start < body.length; ) {
            int end = indexOf(body, start);
            if (end < 0) {
                throw new BadCommitException("its last line has no end");
            }
            entries.add(Entry.parse(Arrays.copyOfRange(body, start, end)));
            start = end + 1;
        }
        return List.copyOf(entries);
    }

    private static String withConflict(byte[] file, String what) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        return text.startsWith("<<<<<<< ") || text.contains("\n<<<<<<< ")
                ? "it has the markers of a Git merge conflict: two histories were recorded apart, and only one of them can"
                        + " be this log. Take one side's file whole"
                : what;
    }

    private static int indexOf(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
