package dev.lineage.fs.internal.artifacts;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Publishes in the background what is committed, while the caller prepares the next blob; the directories are flushed
 * once, at the end. Not many blobs wait at any moment, so nothing grows with the size of a batch. Thread-safe.
 */
final class PublishingBatch implements BlobBatch {
    private final Publisher publisher;
    /** What is on its way. */
    private final Map<Digest, Future<?>> pending = new ConcurrentHashMap<>();

    private final Object lock = new Object();
    /** Where names are that may not be durable yet; guarded by the lock. */
    private BitSet shards = new BitSet(BlobPaths.SHARDS);

    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    PublishingBatch(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public BlobWriter writer() {
        check();
        return new StagingWriter(publisher, this::commit);
    }

    private void check() {
        if (closed) {
            throw ArtifactErrors.batchClosed();
        }
        publisher.checkWritable();
        Throwable earlier = failure;
        if (earlier != null) {
            throw publisher.failedBatch(earlier);
        }
    }

    private Blob commit(Staged.Content content) {
        boolean taken = false;
        try {
            check();
            FutureTask<?> task = new FutureTask<>(() -> publish(content), null);
            boolean isNew = pending.putIfAbsent(content.digest(), task) == null;
            if (isNew) {
                isNew = !isThere(content, task);
                if (isNew) {
                    taken = true;
                    start(content, task);
                }
            }
            return new Blob(content.digest(), content.bytes(), isNew);
        } finally {
            if (!taken) {
                content.discard();
            }
        }
    }

    /** Asked after the claim: what another writer of this batch published in between is there now. */
    private boolean isThere(Staged.Content content, FutureTask<?> task) {
        boolean needed = false;
        try {
            boolean there = publisher.has(content.digest(), content.bytes());
            if (there) {
                mark(content.digest());
            }
            needed = !there;
            return there;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            if (!needed) {
                end(content.digest(), task);
            }
        }
    }

    private void start(Staged.Content content, FutureTask<?> task) {
        boolean started = false;
        try {
            publisher.start(task, content);
            started = true;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            if (!started) {
                end(content.digest(), task);
            }
        }
    }

    private void end(Digest digest, FutureTask<?> task) {
        task.cancel(false);
        pending.remove(digest, task);
    }

    private void mark(Digest digest) {
        synchronized (lock) {
            shards.set(BlobPaths.shardOf(digest));
        }
    }

    private void publish(Staged.Content content) {
        try {
            if (closed || failure != null) {
                content.discard();
                return;
            }
            publisher.publish(content);
            mark(content.digest());
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            pending.remove(content.digest());
        }
    }

    @Override
    public void flush() {
        check();
        settle();
        check();
        BitSet dirty;
        synchronized (lock) {
            dirty = shards;
            shards = new BitSet(BlobPaths.SHARDS);
        }
        boolean done = dirty.isEmpty();
        try {
            if (!done) {
                publisher.sync(dirty);
                done = true;
            }
        } finally {
            if (!done) {
                synchronized (lock) {
                    shards.or(dirty);
                }
            }
        }
    }

    /** Waits for what was committed until now. How it ended is in {@link #failure}. */
    private void settle() {
        for (Future<?> task : List.copyOf(pending.values())) {
            try {
                IoThreads.await(task);
            } catch (RuntimeException e) {
                // Kept by the task itself.
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        settle();
    }
}
