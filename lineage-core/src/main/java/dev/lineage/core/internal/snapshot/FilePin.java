package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import java.util.Optional;

/** Pins one regular file. Single-use. */
final class FilePin {
    private static final long LONG = 4 * 1024 * 1024;

    private final PinContext context;
    private final PinRequest request;
    private final ArtifactStore store;
    private final Optional<FileCache> cache;

    FilePin(PinContext context, PinRequest request, ArtifactStore store, Optional<FileCache> cache) {
        this.context = context;
        this.request = request;
        this.store = store;
        this.cache = cache;
    }

    /** The pin of the file that was seen as {@code stat} says. */
    Pinned run(FileStat stat) {
        context.found(stat.size);
        Optional<Digest> known =
                request.useStatCache() ? cache.flatMap(files -> files.find(context.root(), stat)) : Optional.empty();
        Digest digest;
        if (known.isPresent() && (!request.storeData() || store.renew(known.get()))) {
            digest = known.get();
            context.doneWithoutReading(stat.size);
        } else {
            digest = read(stat);
            if (context.clock().isPast(stat.changed)) {
                cache.ifPresent(files -> files.put(context.root(), stat, digest));
            }
        }
        context.done(1);
        context.finish();
        return new Pinned(new SnapshotPin.Content(SnapshotPin.Kind.FILE, digest, 1, stat.size), Optional.empty());
    }

    private Digest read(FileStat stat) {
        byte[] digest = new byte[Digest.BYTES];
        Work work = new Work() {
            @Override
            boolean isLong() {
                return stat.size > LONG;
            }

            @Override
            void work() throws InterruptedException {
                FileReader reader = new FileReader(context, store.location());
                if (!request.storeData()) {
                    reader.hash(context.root(), stat.size, stat.changed, stat.key, digest, 0);
                    return;
                }
                try (BlobBatch blobs = store.batch()) {
                    Digest stored = reader.store(context.root(), stat.size, stat.changed, stat.key, blobs);
                    System.arraycopy(stored.toBytes(), 0, digest, 0, Digest.BYTES);
                    context.checkStopped();
                    blobs.flush();
                }
            }
        };
        if (work.isLong()) {
            context.submit(work);
        }
        try {
            context.await(work);
        } catch (RuntimeException | Error e) {
            context.stop();
            PinContext.settle(work);
            throw e;
        }
        return Digest.ofSha256(digest);
    }
}
