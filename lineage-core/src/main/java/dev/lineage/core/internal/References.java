package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.LogEntry;

/** Which blobs an entry needs. The files of directory artifacts and of stored data are named by snapshot entries. */
final class References {
    private final Snapshots snapshots;

    References(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Takes a blob and what it is to the entry, in words. */
    @FunctionalInterface
    interface Visitor {
        void visit(String what, Digest blob);
    }

    /**
     * Names the blobs of an entry; one that is needed twice is named twice.
     *
     * @throws dev.lineage.internal.json.JsonException if the body is not what its type says
     * @throws dev.lineage.IntegrityException if a manifest is damaged
     */
    void forEach(LogEntry entry, Visitor visitor) {
        switch (entry.entry().type()) {
            case Records.VERSION -> ofVersion(Codec.version(entry.entry().body(), entry.position()), visitor);
            case Records.OBSERVATION ->
                ofObservation(Codec.observationIn(entry.entry().body()), visitor);
            case Governance.EVALUATION ->
                ofEvaluation(GovernanceCodec.evaluation(entry.entry().body(), entry.position()), visitor);
            case Records.SNAPSHOT -> ofSnapshot(Codec.snapshot(entry.entry().body()), visitor);
            default -> {
                // The other types name no blobs.
            }
        }
    }

    void ofVersion(ModelVersion version, Visitor visitor) {
        version.artifacts().forEach((name, artifact) -> {
            if (artifact.kind() == SnapshotPin.Kind.FILE) {
                visitor.visit("artifact '" + name + "'", artifact.digest());
            }
        });
        ofObservation(version.observation(), visitor);
    }

    void ofObservation(Observation observation, Visitor visitor) {
        visitor.visit("dependency lock", observation.dependencyLock());
        observation.code().patch().ifPresent(patch -> visitor.visit("uncommitted changes", patch));
    }

    void ofEvaluation(Evaluation evaluation, Visitor visitor) {
        evaluation.reports().forEach((name, report) -> visitor.visit("report '" + name + "'", report.digest()));
    }

    void ofSnapshot(Codec.Snapshot snapshot, Visitor visitor) {
        snapshots.engine().forEachBlob(snapshot.manifest(), snapshot.stored(), blob -> visitor.visit("blob", blob));
    }
}
