package dev.lineage.fs.internal.artifacts;

import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes staged contents durable, then visible. Thread-safe. */
final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    /** How many blobs may wait for the disk; each holds a channel or {@link StagingWriter#IN_MEMORY} bytes. */
    private static final int MAX_WAITING = 64;

    private final BlobPaths paths;
    private final Disk disk;
    private final TemporaryFiles temporary;
    private final Directories directories;
    private final Durability durability;
    private final Needs needs;
    private final IoThreads threads = new IoThreads();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private volatile boolean closed;

    Publisher(BlobPaths paths, Disk disk, StampClock clock, Needs needs) {
        this.paths = paths;
        this.disk = disk;
        this.needs = needs;
        this.temporary = new TemporaryFiles(paths.temporary(), disk, clock);
        this.directories = new Directories(paths, disk, temporary);
        this.durability = new Durability(paths.root(), disk);
    }

    void checkWritable() {
        if (closed) {
            throw ArtifactErrors.closed(paths.root());
        }
        durability.check();
    }

    /** A place for a new content, where nothing is yet. */
    Staged stage() {
        checkWritable();
        return new Staged(disk, temporary.name());
    }

    /** Begins to append to a staged content; the bytes must not be changed before this is done. */
    Future<?> append(Staged staged, ByteBuffer bytes) {
        try {
            return threads.append(() -> {
                try {
                    directories.prepare();
                    staged.append(bytes);
                } catch (IOException e) {
                    throw ArtifactErrors.unwritable(paths.root(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw ArtifactErrors.closed(paths.root());
        }
    }

    /** Stores one blob and waits until it is durable and visible. */
    Blob store(Staged.Content content) {
        boolean[] isNew = {false};
        FutureTask<?> task = new FutureTask<>(
                () -> {
                    isNew[0] = publish(content);
                    BitSet shard = new BitSet(BlobPaths.SHARDS);
                    shard.set(BlobPaths.shardOf(content.digest()));
                    syncNow(shard);
                },
                null);
        start(task, content);
        IoThreads.await(task);
        return new Blob(content.digest(), content.bytes(), isNew[0]);
    }

    /** Runs a task that publishes {@code content}, as soon as not too many wait. */
    void start(FutureTask<?> task, Staged.Content content) {
        waiting.acquireUninterruptibly();
        try {
            threads.publish(() -> {
                try {
                    task.run();
                } finally {
                    waiting.release();
                }
            });
        } catch (RejectedExecutionException e) {
            waiting.release();
            task.cancel(false);
            content.discard();
            throw ArtifactErrors.closed(paths.root());
        }
    }

    /** Makes the names in these shards durable. */
    void sync(BitSet shards) {
        FutureTask<?> task = new FutureTask<>(() -> syncNow(shards), null);
        try {
            threads.publish(task);
        } catch (RejectedExecutionException e) {
            throw ArtifactErrors.closed(paths.root());
        }
        IoThreads.await(task);
    }

    private void syncNow(BitSet shards) {
        checkWritable();
        try {
            directories.sync(shards, durability);
        } catch (IOException e) {
            throw ArtifactErrors.unwritable(paths.root(), e);
        }
    }

    /** Whether the store has this content, which is renewed. Its bytes are durable then, its name perhaps not yet. */
    boolean has(Digest digest, long bytes) {
        try {
            return isThere(paths.file(digest), bytes);
        } catch (IOException e) {
            throw ArtifactErrors.unwritable(paths.root(), e);
        }
    }

    /** Publishes; for the threads that write. The caller makes the shard durable afterwards. */
    boolean publish(Staged.Content content) {
        Path blob = paths.file(content.digest());
        try {
            checkWritable();
            if (isThere(blob, content.bytes())) {
                return false;
            }
            directories.prepare();
            Staged file = content.file();
            if (content.rest().hasRemaining() || !file.isOnDisk()) {
                file.append(content.rest());
            }
            durability.force(file.output());
            directories.make(BlobPaths.shardOf(content.digest()));
            return name(file, blob, content.bytes());
        } catch (IOException e) {
            throw ArtifactErrors.unwritable(paths.root(), e);
        } finally {
            content.discard();
        }
    }

    /** A link, not a rename: of two that publish at once, the second does not replace the file of the first. */
    private boolean name(Staged file, Path blob, long bytes) throws IOException {
        try {
            file.linkTo(blob);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (isThere(blob, bytes)) {
                return false;
            }
            LOG.warn(
                    "{} is not a file of {} bytes of this user and is replaced by the blob that it should be",
                    blob,
                    bytes);
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("{} is renamed, because it cannot be linked", blob, e);
        }
        return rename(file, blob, bytes);
    }

    private boolean rename(Staged file, Path blob, long bytes) throws IOException {
        try {
            file.moveTo(blob);
            return true;
        } catch (IOException e) {
            // Somebody who was faster may be reading it: some systems do not replace a file then.
            if (isThere(blob, bytes)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Whether a whole blob has the name, and renews it. What else has it was not left by a crash, because nothing gets the
     * name before it is durable; it was damaged, and is replaced. So is a blob whose time cannot be renewed.
     */
    private boolean isThere(Path blob, long bytes) throws IOException {
        FileState state;
        try {
            state = FileState.of(blob);
        } catch (NoSuchFileException e) {
            return false;
        }
        return state.isFile() && state.size() == bytes && needs.renew(blob, state);
    }

    StoreException failedBatch(Throwable failure) {
        return ArtifactErrors.batchFailed(paths.root(), failure);
    }

    @Override
    public void close() {
        closed = true;
        threads.close();
    }
}
