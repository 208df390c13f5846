package dev.lineage.core.internal.predict;

import dev.lineage.core.internal.codec.PredictionCodec;
import dev.lineage.model.PredictionStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Files that hold what the store cannot take yet. One thread appends, another one takes out, in order; when everything is out the
 * file goes. A file that a process left behind is found by the next one that spills into the same directory.
 *
 * <p>A file is a sequence of frames, the first of which says whose predictions they are; docs/formats.md.
 */
final class Spill {
    private static final String SUFFIX = ".spill";
    private static final int MAGIC = 0x4c535031;
    private static final int HEAD = 4 * Integer.BYTES;
    private static final int MAX_FRAME = 1 << 26;

    /**
     * The files that this process has open, to write or to recover them. They are never opened a second time: POSIX takes the lock
     * of a file from a process that closes any of its channels.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final long maxBytes;
    private final PredictionStream stream;
    private int files;
    private @Nullable Path file;
    private @Nullable FileChannel channel;
    private long written;
    private long taken;
    /** Positions of the ring, by frame, in order. */
    private final List<long[]> ranges = new ArrayList<>();

    Spill(Path directory, long maxBytes, PredictionStream stream) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.stream = stream;
    }

    /** Appends a chunk, and makes it durable. */
    synchronized void put(Chunk chunk) throws IOException {
        if (written - taken + chunk.length() > maxBytes) {
            throw new IOException("Files in " + directory + " have " + (written - taken)
                    + " bytes that the store did not take;" + " more than " + maxBytes + " are not allowed");
        }
        try {
            if (channel == null) {
                open();
            }
            long before = written;
            written += append(channel(), written, chunk.bytes(), chunk.count());
            channel().force(false);
            ranges.add(new long[] {before, chunk.start(), chunk.end()});
        } catch (IOException e) {
            // What was not acknowledged is not taken out either; a torn frame is followed by none.
            if (ranges.isEmpty()) {
                discard();
            }
            throw e;
        }
    }

    private void open() throws IOException {
        Files.createDirectories(directory);
        Path path = directory.toAbsolutePath().resolve(stream.id() + "-" + ++files + SUFFIX);
        OWN.add(path);
        FileChannel opened = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        file = path;
        channel = opened;
        opened.lock();
        byte[] whose = PredictionCodec.stream(stream).getBytes(StandardCharsets.UTF_8);
        written = append(opened, 0, ByteBuffer.wrap(whose), 0);
        taken = written;
        opened.force(true);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // Windows cannot flush a directory; there the name is as durable as the file.
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                throw e;
            }
        }
    }

    private FileChannel channel() {
        return java.util.Objects.requireNonNull(channel);
    }

    private static long append(FileChannel to, long at, ByteBuffer bytes, int count) throws IOException {
        int length = bytes.remaining();
        ByteBuffer head = ByteBuffer.allocate(HEAD).putInt(MAGIC).putInt(length).putInt(count);
        head.putInt(crc(head.array(), bytes.duplicate())).flip();
        writeAll(to, at, head);
        writeAll(to, at + HEAD, bytes);
        return (long) HEAD + length;
    }

    private static void writeAll(FileChannel to, long at, ByteBuffer bytes) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += to.write(bytes, position);
        }
    }

    private static int crc(byte[] head, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(head, 0, HEAD - Integer.BYTES);
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** How many bytes were not taken out yet. */
    synchronized long waiting() {
        return written - taken;
    }

    /**
     * Gives the oldest chunk, which stays until it is {@linkplain #taken() taken}.
     *
     * @return whether there is one
     */
    synchronized boolean peek(Chunk into) throws IOException {
        if (ranges.isEmpty()) {
            return false;
        }
        long[] range = ranges.get(0);
        into.clear(range[1]);
        Frame frame = read(channel(), range[0])
                .orElseThrow(
                        () -> new IOException(file + " was damaged at byte " + range[0] + " after it was written"));
        frame.into(into);
        into.end(range[2]);
        return true;
    }

    /** The oldest chunk is in the store now. */
    synchronized void taken() throws IOException {
        ranges.remove(0);
        if (ranges.isEmpty()) {
            discard();
        } else {
            taken = ranges.get(0)[0];
        }
    }

    private void discard() throws IOException {
        written = 0;
        taken = 0;
        FileChannel old = channel;
        Path path = file;
        channel = null;
        file = null;
        if (path != null) {
            Files.deleteIfExists(path);
        }
        if (old != null) {
            old.close();
        }
        if (path != null) {
            OWN.remove(path);
        }
    }

    /** Lets go of the file, which stays if there is something in it. */
    synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        if (file != null) {
            OWN.remove(file);
        }
    }

    // ---- what a process left behind

    /** A file that nobody writes any more. Held until it is closed. */
    static final class Leftover implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;
        private final PredictionStream stream;
        private long next;

        private Leftover(Path file, FileChannel channel, PredictionStream stream, long next) {
            this.file = file;
            this.channel = channel;
            this.stream = stream;
            this.next = next;
        }

        PredictionStream stream() {
            return stream;
        }

        /** Gives the next chunk that is whole, if there is one. */
        boolean next(Chunk into) throws IOException {
            Optional<Frame> frame = read(channel, next);
            if (frame.isEmpty()) {
                return false;
            }
            next += HEAD + frame.get().bytes().length;
            into.clear(0);
            frame.get().into(into);
            return true;
        }

        /** Everything is in the store. */
        void delete() throws IOException {
            Files.deleteIfExists(file);
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                OWN.remove(file);
            }
        }
    }

    /** The files in a directory that nobody writes any more; {@code known} ones are held. */
    static List<Leftover> leftovers(Path directory, Predicate<PredictionStream> known) throws IOException {
        List<Leftover> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        List<Path> files;
        try (var all = Files.list(directory)) {
            files = all.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path path : files) {
            leftover(path.toAbsolutePath(), known).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Leftover> leftover(Path file, Predicate<PredictionStream> known) throws IOException {
        if (!OWN.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean kept = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            Optional<Frame> head = lock == null ? Optional.empty() : read(channel, 0);
            if (head.isEmpty()) {
                return Optional.empty();
            }
            byte[] whose = head.get().bytes();
            PredictionStream stream = PredictionCodec.stream(new String(whose, StandardCharsets.UTF_8));
            if (!known.test(stream)) {
                return Optional.empty();
            }
            kept = true;
            return Optional.of(new Leftover(file, channel, stream, HEAD + whose.length));
        } finally {
            if (!kept) {
                try {
                    if (channel != null) {
                        channel.close();
                    }
                } finally {
                    OWN.remove(file);
                }
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Frame(int count, byte[] bytes) {
        void into(Chunk chunk) throws IOException {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            for (int i = 0; i < count; i++) {
                int length = in.getInt();
                chunk.takeAgain(bytes, in.position(), length);
                in.position(in.position() + length);
            }
        }
    }

    private static Optional<Frame> read(FileChannel from, long at) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        if (!readAll(from, at, head) || head.getInt() != MAGIC) {
            return Optional.empty();
        }
        int length = head.getInt();
        int count = head.getInt();
        if (length < 0 || length > MAX_FRAME || length > from.size() - at - HEAD) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (!readAll(from, at + HEAD, bytes) || crc(head.array(), bytes.duplicate()) != head.getInt()) {
            return Optional.empty();
        }
        return Optional.of(new Frame(count, bytes.array()));
    }

    private static boolean readAll(FileChannel from, long at, ByteBuffer into) throws IOException {
        long position = at;
        while (into.hasRemaining()) {
            int n = from.read(into, position);
            if (n < 0) {
                return false;
            }
            position += n;
        }
        into.flip();
        return true;
    }
}
