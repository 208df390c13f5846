package dev.lineage.fs.internal.predictions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Reads parts of a file. Not thread-safe. */
final class Reader implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private Reader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Reader open(Path file) throws IOException {
        return new Reader(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    Path file() {
        return file;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** As many bytes as there are from {@code position} on, {@code length} at the most. */
    ByteBuffer read(long position, int length) throws IOException {
        int there = (int) Math.max(0, Math.min(length, channel.size() - position));
        ByteBuffer bytes = ByteBuffer.allocate(there);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            // A read may give less than was asked for.
        }
        return bytes.flip();
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
