package dev.lineage.core.internal;

import dev.lineage.NotFoundException;
import dev.lineage.PinChange;
import dev.lineage.core.internal.capture.ClassPathFinder;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.snapshot.PinRequest;
import dev.lineage.core.internal.snapshot.Pinned;
import dev.lineage.core.internal.snapshot.SnapshotEngine;
import dev.lineage.model.DataDiff;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The snapshot engine, with the log that remembers where each tree's manifest is. */
final class Snapshots implements ClassPathFinder.Trees {
    private final Records records;
    private final ArtifactStore artifacts;
    private final SnapshotEngine engine;

    Snapshots(Records records, ArtifactStore artifacts, Optional<Path> cache) {
        this.records = records;
        this.artifacts = artifacts;
        this.engine = new SnapshotEngine(artifacts, cache);
    }

    SnapshotEngine engine() {
        return engine;
    }

    /** What pinning made: the pin, and the snapshot to log if it was a tree. */
    record Made(SnapshotPin.Content pin, Optional<Codec.Snapshot> snapshot) {}

    /** How to pin. */
    record Options(
            boolean storeManifest,
            boolean storeData,
            boolean useStatCache,
            Optional<Consumer<PinChange.Progress>> progress,
            BooleanSupplier cancelled) {
        static final Options HASH_ONLY = new Options(false, false, true, Optional.empty(), () -> false);
        static final Options LISTED = new Options(true, false, true, Optional.empty(), () -> false);
        static final Options STORED = new Options(true, true, true, Optional.empty(), () -> false);
    }

    Made pin(String name, Path path, Options options) {
        Optional<Digest> base = options.storeManifest()
                ? records.lastSnapshot(name).filter(last -> !last.isFile()).map(Codec.Snapshot::manifest)
                : Optional.empty();
        Pinned pinned = engine.pin(new PinRequest(
                path,
                base,
                options.storeManifest(),
                options.storeData(),
                options.useStatCache(),
                options.progress(),
                options.cancelled()));
        return new Made(
                pinned.pin(),
                pinned.manifest()
                        .map(manifest -> new Codec.Snapshot(name, pinned.pin(), manifest, options.storeData())));
    }

    /** Pins data for itself: a file that is stored is logged too, so that it is known to be needed. */
    Made pinOwn(String name, Path path, Options options) {
        Made made = pin(name, path, options);
        return options.storeData() && made.pin().kind() == SnapshotPin.Kind.FILE
                ? new Made(
                        made.pin(),
                        Optional.of(
                                new Codec.Snapshot(name, made.pin(), made.pin().digest(), true)))
                : made;
    }

    SnapshotPin.Content hash(Path path) {
        return engine.hash(path);
    }

    SnapshotPin.Content hashClasses(Path path) {
        return engine.hashClasses(path);
    }

    DataDiff diff(SnapshotPin from, SnapshotPin to, int listed) {
        if (from instanceof SnapshotPin.Content a && to instanceof SnapshotPin.Content b) {
            return engine.diff(a, manifest(a), b, manifest(b), listed);
        }
        if (from instanceof SnapshotPin.External a && to instanceof SnapshotPin.External b) {
            return diff(a, b);
        }
        return new DataDiff.Unknown("one pin is content that was hashed and the other is " + external(from, to)
                + "; pin both in the same way to compare them");
    }

    private static DataDiff diff(SnapshotPin.External a, SnapshotPin.External b) {
        boolean sameReference = a.system().equals(b.system())
                && a.name().equals(b.name())
                && a.revision().equals(b.revision());
        if (sameReference) {
            return new DataDiff.Same(a.evidence().compareTo(b.evidence()) >= 0 ? a.evidence() : b.evidence());
        }
        return new DataDiff.Unknown("the references differ (" + a.id() + " and " + b.id()
                + ") and different references can hold the same data; ask " + b.system()
                + " for the difference, or pin the data's content");
    }

    private static String external(SnapshotPin from, SnapshotPin to) {
        return from instanceof SnapshotPin.External ? from.id() : to.id();
    }

    Optional<Digest> manifest(SnapshotPin.Content pin) {
        return pin.kind() == SnapshotPin.Kind.TREE
                ? records.snapshot(pin.digest()).map(Codec.Snapshot::manifest)
                : Optional.empty();
    }

    void materialize(SnapshotPin.Content pin, Path directory) {
        if (pin.kind() == SnapshotPin.Kind.FILE) {
            if (artifacts.size(pin.digest()).isEmpty()) {
                throw notStored(pin);
            }
            engine.materialize(pin, Optional.empty(), directory);
            return;
        }
        Codec.Snapshot snapshot = records.snapshot(pin.digest()).orElseThrow(() -> Errors.noSnapshot(pin.digest()));
        if (!snapshot.stored()) {
            throw notStored(pin);
        }
        engine.materialize(pin, Optional.of(snapshot.manifest()), directory);
    }

    /** Writes a verified copy of a stored file or tree to {@code target}, which must not exist. */
    void bring(SnapshotPin.Kind kind, Digest digest, Path target) throws IOException {
        if (kind == SnapshotPin.Kind.FILE) {
            artifacts.copyTo(digest, target);
        } else {
            materialize(digest, target);
        }
    }

    ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public boolean isStored(Digest tree) {
        return records.snapshot(tree).filter(Codec.Snapshot::stored).isPresent();
    }

    @Override
    public void materialize(Digest tree, Path directory) {
        Codec.Snapshot snapshot = records.snapshot(tree).orElseThrow(() -> Errors.noSnapshot(tree));
        engine.materialize(snapshot.pin(), Optional.of(snapshot.manifest()), directory);
    }

    private NotFoundException notStored(SnapshotPin.Content pin) {
        return new Marks(records)
                .of(Marks.data(pin.digest()))
                .map(collected -> Errors.collectedData(pin, collected))
                .orElseGet(() -> Errors.notStored(pin.id()));
    }
}
