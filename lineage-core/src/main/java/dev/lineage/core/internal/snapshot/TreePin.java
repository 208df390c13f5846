package dev.lineage.core.internal.snapshot;

import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Pins one tree as it was at the moment when the walk began. One thread walks and puts results together in order; the
 * workers list directories and read files.
 *
 * <p>As long as every file is as the stat cache remembers it, nothing but the comparison is done: the cache knows the
 * digest of the whole. With the first difference, what was passed over is brought up from the cache. Not thread-safe;
 * single-use.
 */
final class TreePin implements AutoCloseable {
    private static final int BATCHES = 128;

    private final PinContext context;
    private final PinRequest request;
    private final ArtifactStore store;
    private final Optional<Path> cacheFile;
    private final @Nullable BlobBatch blobs;
    private final ConcurrentLinkedQueue<FileReader> readers = new ConcurrentLinkedQueue<>();
    private final Deque<HashBatch> batches = new ArrayDeque<>();
    private final @Nullable StatCacheReader cache;
    private @Nullable TreeSink sink;
    private long matched;
    private @Nullable HashBatch filling;
    private @Nullable HashBatch held;

    TreePin(PinContext context, PinRequest request, ArtifactStore store, Optional<Path> cacheFile) {
        this.context = context;
        this.request = request;
        this.store = store;
        this.cacheFile = cacheFile;
        this.blobs = request.storeManifest() || request.storeData() ? store.batch() : null;
        this.cache = request.useStatCache()
                ? cacheFile.flatMap(StatCacheReader::open).orElse(null)
                : null;
    }

    /**
     * Pins the tree.
     *
     * @throws TooFreshException if something changed so shortly before that it is not certain whether it was before
     */
    Pinned run() {
        long origin = context.clock().now();
        try (TreeWalk walk = new TreeWalk(context, context.root(), rootKey(), origin)) {
            if (cache == null || request.storeData()) {
                begin();
            }
            while (walk.next()) {
                context.found(walk.size());
                if (sink != null || !matches(walk)) {
                    add(walk);
                }
            }
        } catch (RuntimeException | Error e) {
            context.stop();
            throw e;
        }
        return finish();
    }

    private long rootKey() {
        FileStat stat = FileStat.of(context.root());
        try {
            stat.read(context.root());
        } catch (IOException e) {
            throw PinContext.unreadable(context.root(), e);
        }
        return stat.key;
    }

    /** Whether the file is the next one of the cache, unchanged, and so were all before. */
    private boolean matches(TreeWalk file) {
        StatCacheReader known = Objects.requireNonNull(cache);
        if (!known.atRecord()
                || known.comparePath(file.path(), file.pathLength()) != 0
                || !known.saw(file.size(), file.changed(), file.key())) {
            begin();
            return false;
        }
        known.next();
        matched++;
        context.done(1);
        context.doneWithoutReading(file.size());
        return true;
    }

    /** Begins to put the result together, with the files that were passed over so far. */
    private TreeSink begin() {
        ManifestBuilder manifest = request.storeManifest()
                ? new ManifestBuilder(store, Objects.requireNonNull(blobs), request.base())
                : null;
        StatCacheWriter writer = cacheFile
                .map(file -> new StatCacheWriter(file, context.clock()))
                .orElse(null);
        TreeSink begun = new TreeSink(manifest, writer);
        sink = begun;
        if (matched > 0) {
            replay(begun, Objects.requireNonNull(cache).again());
        }
        return begun;
    }

    private void replay(TreeSink target, StatCacheReader known) {
        for (long i = 0; i < matched; i++) {
            if (!known.atRecord()) {
                // The cache was sound when it was read a moment ago.
                throw new IllegalStateException("The stat cache changed while it was read");
            }
            known.emit(target);
            known.next();
            context.tick();
        }
    }

    private void add(TreeWalk file) {
        if (filling == null) {
            filling = new HashBatch(context, readers, store, request.storeData() ? blobs : null);
        }
        HashBatch batch = filling;
        StatCacheReader known = cache;
        if (known == null || !known.find(file.path(), file.pathLength(), file.size(), file.changed(), file.key())) {
            batch.add(file, null, 0);
        } else {
            batch.add(file, known.digests(), known.digestAt());
            if (!request.storeData()) {
                context.doneWithoutReading(file.size());
            }
        }
        if (batch.isFull()) {
            seal(batch);
        }
    }

    /** Hands a batch to the workers. The latest is held back: if it stays the last, nobody needs to be woken for it. */
    private void seal(HashBatch batch) {
        filling = null;
        if (held != null) {
            context.submit(held);
            held = null;
        }
        batches.add(batch);
        if (batch.isLong()) {
            context.submit(batch);
        } else if (batch.needsWork()) {
            held = batch;
        } else {
            batch.abandon();
        }
        while (!batches.isEmpty()
                && (batches.size() > BATCHES || batches.element().isDone())) {
            take();
        }
    }

    private void take() {
        HashBatch batch = batches.element();
        context.await(batch);
        batches.remove();
        batch.emit(Objects.requireNonNull(sink));
        context.done(batch.count());
    }

    private Pinned finish() {
        if (filling != null) {
            seal(filling);
        }
        while (!batches.isEmpty()) {
            take();
        }
        Optional<Pinned> unchanged = sink == null ? unchanged() : Optional.empty();
        Pinned pinned = unchanged.isPresent() ? unchanged.get() : (sink == null ? begin() : sink).finish();
        context.finish();
        if (blobs != null) {
            blobs.flush();
        }
        return pinned;
    }

    /** What was pinned the last time, if the tree is still the same and its manifest is not wanted or is there. */
    private Optional<Pinned> unchanged() {
        StatCacheReader known = Objects.requireNonNull(cache);
        Optional<SnapshotPin.Content> pin = known.pin().filter(all -> all.files() == matched);
        if (pin.isEmpty() || !request.storeManifest()) {
            return pin.map(same -> new Pinned(same, Optional.empty()));
        }
        return pin.filter(this::isBase).map(same -> new Pinned(same, request.base()));
    }

    private boolean isBase(SnapshotPin.Content pin) {
        return request.base().isPresent()
                && Manifests.pin(store, request.base().get()).map(pin::equals).orElse(false);
    }

    @Override
    public void close() {
        context.stop();
        batches.forEach(PinContext::settle);
        if (sink != null) {
            sink.close();
        }
        if (cache != null) {
            cache.close();
        }
        if (blobs != null) {
            blobs.close();
        }
    }
}
