package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.Verification;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.core.internal.codec.PredictionCodec;
import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.PredictionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a whole registry: the log, the blobs, and that each record finds what it names. */
final class Verifier {
    private static final int CHUNK = 256;

    private final Records records;
    private final ArtifactStore artifacts;
    private final Snapshots snapshots;
    private final References references;
    private final Optional<PredictionStore> predictions;
    private final List<Problem> problems = new ArrayList<>();
    private long count;

    Verifier(Records records, ArtifactStore artifacts, Snapshots snapshots, Optional<PredictionStore> predictions) {
        this.records = records;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
        this.references = new References(snapshots);
        this.predictions = predictions;
    }

    Verification verify() {
        long entries = records.store().verify(this::report);
        long blobs = artifacts.verifyAll(this::report);
        predictions.ifPresent(store -> store.verify(this::report));
        walk();
        return new Verification(entries, blobs, problems, count);
    }

    private void walk() {
        long position = 0;
        LogTree tree = new LogTree(records.store());
        try {
            while (true) {
                List<LogEntry> entries = records.store().entries(position, CHUNK);
                tree.appended(position, entries.stream().map(LogEntry::entry).toList());
                entries.forEach(this::check);
                position += entries.size();
                if (entries.size() < CHUNK) {
                    break;
                }
            }
            tree.badTiles()
                    .forEach(tile -> report(new Problem(
                            tile + " of the log's Merkle tree",
                            "is not what the entries say",
                            "Nothing was concluded from it; delete it from the store, and it is made again")));
        } catch (LineageException e) {
            report(new Problem(
                    "log from entry " + position,
                    "cannot be read: " + e.getMessage(),
                    "What later records name was not checked. Restore the log from a copy"));
        }
    }

    private void check(LogEntry entry) {
        String body = entry.entry().body();
        String subject = "entry " + entry.position() + " (" + entry.entry().type() + ")";
        try {
            switch (entry.entry().type()) {
                case Records.VERSION -> checkVersion(Codec.version(body, entry.position()));
                case Records.OBSERVATION ->
                    references.ofObservation(
                            Codec.observationIn(body),
                            (what, blob) -> requireBlob(subject, what, blob, Optional.empty()));
                case Records.ATTEMPT -> Codec.attempt(body, entry.position());
                case Records.STAGE -> GovernanceCodec.stage(body, entry.position());
                case Governance.ATTEMPT -> GovernanceCodec.attempt(body, entry.position());
                case Governance.GATE -> GovernanceCodec.gate(body, entry.position());
                case Governance.TIER -> GovernanceCodec.stakes(body, entry.position());
                case Governance.APPROVAL -> GovernanceCodec.approval(body, entry.position());
                case Governance.REHEARSAL -> GovernanceCodec.rehearsal(body, entry.position());
                case Withdrawals.WITHDRAWAL -> GovernanceCodec.withdrawal(body, entry.position());
                case Trusts.TRUST -> Trusts.check(body, entry.position());
                case Holds.HOLD -> GovernanceCodec.hold(body, entry.position());
                case Marks.COLLECTION -> GovernanceCodec.collected(body, entry.position());
                case Marks.RESTORATION -> GovernanceCodec.restoration(body);
                case Governance.REVOCATION -> GovernanceCodec.checkRevocation(body);
                case Governance.EVALUATION ->
                    references.ofEvaluation(
                            GovernanceCodec.evaluation(body, entry.position()),
                            (what, blob) -> requireBlob(subject, what, blob, Optional.empty()));
                case PredictionRecords.STREAM -> checkStream(PredictionCodec.stream(body));
                case PredictionRecords.BATCH -> PredictionCodec.batch(body, entry.position());
                case PredictionRecords.SETTLED -> PredictionCodec.checkSettled(body);
                case PredictionRecords.RETENTION -> PredictionCodec.retention(body, entry.position());
                case PredictionRecords.DELETION -> PredictionCodec.deletion(body, entry.position());
                case PredictionRecords.ERASURE -> PredictionCodec.erasure(body, entry.position());
                case Records.SNAPSHOT -> checkSnapshot(Codec.snapshot(body));
                default ->
                    report(new Problem(
                            subject,
                            "is of a type that this version of Lineage does not know",
                            "Verify with the version of Lineage that wrote it"));
            }
        } catch (JsonException e) {
            report(new Problem(subject, e.getMessage() + "", "Restore the log from a copy"));
        }
    }

    private void checkStream(PredictionStream stream) {
        predictions.ifPresent(
                store -> new PredictionAudit(new PredictionRecords(records), store).check(stream, this::report));
    }

    private void checkVersion(ModelVersion version) {
        String name = version.name().toString();
        references.ofVersion(version, (what, blob, mark) -> requireBlob(name, what, blob, mark));
        version.artifacts().forEach((artifactName, artifact) -> {
            if (artifact.kind() == SnapshotPin.Kind.TREE) {
                requireTree(name, version.digest(), artifactName, artifact);
            }
        });
    }

    private void requireTree(String version, Digest digest, String name, Artifact artifact) {
        boolean stored = records.snapshot(artifact.digest())
                .filter(Codec.Snapshot::stored)
                .isPresent();
        if (!stored && !records.isGone(Marks.version(digest))) {
            report(new Problem(
                    version,
                    "the files of its artifact '" + name + "' (" + artifact.digest() + ") are not recorded as stored",
                    "Restore the store from a copy"));
        }
    }

    private void checkSnapshot(Codec.Snapshot snapshot) {
        try {
            if (!snapshot.isFile()) {
                snapshots.engine().verifyManifest(snapshot.manifest(), snapshot.pin(), this::report);
            }
            references.ofSnapshot(
                    snapshot,
                    (what, blob, mark) -> requireBlob("snapshot '" + snapshot.name() + "'", what, blob, mark));
        } catch (LineageException e) {
            report(new Problem(
                    "snapshot '" + snapshot.name() + "' " + snapshot.pin().id(),
                    "its manifest cannot be read: " + e.getMessage(),
                    "Restore the artifact store from a copy"));
        }
    }

    private void requireBlob(String subject, String what, Digest digest, Optional<String> mark) {
        if (artifacts.size(digest).isEmpty() && mark.filter(records::isGone).isEmpty()) {
            report(new Problem(
                    subject,
                    "its " + what + " " + digest + " is missing from the artifact store",
                    "Restore the blob from a copy of the store"));
        }
    }

    private void report(Problem problem) {
        count++;
        if (problems.size() < Verification.MAX_PROBLEMS) {
            problems.add(problem);
        }
    }
}
