package dev.lineage.core.internal;

import dev.lineage.Attestations;
import dev.lineage.Signer;
import dev.lineage.core.internal.attest.Source;
import dev.lineage.core.internal.attest.VersionAttestations;
import dev.lineage.core.internal.snapshot.FileVisitor;
import dev.lineage.model.Artifact;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Evaluation;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a registry knows of a version that is attested. */
final class VersionSources implements Source {
    private final ModelVersion version;
    private final Records records;
    private final Governance governance;
    private final Snapshots snapshots;
    private final ArtifactStore artifacts;

    private VersionSources(
            ModelVersion version,
            Records records,
            Governance governance,
            Snapshots snapshots,
            ArtifactStore artifacts) {
        this.version = version;
        this.records = records;
        this.governance = governance;
        this.snapshots = snapshots;
        this.artifacts = artifacts;
    }

    static Attestations attest(
            ModelVersion version,
            Records records,
            Governance governance,
            Snapshots snapshots,
            ArtifactStore artifacts) {
        return new VersionAttestations(new VersionSources(version, records, governance, snapshots, artifacts));
    }

    @Override
    public ModelVersion version() {
        return version;
    }

    @Override
    public Optional<ModelVersion> version(Digest digest) {
        return records.version(digest);
    }

    @Override
    public DependencyLock dependencies() {
        return new Diffs(snapshots, artifacts).lock(version);
    }

    @Override
    public List<Evaluation> evaluations() {
        return governance.evaluations(version);
    }

    @Override
    public long evaluationCount() {
        return records.newest(Governance.evaluationsPointer(version.digest()));
    }

    @Override
    public void forEachFile(Artifact tree, FileVisitor visitor) {
        SnapshotPin.Content pin =
                new SnapshotPin.Content(SnapshotPin.Kind.TREE, tree.digest(), tree.files(), tree.bytes());
        snapshots
                .engine()
                .forEachFile(snapshots.manifest(pin).orElseThrow(() -> Errors.noSnapshot(tree.digest())), visitor);
    }

    @Override
    public Envelope sign(String type, String payload, Collection<Signer> signers) {
        return Trusts.sign(type, payload, signers);
    }
}
