package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the new chunks of one manifest into one blob, which is begun with the first of them. Not thread-safe. */
final class PackWriter implements AutoCloseable {
    static final byte[] HEADER = "lineage/pack/1\n".getBytes(StandardCharsets.US_ASCII);

    private final ArtifactStore store;
    private final BlobBatch batch;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private @Nullable BlobWriter blob;
    private long offset;
    private long chunks;

    PackWriter(ArtifactStore store, BlobBatch batch) {
        this.store = store;
        this.batch = batch;
    }

    /** Appends a chunk and returns where it begins. */
    long write(byte[] chunk, int length) {
        if (blob == null) {
            blob = batch.writer();
            append(blob, HEADER, HEADER.length);
        }
        long at = offset;
        append(blob, chunk, length);
        chunks++;
        return at;
    }

    private void append(BlobWriter target, byte[] bytes, int length) {
        if (buffer.remaining() < length) {
            drain(target, buffer.flip());
            buffer.clear();
        }
        if (buffer.remaining() < length) {
            drain(target, ByteBuffer.wrap(bytes, 0, length));
        } else {
            buffer.put(bytes, 0, length);
        }
        offset += length;
    }

    private void drain(BlobWriter target, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                target.write(bytes);
            }
        } catch (IOException e) {
            throw SnapshotErrors.unwritableStore(store.location(), e);
        }
    }

    /** Ends the pack; empty if there was nothing to write. */
    Optional<Digest> finish() {
        if (blob == null) {
            return Optional.empty();
        }
        drain(blob, buffer.flip());
        return Optional.of(blob.commit().digest());
    }

    long bytes() {
        return offset;
    }

    long chunks() {
        return chunks;
    }

    @Override
    public void close() {
        if (blob != null) {
            blob.close();
        }
    }
}
