package dev.lineage.core.internal.snapshot;

import dev.lineage.IntegrityException;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a manifest from records in path order, in memory that does not grow with their number, and writes only chunks
 * that the base does not have. Not thread-safe.
 */
final class ManifestBuilder implements AutoCloseable {
    /**
     * With so many packs in the base, the one of which least is used is not referred to any more: its chunks are written
     * again. Roots stay small and a manifest is never scattered over the whole history.
     */
    static final int MAX_PACKS = 64;

    private final ArtifactStore store;
    private final BlobBatch batch;
    private final ManifestReader reader;
    private final @Nullable Root base;
    private final @Nullable Digest retired;
    private final PackWriter pack;
    private final Map<Digest, Long> used = new TreeMap<>();
    private long ownUsed;
    private final Leaf.Encoder leaf = new Leaf.Encoder();
    private final Boundary leafBoundary = new Boundary(0);
    private final FlatDigest flat = new FlatDigest();
    private final Level leaves = new Level(0);

    ManifestBuilder(ArtifactStore store, BlobBatch batch, Optional<Digest> base) {
        this.store = store;
        this.batch = batch;
        this.reader = new ManifestReader(store);
        this.base = base.map(this::readBase).orElse(null);
        this.retired = this.base == null || this.base.packs().size() < MAX_PACKS
                ? null
                : this.base.packs().entrySet().stream()
                        .min(Comparator.comparing(Map.Entry<Digest, Long>::getValue)
                                .thenComparing(Map.Entry::getKey))
                        .map(Map.Entry::getKey)
                        .orElse(null);
        this.pack = new PackWriter(store, batch);
    }

    /** A base that cannot be read saves nothing; the new manifest is then complete in itself. */
    private @Nullable Root readBase(Digest manifest) {
        try {
            return reader.root(manifest);
        } catch (IntegrityException e) {
            return null;
        }
    }

    /** Adds a record; its path must be greater than that of the one before. */
    void add(byte[] path, int offset, int length, long size, byte[] digest, int digestOffset) {
        flat.add(path, offset, length, size, digest, digestOffset);
        leaf.add(path, offset, length, size, digest, digestOffset);
        if (leafBoundary.endsAfter(path, offset, length, leaf.count(), leaf.size())) {
            endLeaf();
        }
    }

    private void endLeaf() {
        byte[] lastPath = leaf.lastPath();
        long files = leaf.count();
        long bytes = leaf.bytes();
        Bytes chunk = leaf.finish();
        var sha256 = Hashing.sha256();
        sha256.update(chunk.array(), 0, chunk.length());
        Digest digest = Digest.ofSha256(sha256.digest());
        leaves.emit(digest, lastPath, files, bytes, true, () -> chunk);
    }

    /** The pin of what was added, without ending the manifest. Nothing may be added after it. */
    SnapshotPin.Content pin() {
        return new SnapshotPin.Content(SnapshotPin.Kind.TREE, flat.finish(), flat.files(), flat.bytes());
    }

    /**
     * Ends the manifest: writes its pack and its root into the batch, which the caller flushes.
     *
     * @param pin what {@link #pin()} returned
     */
    Digest finish(SnapshotPin.Content pin) {
        if (leaf.count() > 0) {
            endLeaf();
        }
        ChunkRef top = leaves.top();
        Optional<Digest> own = pack.finish();
        own.ifPresent(digest -> used.merge(digest, ownUsed, Long::sum));
        Root root = new Root(pin, top == null ? null : own.map(top::inPack).orElse(top), used);
        try (BlobWriter blob = batch.writer()) {
            ByteBuffer bytes = ByteBuffer.wrap(root.encode());
            while (bytes.hasRemaining()) {
                blob.write(bytes);
            }
            return blob.commit().digest();
        } catch (IOException e) {
            throw SnapshotErrors.unwritableStore(store.location(), e);
        }
    }

    /** The base's pin, if the base could be read. */
    Optional<SnapshotPin.Content> basePin() {
        return Optional.ofNullable(base).map(Root::pin);
    }

    long packBytes() {
        return pack.bytes();
    }

    long packChunks() {
        return pack.chunks();
    }

    ManifestReader reader() {
        return reader;
    }

    @Override
    public void close() {
        pack.close();
        reader.close();
    }

    @FunctionalInterface
    private interface Chunk {
        Bytes bytes();
    }

    /** The chunks of one level, and the node above them that is being filled. */
    private final class Level {
        private final int level;
        private final Boundary boundary;
        private TreeCursor.@Nullable OfLevel reusable;
        private @Nullable Level parent;
        private @Nullable ChunkRef only;
        private boolean broken;
        private final List<ChunkRef> pending = new ArrayList<>();
        private int pendingBytes;

        Level(int level) {
            this.level = level;
            this.boundary = new Boundary(level + 1);
        }

        void emit(Digest digest, byte[] lastPath, long files, long bytes, boolean mayReuse, Chunk chunk) {
            ChunkRef known = mayReuse ? reusable(lastPath, digest) : null;
            if (known == null) {
                Bytes encoded = chunk.bytes();
                long offset = pack.write(encoded.array(), encoded.length());
                ownUsed += encoded.length();
                known = new ChunkRef(level, digest, lastPath, files, bytes, null, offset, encoded.length(), false);
            } else {
                used.merge(Objects.requireNonNull(known.pack()), (long) known.length(), Long::sum);
            }
            if (parent == null && only == null) {
                only = known;
                return;
            }
            if (only != null) {
                ChunkRef first = only;
                only = null;
                parent = new Level(level + 1);
                collect(first);
            }
            collect(known);
        }

        private @Nullable ChunkRef reusable(byte[] lastPath, Digest digest) {
            if (base == null || broken) {
                return null;
            }
            ChunkRef candidate = null;
            try {
                if (reusable == null) {
                    reusable = new TreeCursor.OfLevel(reader, base, level);
                }
                candidate = reusable.endingWith(lastPath);
            } catch (IntegrityException e) {
                // The base is damaged here; verification reports it, and this manifest gets chunks of its own.
                broken = true;
            }
            return candidate != null && candidate.digest().equals(digest) && !Objects.equals(candidate.pack(), retired)
                    ? candidate
                    : null;
        }

        private void collect(ChunkRef child) {
            pending.add(child);
            pendingBytes += child.lastPath().length + 2 * Digest.BYTES;
            byte[] path = child.lastPath();
            if (boundary.endsAfter(path, 0, path.length, pending.size(), pendingBytes)) {
                endNode();
            }
        }

        private void endNode() {
            List<ChunkRef> children = List.copyOf(pending);
            pending.clear();
            pendingBytes = 0;
            byte[] logical = Node.logicalPart(level + 1, children);
            long files = 0;
            long bytes = 0;
            boolean allReused = true;
            for (ChunkRef child : children) {
                files += child.files();
                bytes += child.bytes();
                allReused &= child.reused();
            }
            byte[] lastPath = children.get(children.size() - 1).lastPath();
            Objects.requireNonNull(parent)
                    .emit(Digest.of(logical), lastPath, files, bytes, allReused, () -> encoded(logical, children));
        }

        private Bytes encoded(byte[] logical, List<ChunkRef> children) {
            byte[] chunk = Node.encode(logical, children);
            Bytes bytes = new Bytes(chunk.length);
            bytes.put(chunk, 0, chunk.length);
            return bytes;
        }

        @Nullable
        ChunkRef top() {
            if (parent == null) {
                return only;
            }
            if (!pending.isEmpty()) {
                endNode();
            }
            return parent.top();
        }
    }
}
