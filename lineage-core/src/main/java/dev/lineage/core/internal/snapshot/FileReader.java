package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;

/**
 * Reads files for their digest, or into the store, and proves that they did not change meanwhile: the file is read only
 * after the clock has passed its last change, so any change from then on gives it another stamp, and the stamp after
 * reading is the one before. Not thread-safe.
 */
final class FileReader {
    private static final int BUFFER = 256 * 1024;
    private static final long LARGE = 16 * 1024 * 1024;
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final PinContext context;
    private final String location;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final MessageDigest sha256 = Hashing.sha256();
    private final FileStat stat;

    /**
     * A reader.
     *
     * @param location where the store is, for messages
     */
    FileReader(PinContext context, String location) {
        this.context = context;
        this.location = location;
        this.stat = FileStat.of(context.root());
    }

    /** Where the bytes go. */
    @FunctionalInterface
    private interface Sink {
        void accept(ByteBuffer bytes) throws IOException;
    }

    /** Writes the SHA-256 of a file that was seen with this size, change time and key to {@code digest}. */
    void hash(Path file, long size, long changed, long key, byte[] digest, int offset) throws InterruptedException {
        sha256.reset();
        read(file, size, changed, key, bytes -> sha256.update(bytes));
        Hashing.finish(sha256, digest, offset);
    }

    /** Copies such a file into the batch and returns the digest of what was copied. */
    Digest store(Path file, long size, long changed, long key, BlobBatch batch) throws InterruptedException {
        try (BlobWriter blob = batch.writer()) {
            read(file, size, changed, key, bytes -> {
                while (bytes.hasRemaining()) {
                    blob.write(bytes);
                }
            });
            return blob.commit().digest();
        }
    }

    private void read(Path file, long size, long changed, long key, Sink sink) throws InterruptedException {
        context.clock().awaitPast(changed);
        context.opening();
        try (FileChannel channel = FileChannel.open(file, OPTIONS)) {
            long total = size < LARGE ? readHere(channel, size, sink) : readAhead(channel, size, sink);
            if (total != size || !stat.isStill(file, size, changed, key)) {
                throw SnapshotErrors.changed(file);
            }
        } catch (IOException e) {
            throw PinContext.unreadable(file, e);
        }
    }

    private long readHere(FileChannel channel, long size, Sink sink) throws IOException {
        long total = 0;
        while (true) {
            buffer.clear();
            int n = channel.read(buffer);
            if (n > 0) {
                total += n;
                feed(sink, buffer.flip());
            }
            // A short read of a regular file is its end; whether it is the whole file is decided by its size.
            if (n < buffer.capacity() || total > size) {
                return total;
            }
        }
    }

    /** Reading costs a tenth of hashing: for a large file another thread does it. */
    private long readAhead(FileChannel channel, long size, Sink sink) throws IOException, InterruptedException {
        long total = 0;
        try (ReadAhead ahead = new ReadAhead(channel)) {
            for (ByteBuffer next = ahead.next(); next.hasRemaining() && total <= size; next = ahead.next()) {
                total += next.remaining();
                feed(sink, next);
                ahead.release(next);
            }
        }
        return total;
    }

    private void feed(Sink sink, ByteBuffer bytes) {
        context.read(bytes.remaining());
        try {
            sink.accept(bytes);
        } catch (IOException e) {
            throw SnapshotErrors.unwritableStore(location, e);
        }
    }
}
