package dev.lineage.fs.internal.artifacts;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hashes what is written, in the thread of the caller, while what came before goes to the disk. A small blob stays in
 * memory until its digest is known: if the store has it, nothing is written at all. Not thread-safe.
 */
final class StagingWriter implements BlobWriter {
    /** The largest blob that is kept in memory, in bytes. */
    static final int IN_MEMORY = 256 * 1024;

    private static final int BUFFER = 512 * 1024;
    private static final byte[] EMPTY = {};

    private final Publisher publisher;
    private final Function<Staged.Content, Blob> commit;
    private final MessageDigest sha256 = Hashing.sha256();
    private final Staged file;
    private byte[] buffer = EMPTY;
    private int filled;
    private long total;
    private byte @Nullable [] spare;
    private @Nullable Future<?> appending;
    private boolean open = true;

    /**
     * A writer.
     *
     * @param commit takes the content over, also if it throws
     */
    StagingWriter(Publisher publisher, Function<Staged.Content, Blob> commit) {
        this.publisher = publisher;
        this.commit = commit;
        this.file = publisher.stage();
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int length = source.remaining();
        sha256.update(source.duplicate());
        while (source.hasRemaining()) {
            if (filled == buffer.length) {
                makeRoom(source.remaining());
            }
            int n = Math.min(source.remaining(), buffer.length - filled);
            source.get(buffer, filled, n);
            filled += n;
        }
        total += length;
        return length;
    }

    private void makeRoom(int wanted) {
        if (appending == null && filled < IN_MEMORY) {
            int size = Math.max(2 * filled, (int) Math.min(IN_MEMORY, (long) filled + wanted));
            buffer = Arrays.copyOf(buffer, Math.min(IN_MEMORY, size));
            return;
        }
        boolean done = false;
        try {
            byte[] full = buffer;
            awaitAppending();
            appending = publisher.append(file, ByteBuffer.wrap(full, 0, filled));
            buffer = spare == null ? new byte[BUFFER] : spare;
            spare = full.length == BUFFER ? full : null;
            filled = 0;
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void awaitAppending() {
        Future<?> before = appending;
        if (before != null) {
            IoThreads.await(before);
        }
    }

    @Override
    public Blob commit() {
        if (!open) {
            throw ArtifactErrors.writerUsed();
        }
        boolean handedOver = false;
        try {
            publisher.checkWritable();
            awaitAppending();
            Digest digest = Digest.ofSha256(sha256.digest());
            open = false;
            handedOver = true;
            return commit.apply(new Staged.Content(digest, total, ByteBuffer.wrap(buffer, 0, filled), file));
        } finally {
            if (!handedOver) {
                close();
            }
            buffer = EMPTY;
            spare = null;
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            awaitAppending();
        } catch (RuntimeException e) {
            // What could not be written is discarded anyway.
        } finally {
            file.discard();
            buffer = EMPTY;
            spare = null;
        }
    }
}
