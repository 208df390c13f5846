package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receives every file of a tree with its digest, in order, and makes the pin of them. Not thread-safe. */
final class TreeSink implements AutoCloseable {
    private final @Nullable FlatDigest flat;
    private final @Nullable ManifestBuilder manifest;
    private final @Nullable StatCacheWriter cache;

    TreeSink(@Nullable ManifestBuilder manifest, @Nullable StatCacheWriter cache) {
        this.flat = manifest == null ? new FlatDigest() : null;
        this.manifest = manifest;
        this.cache = cache;
    }

    void add(byte[] path, int offset, int length, long size, long changed, long key, byte[] digest, int digestOffset) {
        if (manifest != null) {
            manifest.add(path, offset, length, size, digest, digestOffset);
        }
        if (flat != null) {
            flat.add(path, offset, length, size, digest, digestOffset);
        }
        if (cache != null) {
            cache.add(path, offset, length, size, changed, key, digest, digestOffset);
        }
    }

    /** Ends everything; blobs still have to be flushed. */
    Pinned finish() {
        SnapshotPin.Content pin;
        Optional<Digest> root = Optional.empty();
        if (manifest != null) {
            pin = manifest.pin();
            root = Optional.of(manifest.finish(pin));
        } else {
            FlatDigest done = Objects.requireNonNull(flat);
            pin = new SnapshotPin.Content(SnapshotPin.Kind.TREE, done.finish(), done.files(), done.bytes());
        }
        if (cache != null) {
            cache.finish(pin);
        }
        return new Pinned(pin, root);
    }

    @Override
    public void close() {
        if (manifest != null) {
            manifest.close();
        }
        if (cache != null) {
            cache.close();
        }
    }
}
