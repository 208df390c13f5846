package dev.lineage.core.internal;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Says whether a version could be served: every artifact is there, and its bytes are the recorded ones. */
final class Wholeness {
    private final Records records;
    private final ArtifactStore artifacts;
    private final Supplier<Snapshots> snapshots;

    Wholeness(Records records, ArtifactStore artifacts, Supplier<Snapshots> snapshots) {
        this.records = records;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
    }

    Servings servings() {
        return new Servings(artifacts);
    }

    /** What is missing or damaged, in words; empty if the version is whole. */
    Optional<String> damage(ModelVersion version) {
        for (Map.Entry<String, Artifact> named : version.artifacts().entrySet()) {
            try {
                check(named.getValue());
            } catch (NotFoundException | IntegrityException e) {
                return Optional.of("artifact '" + named.getKey() + "': " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private void check(Artifact artifact) {
        if (artifact.kind() == SnapshotPin.Kind.FILE) {
            verify(artifact.digest());
            return;
        }
        Codec.Snapshot snapshot = records.snapshot(artifact.digest())
                .filter(Codec.Snapshot::stored)
                .orElseThrow(() -> Errors.notStored(artifact.digest().toString()));
        snapshots.get().engine().forEachBlob(snapshot.manifest(), true, this::verify);
    }

    /** Where the store keeps files, what was verified and did not change since is not read again. */
    private void verify(Digest blob) {
        if (artifacts.file(blob).isEmpty()) {
            artifacts.verify(blob);
        }
    }
}
