package dev.lineage.core.internal;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.LogEntry;
import java.util.List;
import java.util.Optional;

/** Which blobs an entry needs. The files of directory artifacts and of stored data are named by snapshot entries. */
final class References {
    private final Snapshots snapshots;
    /** The lock that was read last: many versions in a row have the same. */
    private Optional<Digest> lastLock = Optional.empty();

    private List<Dependency> lastDependencies = List.of();

    References(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Takes a blob and what it is to the entry, in words. */
    @FunctionalInterface
    interface Visitor {
        void visit(String what, Digest blob);
    }

    /** Takes also the mark that says that the blob was collected, if it can be. */
    @FunctionalInterface
    interface MarkVisitor {
        void visit(String what, Digest blob, Optional<String> mark);

        /** Of the blobs that are never collected. */
        default Visitor unmarked() {
            return (what, blob) -> visit(what, blob, Optional.empty());
        }
    }

    /**
     * Names the blobs of an entry; one that is needed twice is named twice.
     *
     * @throws dev.lineage.internal.json.JsonException if the body is not what its type says
     * @throws dev.lineage.IntegrityException if a manifest is damaged
     */
    void forEach(LogEntry entry, MarkVisitor visitor) {
        switch (entry.entry().type()) {
            case Records.VERSION -> ofVersion(Codec.version(entry.entry().body(), entry.position()), visitor);
            case Records.OBSERVATION ->
                ofObservation(Codec.observationIn(entry.entry().body()), visitor.unmarked());
            case Governance.EVALUATION ->
                ofEvaluation(GovernanceCodec.evaluation(entry.entry().body(), entry.position()), visitor.unmarked());
            case Records.SNAPSHOT -> ofSnapshot(Codec.snapshot(entry.entry().body()), visitor);
            default -> {
                // The other types name no blobs.
            }
        }
    }

    void ofVersion(ModelVersion version, MarkVisitor visitor) {
        Optional<String> mark = Optional.of(Marks.version(version.digest()));
        version.artifacts().forEach((name, artifact) -> {
            if (artifact.kind() == SnapshotPin.Kind.FILE) {
                visitor.visit(
                        "artifact '" + name + "'",
                        artifact.digest(),
                        name.equals(ServingSpec.ARTIFACT) ? Optional.empty() : mark);
            }
        });
        ofObservation(version.observation(), visitor.unmarked());
    }

    void ofObservation(Observation observation, Visitor visitor) {
        visitor.visit("dependency lock", observation.dependencyLock());
        observation.code().patch().ifPresent(patch -> visitor.visit("uncommitted changes", patch));
        for (Dependency dependency : archived(observation)) {
            if (dependency.kind() == Dependency.Kind.JAR) {
                visitor.visit("dependency '" + dependency.file() + "'", dependency.digest());
            }
        }
    }

    /** What of the class path was kept: the files of directories are named by snapshot entries. None if the lock is not there. */
    List<Dependency> archived(Observation observation) {
        if (!observation.classPathArchived()) {
            return List.of();
        }
        Digest lock = observation.dependencyLock();
        if (!lastLock.equals(Optional.of(lock))) {
            try {
                lastDependencies =
                        Diffs.lock(snapshots.artifacts(), lock, "a version").dependencies();
            } catch (NotFoundException | IntegrityException e) {
                Log.debug("The dependency lock {} cannot be read", lock, e);
                lastDependencies = List.of();
            }
            lastLock = Optional.of(lock);
        }
        return lastDependencies;
    }

    void ofEvaluation(Evaluation evaluation, Visitor visitor) {
        evaluation.reports().forEach((name, report) -> visitor.visit("report '" + name + "'", report.digest()));
    }

    void ofSnapshot(Codec.Snapshot snapshot, MarkVisitor visitor) {
        ofManifest(snapshot, visitor.unmarked());
        Optional<String> mark = Optional.of(Marks.data(snapshot.pin().digest()));
        ofData(snapshot, (what, blob) -> visitor.visit(what, blob, mark));
    }

    /** What says what the data was. */
    void ofManifest(Codec.Snapshot snapshot, Visitor visitor) {
        if (!snapshot.isFile()) {
            snapshots.engine().forEachBlob(snapshot.manifest(), false, blob -> visitor.visit("manifest", blob));
        }
    }

    /** The data itself, where it was stored. */
    void ofData(Codec.Snapshot snapshot, Visitor visitor) {
        if (snapshot.isFile()) {
            visitor.visit("file", snapshot.pin().digest());
        } else if (snapshot.stored()) {
            snapshots.engine().forEachFile(snapshot.manifest(), (path, size, blob) -> visitor.visit("file", blob));
        }
    }
}
