package dev.lineage.core.internal.snapshot;

import dev.lineage.model.DataDiff;
import dev.lineage.model.Digest;
import dev.lineage.model.Evidence;
import dev.lineage.model.FileChange;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.util.List;
import java.util.Optional;

/** Compares pins, with as much detail as their manifests allow. Stateless. */
final class PinDiff {
    private final ArtifactStore store;

    PinDiff(ArtifactStore store) {
        this.store = store;
    }

    DataDiff between(
            SnapshotPin.Content a,
            Optional<Digest> manifestA,
            SnapshotPin.Content b,
            Optional<Digest> manifestB,
            int listed) {
        if (listed < 0) {
            throw new IllegalArgumentException("Cannot list " + listed + " changes");
        }
        if (a.kind() != b.kind()) {
            return new DataDiff.Unknown(
                    "one pin is of a file and the other of a tree; pin the same kind of data to" + " compare them");
        }
        if (a.digest().equals(b.digest())) {
            return new DataDiff.Same(Evidence.CONTENT);
        }
        if (a.kind() == SnapshotPin.Kind.FILE) {
            FileChange change =
                    new FileChange(FileChange.Kind.MODIFIED, "data", Optional.empty(), a.bytes(), b.bytes());
            return new DataDiff.Changed(
                    0, 0, 1, 0, a.bytes(), b.bytes(), listed == 0 ? List.of() : List.of(change), listed > 0);
        }
        if (manifestA.isEmpty() || manifestB.isEmpty()) {
            return new DataDiff.Unknown("the data differs, but the manifest of "
                    + (manifestA.isEmpty() ? a : b)
                    + " is not stored here, so nobody can tell which files; pin data with commit() to keep it");
        }
        try (ManifestReader reader = new ManifestReader(store)) {
            return new ManifestDiff(listed)
                    .between(
                            new TreeCursor(reader, root(reader, manifestA.get(), a)),
                            new TreeCursor(reader, root(reader, manifestB.get(), b)),
                            a,
                            b);
        }
    }

    private static Root root(ManifestReader reader, Digest manifest, SnapshotPin.Content pin) {
        Root root = reader.root(manifest);
        if (!root.pin().equals(pin)) {
            throw SnapshotErrors.otherPin(manifest, pin.toString(), root.pin().toString());
        }
        return root;
    }
}
