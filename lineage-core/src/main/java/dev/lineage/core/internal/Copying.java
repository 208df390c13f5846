package dev.lineage.core.internal;

import dev.lineage.CopyChange;
import dev.lineage.StoreException;
import dev.lineage.core.internal.tree.Frontier;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry that is to be copied. Blobs are durable in the target before the entries that name them, so at every moment
 * the target is a whole registry.
 */
final class Copying extends SingleUse implements CopyChange {
    private static final int BUFFER = 256 << 10;
    private static final int CHUNK = 256;

    private final Records source;
    private final ArtifactStore sourceBlobs;
    private final References references;
    private final Records target;
    private final ArtifactStore targetBlobs;
    private @Nullable Consumer<Progress> listener;
    private @Nullable BooleanSupplier cancelled;
    private long blobs;
    private long bytes;

    Copying(
            Records source,
            ArtifactStore sourceBlobs,
            References references,
            Records target,
            ArtifactStore targetBlobs) {
        this.source = source;
        this.sourceBlobs = sourceBlobs;
        this.references = references;
        this.target = target;
        this.targetBlobs = targetBlobs;
    }

    @Override
    public CopyChange onProgress(Consumer<Progress> listener) {
        requireUnset("onProgress", this.listener);
        this.listener = listener;
        return this;
    }

    @Override
    public CopyChange cancelledBy(BooleanSupplier cancelled) {
        requireUnset("cancelledBy", this.cancelled);
        this.cancelled = cancelled;
        return this;
    }

    @Override
    public Long preview() {
        requireUnused();
        long total = source.store().size();
        return total - compare(new Frontier(), total);
    }

    @Override
    public Copied commit() {
        use();
        long total = source.store().size();
        Frontier copied = new Frontier();
        long first = compare(copied, total);
        long position = first;
        while (position < total && !isCancelled()) {
            position = copyFrom(position, total, copied);
            if (listener != null) {
                listener.accept(new Progress(position, total, blobs, bytes));
            }
        }
        TreeHead head = copied.head();
        Frontier readBack = new Frontier();
        target.forEach(0, position, entry -> readBack.add(entry.entry().bytes()));
        if (!readBack.head().equals(head)) {
            throw Errors.badCopy(target.store().location(), head, readBack.head());
        }
        return new Copied(position - first, blobs, bytes, head);
    }

    private boolean isCancelled() {
        return cancelled != null && cancelled.getAsBoolean();
    }

    /** Requires that the target's log begins the source's, adds it to {@code tree}, and returns its length. */
    private long compare(Frontier tree, long total) {
        long size = target.store().size();
        for (long position = 0; position < size; ) {
            List<LogEntry> theirs = target.store().entries(position, CHUNK);
            List<LogEntry> ours = source.store().entries(position, CHUNK);
            for (int i = 0; i < theirs.size(); i++, position++) {
                if (position == total || !theirs.get(i).equals(ours.get(i))) {
                    throw Errors.otherHistory(
                            source.store().location(), target.store().location(), position);
                }
                tree.add(theirs.get(i).entry().bytes());
            }
        }
        return size;
    }

    /** Copies as many entries as go into one append, and returns the position behind them. */
    private long copyFrom(long position, long total, Frontier tree) {
        int limit = (int) Math.min(RecordStore.MAX_ENTRIES, total - position);
        List<LogEntry> entries = source.store().entries(position, limit);
        if (entries.isEmpty()) {
            throw Errors.missingEntry(source.store().location(), position);
        }
        copyBlobs(entries);
        List<Entry> appended = entries.stream().map(LogEntry::entry).toList();
        if (!target.append(appended).equals(new AppendResult.Appended(position))) {
            throw Errors.targetChanged(target.store().location(), position);
        }
        appended.forEach(entry -> tree.add(entry.bytes()));
        return position + appended.size();
    }

    private void copyBlobs(List<LogEntry> entries) {
        Set<Digest> seen = new HashSet<>();
        try (BlobBatch batch = targetBlobs.batch()) {
            for (LogEntry entry : entries) {
                try {
                    references.forEach(entry, (what, blob, mark) -> {
                        if (seen.add(blob) && !targetBlobs.renew(blob) && !isCollected(blob, mark)) {
                            copy(blob, batch);
                        }
                    });
                } catch (JsonException e) {
                    throw Errors.badEntry(source.store().location(), entry, String.valueOf(e.getMessage()));
                }
            }
            batch.flush();
        }
    }

    private boolean isCollected(Digest blob, Optional<String> mark) {
        return mark.isPresent() && sourceBlobs.size(blob).isEmpty() && source.isGone(mark.get());
    }

    private void copy(Digest digest, BlobBatch batch) {
        try (SeekableByteChannel in = sourceBlobs.open(digest);
                BlobWriter out = batch.writer()) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (in.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            Blob blob = out.commit();
            if (!blob.digest().equals(digest)) {
                throw Errors.badBlob(sourceBlobs.location(), digest, blob.digest());
            }
            blobs++;
            bytes += blob.bytes();
        } catch (IOException e) {
            throw new StoreException(
                    "Cannot copy blob " + digest + " from " + sourceBlobs.location() + " to " + targetBlobs.location()
                            + ": " + e + ". What was copied so far stays; run the copy again",
                    e);
        }
    }
}
