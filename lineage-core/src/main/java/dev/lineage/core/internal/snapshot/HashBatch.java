package dev.lineage.core.internal.snapshot;

import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive files of a tree. Those whose digests are not known are read by whoever does this work. Filled by one
 * thread, then worked on by one, then emptied by the first.
 */
final class HashBatch extends Work {
    static final int FILES = 64;
    private static final long READ_BYTES = 1024 * 1024;

    private final PinContext context;
    private final ConcurrentLinkedQueue<FileReader> readers;
    private final ArtifactStore store;
    private final @Nullable BlobBatch blobs;
    private final Bytes paths = new Bytes(FILES * 32);
    private final int[] ends = new int[FILES];
    private final int[] names = new int[FILES];
    private final Path[] directories = new Path[FILES];
    private final long[] sizes = new long[FILES];
    private final long[] changes = new long[FILES];
    private final long[] keys = new long[FILES];
    private final boolean[] known = new boolean[FILES];
    private final byte[] digests = new byte[FILES * 32];
    private int count;
    private int toRead;
    private long bytesToRead;

    /**
     * An empty batch.
     *
     * @param readers readers that are free
     * @param store where contents are stored
     * @param blobs the batch of the store that contents are written to; null if they are not
     */
    HashBatch(
            PinContext context,
            ConcurrentLinkedQueue<FileReader> readers,
            ArtifactStore store,
            @Nullable BlobBatch blobs) {
        this.context = context;
        this.readers = readers;
        this.store = store;
        this.blobs = blobs;
    }

    /** Adds the file that the walk is at, with its digest if that is known. */
    void add(TreeWalk file, byte @Nullable [] digest, int digestAt) {
        paths.put(file.path(), 0, file.pathLength());
        ends[count] = paths.length();
        names[count] = file.nameAt();
        directories[count] = file.directory();
        sizes[count] = file.size();
        changes[count] = file.changed();
        keys[count] = file.key();
        if (digest != null) {
            System.arraycopy(digest, digestAt, digests, count * 32, 32);
            known[count] = true;
        }
        // With a store it has to be asked whether it has the bytes.
        if (digest == null || blobs != null) {
            toRead++;
            bytesToRead += file.size();
        }
        count++;
    }

    boolean isFull() {
        return count == FILES || bytesToRead >= READ_BYTES;
    }

    @Override
    boolean isLong() {
        return bytesToRead > 4 * READ_BYTES;
    }

    boolean needsWork() {
        return toRead > 0;
    }

    int count() {
        return count;
    }

    @Override
    void work() throws InterruptedException {
        FileReader reader = readers.poll();
        if (reader == null) {
            reader = new FileReader(context, store.location());
        }
        for (int i = 0; i < count; i++) {
            context.checkStopped();
            work(i, reader);
        }
        readers.add(reader);
    }

    private void work(int i, FileReader reader) throws InterruptedException {
        if (known[i] && blobs == null) {
            return;
        }
        if (known[i] && store.renew(Manifests.digest(digests, i * 32))) {
            context.read(sizes[i]);
            return;
        }
        int nameAt = start(i) + names[i];
        Path file = directories[i].resolve(Paths.text(paths.array(), nameAt, ends[i] - nameAt));
        if (blobs == null) {
            reader.hash(file, sizes[i], changes[i], keys[i], digests, i * 32);
        } else {
            byte[] digest =
                    reader.store(file, sizes[i], changes[i], keys[i], blobs).toBytes();
            System.arraycopy(digest, 0, digests, i * 32, 32);
        }
    }

    /** Hands the files on, in order. */
    void emit(TreeSink sink) {
        for (int i = 0; i < count; i++) {
            sink.add(paths.array(), start(i), ends[i] - start(i), sizes[i], changes[i], keys[i], digests, i * 32);
        }
    }

    private int start(int i) {
        return i == 0 ? 0 : ends[i - 1];
    }
}
