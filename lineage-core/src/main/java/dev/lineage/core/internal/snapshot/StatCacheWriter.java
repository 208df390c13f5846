package dev.lineage.core.internal.snapshot;

import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Writes the stat cache of one tree beside the old one and puts it in its place at the end. A cache that cannot be
 * written is given up, without an error. Not thread-safe.
 */
final class StatCacheWriter implements AutoCloseable {
    static final byte[] HEADER = "lineage/stat/1\n".getBytes(StandardCharsets.US_ASCII);
    static final int BLOCK = 64 * 1024;
    static final int RECORDS = 'R';
    static final int END = 'E';

    private final Path target;
    private final FileClock clock;
    private final long generation = new SplittableRandom().nextLong();
    private final Bytes block = new Bytes(BLOCK + 8 * 1024);
    private byte[] last = new byte[256];
    private int lastLength;
    private int blocks;
    private boolean working;
    private Optional<FileChannel> file = Optional.empty();
    private Path temporary;

    StatCacheWriter(Path target, FileClock clock) {
        this.target = target;
        this.clock = clock;
        this.temporary = target;
        try {
            Path directory = Objects.requireNonNull(target.getParent());
            Files.createDirectories(directory);
            temporary = Temporary.file(directory, "stat");
            FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
            file = Optional.of(channel);
            Bytes head = new Bytes(32);
            head.put(HEADER, 0, HEADER.length);
            head.putLong(generation);
            write(head.array(), head.length());
            working = true;
        } catch (IOException e) {
            giveUp();
        }
    }

    void add(byte[] path, int offset, int length, long size, long changed, long key, byte[] digest, int digestOffset) {
        // A stamp of another clock may come again when this clock gets there.
        if (!working || !clock.isPast(changed)) {
            return;
        }
        if (block.length() == 0) {
            block.putByte(RECORDS);
            lastLength = 0;
        }
        int shared = Bytes.sharedPrefix(last, 0, lastLength, path, offset, length);
        block.putVarint(shared);
        block.putVarint(length - shared);
        block.put(path, offset + shared, length - shared);
        block.putVarint(size);
        block.putLong(changed);
        block.putLong(key);
        block.put(digest, digestOffset, 32);
        if (last.length < length) {
            last = new byte[length * 2];
        }
        System.arraycopy(path, offset, last, 0, length);
        lastLength = length;
        if (block.length() >= BLOCK - 1024) {
            writeBlock();
        }
    }

    private void writeBlock() {
        Bytes head = new Bytes(8);
        head.putInt(block.length());
        head.putInt(checksum(generation, blocks++, block.array(), 0, block.length()));
        try {
            write(head.array(), head.length());
            write(block.array(), block.length());
        } catch (IOException e) {
            giveUp();
        }
        block.truncate(0);
    }

    /** The checksum binds a block to its file and place, so that blocks of different files never pass as one cache. */
    static int checksum(long generation, int index, byte[] bytes, int offset, int length) {
        Bytes seed = new Bytes(12);
        seed.putLong(generation);
        seed.putInt(index);
        CRC32C crc = new CRC32C();
        crc.update(seed.array(), 0, seed.length());
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private void write(byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.orElseThrow().write(buffer);
        }
    }

    /** Ends the cache of this tree and replaces the one before. */
    void finish(SnapshotPin.Content pin) {
        if (working && block.length() > 0) {
            writeBlock();
        }
        if (!working) {
            return;
        }
        block.putByte(END);
        block.put(pin.digest().toBytes(), 0, 32);
        block.putVarint(pin.files());
        block.putVarint(pin.bytes());
        writeBlock();
        if (!working) {
            return;
        }
        try {
            file.orElseThrow().close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            working = false;
        } catch (IOException e) {
            giveUp();
        }
    }

    private void giveUp() {
        working = false;
        try {
            if (file.isPresent()) {
                file.get().close();
            }
            if (!temporary.equals(target)) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // A file that is left in the cache may be deleted at any time.
        }
    }

    @Override
    public void close() {
        if (working) {
            giveUp();
        }
    }
}
