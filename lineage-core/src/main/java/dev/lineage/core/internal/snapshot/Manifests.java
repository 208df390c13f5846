package dev.lineage.core.internal.snapshot;

import dev.lineage.IntegrityException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads whole manifests, record by record, in bounded memory. Stateless. */
final class Manifests {
    private Manifests() {}

    /** Receives records in their stored form. */
    @FunctionalInterface
    interface RecordVisitor {
        void visit(Leaf.Decoder record);
    }

    static Root forEachRecord(ArtifactStore store, Digest manifest, RecordVisitor visitor) {
        try (ManifestReader reader = new ManifestReader(store)) {
            Root root = reader.root(manifest);
            TreeCursor cursor = new TreeCursor(reader, root);
            while (TreeCursor.toRecord(cursor)) {
                visitor.visit(cursor.record());
                cursor.skip();
            }
            return root;
        }
    }

    static void forEachBlob(ArtifactStore store, Digest manifest, boolean withData, Consumer<Digest> blobs) {
        blobs.accept(manifest);
        try (ManifestReader reader = new ManifestReader(store)) {
            reader.root(manifest).packs().keySet().forEach(blobs);
        }
        if (withData) {
            forEachRecord(store, manifest, record -> blobs.accept(digest(record)));
        }
    }

    /** Reads every chunk and recomputes the snapshot's digest; goes on after a damaged chunk. */
    static long verify(ArtifactStore store, Digest manifest, SnapshotPin.Content pin, Consumer<Problem> problems) {
        FlatDigest flat = new FlatDigest();
        long damaged = 0;
        Root root;
        try (ManifestReader reader = new ManifestReader(store)) {
            root = reader.root(manifest);
            TreeCursor cursor = new TreeCursor(reader, root);
            while (!cursor.atEnd()) {
                if (cursor.atRecord()) {
                    add(flat, cursor.record());
                    cursor.skip();
                    continue;
                }
                ChunkRef subtree = cursor.subtree();
                try {
                    cursor.open();
                } catch (IntegrityException e) {
                    damaged++;
                    problems.accept(problem(manifest, message(e)));
                    cursor.abandon(subtree);
                }
            }
        } catch (IntegrityException e) {
            problems.accept(problem(manifest, message(e)));
            return flat.files();
        }
        if (damaged == 0) {
            Digest digest = flat.finish();
            SnapshotPin.Content found =
                    new SnapshotPin.Content(SnapshotPin.Kind.TREE, digest, flat.files(), flat.bytes());
            if (!found.equals(pin) || !root.pin().equals(pin)) {
                problems.accept(problem(manifest, "it should list " + pin + " but lists " + found));
            }
        }
        return flat.files();
    }

    private static String message(IntegrityException e) {
        return String.valueOf(e.getMessage());
    }

    private static Problem problem(Digest manifest, String what) {
        return new Problem("manifest " + manifest, what, "Restore the store's blobs from a copy");
    }

    static void add(FlatDigest flat, Leaf.Decoder record) {
        flat.add(record.path(), 0, record.pathLength(), record.size(), record.array(), record.digestAt());
    }

    static Digest digest(Leaf.Decoder record) {
        return digest(record.array(), record.digestAt());
    }

    static Digest digest(byte[] array, int offset) {
        return Digest.ofSha256(Arrays.copyOfRange(array, offset, offset + Digest.BYTES));
    }

    /** What a manifest lists, if it can be read. */
    static Optional<SnapshotPin.Content> pin(ArtifactStore store, Digest manifest) {
        try (ManifestReader reader = new ManifestReader(store)) {
            return Optional.of(reader.root(manifest).pin());
        } catch (IntegrityException e) {
            return Optional.empty();
        }
    }
}
