package dev.lineage.spi;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The artifacts of a registry: blobs, each under the SHA-256 of its bytes. A blob is written once and never changed.
 *
 * <p>Each blob has the time (UTC) at which it was last needed: when it was stored, when it was stored once more, or when it
 * was {@linkplain #renew renewed}. Collecting garbage leaves what was needed lately, so that it can run beside those who
 * store: a blob that somebody was promised a moment ago is not deleted, though nothing refers to it yet.
 *
 * <p>A blob becomes visible whole, under the right name, or not at all, whatever dies when; equal bytes are stored once.
 * Implementations are thread-safe. Every method throws {@link StoreException} if the medium fails or the store is closed.
 */
public interface ArtifactStore extends AutoCloseable {
    /** How far behind the time of a blob may be: renewing one that was renewed this short a time ago may do nothing. */
    Duration RENEWAL = Duration.ofHours(1);

    /** Where the store is, for people and messages; no secrets. */
    String location();

    /**
     * Begins a blob. Nothing is visible until {@link BlobWriter#commit()}; a writer that is closed without it leaves
     * nothing behind.
     */
    BlobWriter writer();

    /** Begins a batch, which is cheaper than single writers for many blobs. */
    BlobBatch batch();

    /** The size in bytes of a blob, if the store has it. Does not read the bytes. */
    OptionalLong size(Digest digest);

    /**
     * Opens a blob for reading. The bytes are <em>not</em> verified: the caller checks what it reads, or calls
     * {@link #verify} first.
     *
     * @throws NotFoundException if the store does not have it
     */
    SeekableByteChannel open(Digest digest);

    /**
     * Reads the whole blob and compares.
     *
     * @throws NotFoundException if the store does not have it
     * @throws IntegrityException if its bytes do not have this digest
     */
    void verify(Digest digest);

    /**
     * The verified file that holds a blob, where the store keeps blobs as local files. It must not be changed. The cost
     * of verification is paid again only when the file's size, times or identity changed since it was last paid by this
     * store.
     *
     * @return the file, or empty if this store has no local files
     * @throws NotFoundException if the store does not have the blob
     * @throws IntegrityException if its bytes do not have this digest
     */
    Optional<Path> file(Digest digest);

    /**
     * Writes a verified copy of a blob to {@code target}, which must not exist. The copy is the caller's: changing it
     * cannot change the stored blob. If verification fails, {@code target} is removed again.
     *
     * @throws NotFoundException if the store does not have the blob
     * @throws IntegrityException if its bytes do not have this digest
     * @throws IOException if {@code target} exists or cannot be written
     */
    void copyTo(Digest digest, Path target) throws IOException;

    /**
     * Reads every blob and reports the broken ones.
     *
     * @param problems called for each problem, in no particular order, by the calling thread
     * @return how many blobs were read
     */
    long verifyAll(Consumer<Problem> problems);

    /**
     * Says that a blob is needed now, as storing it once more would.
     *
     * @return whether the blob is there and its time is renewed, but for {@link #RENEWAL}; if not, store it again
     */
    boolean renew(Digest digest);

    /**
     * Names every blob, in no particular order. One that is stored or deleted meanwhile is named or not.
     *
     * @param visitor called by the calling thread
     */
    void forEach(Consumer<Stored> visitor);

    /**
     * Deletes a blob that was not needed at {@code since} or later. Who stores or renews it at the same time has it
     * afterwards, whoever comes first.
     *
     * @return whether it was deleted
     */
    boolean delete(Digest digest, Instant since);

    /** Releases what the store holds. Idempotent. */
    @Override
    void close();

    /** Stores the bytes of {@code in}, which is read to its end and not closed. */
    default Blob put(InputStream in) throws IOException {
        try (BlobWriter writer = writer()) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                writer.write(ByteBuffer.wrap(buffer, 0, n));
            }
            return writer.commit();
        }
    }

    /**
     * A blob that is there.
     *
     * @param digest the SHA-256 that its bytes should have
     * @param bytes its size, in bytes
     * @param needed when it was last needed
     */
    record Stored(Digest digest, long bytes, Instant needed) {}

    /**
     * A blob that was stored.
     *
     * @param digest the SHA-256 of its bytes
     * @param bytes its size, in bytes
     * @param isNew whether the store did not have it before; best effort when equal blobs are written at once
     */
    record Blob(Digest digest, long bytes, boolean isNew) {}

    /**
     * Writes many blobs. A blob of a batch is visible and durable at the latest when {@link #flush()} returns, and never
     * before its bytes are durable. Closing without a flush leaves no temporary files; blobs that were already visible
     * stay. Thread-safe; its writers are not.
     */
    interface BlobBatch extends AutoCloseable {
        /** Begins a blob of this batch. {@link BlobWriter#commit()} fixes its content and digest. */
        BlobWriter writer();

        /**
         * Makes every committed blob durable and visible.
         *
         * @throws StoreException if the medium failed; some blobs may be visible, each of them whole
         */
        void flush();

        /** Discards what was not flushed. Idempotent. */
        @Override
        void close();
    }

    /** Writes one blob. Not thread-safe. */
    interface BlobWriter extends WritableByteChannel {
        /**
         * Makes the blob durable and visible; for a writer of a {@link BlobBatch}, the batch's flush does that. Single-use.
         *
         * @throws StoreException if the medium failed; the blob is not acknowledged, though a whole one may be visible
         * @throws IllegalStateException if the writer was committed or closed
         */
        Blob commit();

        /** Discards what was not committed. Idempotent. */
        @Override
        void close();
    }
}
