package dev.lineage.core.internal.snapshot;

import dev.lineage.core.internal.snapshot.BytesReader.MalformedException;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stat cache of one tree in path order. Whatever is damaged ends the cache: what would have followed is not
 * known. Not thread-safe.
 */
final class StatCacheReader implements AutoCloseable {
    private static final int MAX_BLOCK = 128 * 1024;

    private final FileChannel file;
    private final boolean shared;
    private long position;
    private long generation;
    private int blocks;
    private byte[] block = new byte[StatCacheWriter.BLOCK];
    private @Nullable BytesReader in;
    private byte[] path = new byte[256];
    private int pathLength;
    private boolean atRecord;
    private SnapshotPin.@Nullable Content pin;
    private long size;
    private long changed;
    private long key;
    private int digestAt;

    private StatCacheReader(FileChannel file, boolean shared) {
        this.file = file;
        this.shared = shared;
        try {
            byte[] head = new byte[StatCacheWriter.HEADER.length + 8];
            readAt(head, head.length);
            int length = StatCacheWriter.HEADER.length;
            if (Arrays.equals(head, 0, length, StatCacheWriter.HEADER, 0, length)) {
                generation = new BytesReader(head, length, 8).fixedLong();
                next();
            }
        } catch (IOException | MalformedException e) {
            atRecord = false;
        }
    }

    /** The cache in {@code target}, if there is one. */
    static Optional<StatCacheReader> open(Path target) {
        try {
            return Optional.of(new StatCacheReader(FileChannel.open(target, StandardOpenOption.READ), false));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Another reader of the same cache, at its beginning. */
    StatCacheReader again() {
        return new StatCacheReader(file, true);
    }

    /** Whether there is a current record. */
    boolean atRecord() {
        return atRecord;
    }

    /** The pin of the whole tree, once the end has been reached and everything before it was sound. */
    Optional<SnapshotPin.Content> pin() {
        return Optional.ofNullable(pin);
    }

    /** Goes on to the next record, if there is one. */
    void next() {
        try {
            if (in == null || in.remaining() == 0) {
                readBlock();
            } else {
                readRecord(in);
            }
        } catch (IOException | MalformedException e) {
            atRecord = false;
        }
    }

    private void readBlock() throws IOException, MalformedException {
        atRecord = false;
        byte[] head = new byte[8];
        readAt(head, head.length);
        BytesReader fields = new BytesReader(head, 0, head.length);
        int length = fields.fixedInt();
        int checksum = fields.fixedInt();
        if (length < 1 || length > MAX_BLOCK) {
            throw new MalformedException("a block has " + length + " bytes");
        }
        if (block.length < length) {
            block = new byte[length];
        }
        readAt(block, length);
        if (checksum != StatCacheWriter.checksum(generation, blocks++, block, 0, length)) {
            throw new MalformedException("a checksum is wrong");
        }
        BytesReader content = new BytesReader(block, 0, length);
        int kind = content.unsignedByte();
        if (kind == StatCacheWriter.END) {
            int at = content.skip(32);
            Digest digest = Digest.ofSha256(Arrays.copyOfRange(block, at, at + 32));
            pin = new SnapshotPin.Content(SnapshotPin.Kind.TREE, digest, content.varint(), content.varint());
        } else if (kind == StatCacheWriter.RECORDS) {
            in = content;
            pathLength = 0;
            readRecord(content);
        }
    }

    private void readRecord(BytesReader fields) throws MalformedException {
        int sharedBytes = fields.varint(pathLength);
        int rest = fields.varint(Paths.MAX_BYTES - sharedBytes);
        int at = fields.skip(rest);
        if (path.length < sharedBytes + rest) {
            path = Arrays.copyOf(path, (sharedBytes + rest) * 2);
        }
        System.arraycopy(block, at, path, sharedBytes, rest);
        pathLength = sharedBytes + rest;
        size = fields.varint();
        changed = fields.fixedLong();
        key = fields.fixedLong();
        digestAt = fields.skip(32);
        atRecord = true;
    }

    private void readAt(byte[] target, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
        while (buffer.hasRemaining()) {
            int n = file.read(buffer, position);
            if (n < 0) {
                throw new IOException("the cache ends too early");
            }
            position += n;
        }
    }

    /** Compares the current record's path with another. */
    int comparePath(byte[] other, int length) {
        return Bytes.compare(path, 0, pathLength, other, 0, length);
    }

    /** Whether the current record says what was seen. */
    boolean saw(long seenSize, long seenChange, long seenKey) {
        return size == seenSize && changed == seenChange && key == seenKey;
    }

    /** Goes on to the record of a path, which must be greater than those before, and says whether it says the same. */
    boolean find(byte[] wanted, int length, long seenSize, long seenChange, long seenKey) {
        while (atRecord) {
            int order = comparePath(wanted, length);
            if (order >= 0) {
                return order == 0 && saw(seenSize, seenChange, seenKey);
            }
            next();
        }
        return false;
    }

    /** The array that holds the current record's digest. */
    byte[] digests() {
        return block;
    }

    int digestAt() {
        return digestAt;
    }

    /** Hands the current record on. */
    void emit(TreeSink sink) {
        sink.add(path, 0, pathLength, size, changed, key, block, digestAt);
    }

    @Override
    public void close() {
        if (shared) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
