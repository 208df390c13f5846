package dev.lineage.fs.internal.predictions;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Digest;
import dev.lineage.model.PredictionStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The directory of one stream, and the names in it. Immutable. */
record StreamDirectory(FileOps files, Path path) {
    static final String RAW = ".seg";
    static final String DEAD = ".dead";
    static final String TEMPORARY = ".tmp";
    static final String STREAM = "stream.json";
    private static final String CLOSED = "closed";
    private static final String ENDED = "ended";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    /** Whether a directory is named like one of a stream. */
    static boolean isOne(Path directory) {
        return ID.matcher(name(directory)).matches();
    }

    static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    String id() {
        return name(path);
    }

    Path lock() {
        return path.resolve("lock");
    }

    /** Held by who rewrites files. */
    Path sealing() {
        return path.resolve("sealing");
    }

    Path heartbeat() {
        return path.resolve("heartbeat");
    }

    Path raw(long first, int number) {
        return path.resolve(String.format("%016d-%06d", first, number) + RAW);
    }

    /** Where what is not finished is written. */
    Path temporary(String suffix) {
        return path.resolve("new" + suffix + TEMPORARY);
    }

    /** What a stream is, for people, and for those who have only this directory. */
    static byte[] describe(PredictionStream stream) {
        return describe(Json.Obj.builder()
                .put("format", 1)
                .put("stream", stream.id())
                .put("model", stream.model())
                .put("version", stream.version().toString())
                .put("digest", stream.digest().toString())
                .put("stage", stream.stage())
                .put("moved", stream.stagePosition())
                .put("at", stream.started().toString())
                .build());
    }

    private static byte[] describe(Json.Obj facts) {
        Json.Builder all = Json.Obj.builder();
        facts.members().forEach(all::put);
        return JsonWriter.pretty(
                all.put("checksum", Digest.of(JsonWriter.canonical(facts)).hex())
                        .build());
    }

    /** Whether a description is intact, and is one of a stream of that model in this directory. */
    boolean isDescribedBy(byte[] description, String model) {
        JsonFields fields = JsonFields.of("", JsonReader.read(description));
        Json.Builder facts = Json.Obj.builder();
        fields.members().forEach((name, value) -> {
            if (!name.equals("checksum")) {
                facts.put(name, value);
            }
        });
        return Arrays.equals(description, describe(facts.build()))
                && fields.string("stream").equals(id())
                && fields.string("model").equals(model);
    }

    /** Makes a small file durable under its name, at once or not at all. */
    void publish(Path file, byte[] bytes) throws IOException {
        Path temporary = temporary("-" + name(file));
        files.delete(temporary);
        try (FileOps.NewFile out = files.create(temporary)) {
            out.write(bytes);
            out.force();
        }
        files.replace(temporary, file);
        files.syncDirectory(path);
    }

    // ---- how it ended

    boolean isClosed() throws IOException {
        return files.exists(path.resolve(CLOSED));
    }

    /**
     * The last sequence number, if the stream was closed in order.
     *
     * @throws IOException if the file that says so is damaged
     */
    OptionalLong closedAt() throws IOException {
        byte[] text;
        try {
            text = files.read(path.resolve(CLOSED), 64);
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
        String number = new String(text, StandardCharsets.US_ASCII).split(" ", 2)[0];
        if (!NUMBER.matcher(number).matches() || !Arrays.equals(text, closing(Long.parseLong(number)))) {
            throw new IOException(path.resolve(CLOSED) + " is damaged: it does not say a sequence number");
        }
        return OptionalLong.of(Long.parseLong(number));
    }

    void close(long last) throws IOException {
        publish(path.resolve(CLOSED), closing(last));
    }

    /** A number and its checksum. */
    private static byte[] closing(long last) {
        byte[] number = Long.toString(last).getBytes(StandardCharsets.US_ASCII);
        return (last + " " + HexFormat.of().toHexDigits(Reader.crc(ByteBuffer.wrap(number))) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    boolean isEnded() {
        return files.isThere(path.resolve(ENDED));
    }

    void end() throws IOException {
        if (!isEnded()) {
            publish(path.resolve(ENDED), new byte[0]);
        }
    }

    // ---- what is in it

    /** The files with that ending, in the order of their names, which is that of what is in them. */
    List<Path> all(String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : files.list(path)) {
            if (name(file).endsWith(suffix)) {
                found.add(file);
            }
        }
        return found;
    }

    /** The files that were appended to and are not sealed, in the order of what is in them. */
    List<Path> raw() throws IOException {
        List<Path> found = new ArrayList<>(all(RAW));
        found.addAll(all(DEAD));
        found.sort(Comparator.comparing(StreamDirectory::name));
        return found;
    }

    /** The index of a sealed file. */
    static Path index(Path sealed) {
        String name = name(sealed);
        return sealed.resolveSibling(name.substring(0, name.length() - SealedFile.SUFFIX.length()) + KeyIndex.SUFFIX);
    }

    /** How indexes name a sealed file of this stream. */
    String covered(Path sealed) {
        return id() + "/" + name(sealed);
    }

    /** The first sequence number of a file, by its name. */
    static long first(Path file) {
        return Long.parseLong(name(file).substring(0, 16));
    }

    /** The last sequence number of a sealed file, by its name. */
    static long last(Path sealed) {
        return Long.parseLong(name(sealed).substring(17, 33));
    }

    /** When something in it was last written, in milliseconds by the clock of the file system. */
    long newest() throws IOException {
        long newest = 0;
        for (Path file : files.list(path)) {
            try {
                newest = Math.max(newest, files.modifiedMillis(file));
            } catch (NoSuchFileException e) {
                // It was sealed meanwhile.
                newest = Math.max(newest, files.modifiedMillis(path));
            }
        }
        return newest;
    }

    boolean exists() {
        return Files.isDirectory(path);
    }
}
