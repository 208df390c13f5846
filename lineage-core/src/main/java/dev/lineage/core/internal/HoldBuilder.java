package dev.lineage.core.internal;

import dev.lineage.HoldChange;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Artifact;
import dev.lineage.model.GraphNode;
import dev.lineage.model.LegalHold;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Subject;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A hold that is to be put or lifted. */
final class HoldBuilder extends SingleUse implements HoldChange {
    private final Subject subject;
    private final boolean holds;
    private final Records records;
    private final Governance governance;
    private final Holds all;
    private final Surroundings surroundings;
    private final ArtifactStore artifacts;
    private final Snapshots snapshots;
    private @Nullable String reason;
    private @Nullable String person;

    HoldBuilder(
            Subject subject,
            boolean holds,
            Records records,
            Governance governance,
            Surroundings surroundings,
            ArtifactStore artifacts,
            Snapshots snapshots) {
        this.subject = subject;
        this.holds = holds;
        this.records = records;
        this.governance = governance;
        this.all = new Holds(records);
        this.surroundings = surroundings;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
    }

    @Override
    public HoldChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = People.requireReason(reason);
        return this;
    }

    @Override
    public HoldChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public LegalHold preview() {
        requireUnused();
        return decide(records.node(subject));
    }

    @Override
    public LegalHold commit() {
        requireUnused();
        GraphNode node = records.node(subject);
        decide(node);
        use();
        Set<String> models = subject instanceof Subject.Version version
                ? Set.of(version.name().model())
                : Set.of();
        LegalHold written = governance.write(() -> models, "a hold of " + subject, controls -> {
            LegalHold next = decide(node);
            String state = holds ? "held" : "lifted";
            List<Move> moves = new ArrayList<>(controls);
            moves.add(governance.next(Holds.CONTROL, ""));
            moves.add(governance.next(Holds.ALL, state));
            moves.add(governance.next(Holds.pointer(node), state));
            Entry entry = Entry.of(
                    Holds.HOLD,
                    Records.FORMAT,
                    GovernanceCodec.hold(next, records.digest(subject)),
                    moves,
                    Attributes.of(next));
            return new Governance.Act<>(entry, position -> at(next, position));
        });
        if (holds) {
            renew();
        }
        return written;
    }

    private LegalHold decide(GraphNode node) {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        if (!holds && all.of(node).isEmpty()) {
            throw new IllegalArgumentException(subject + " is not on hold, so there is nothing to lift. What is held is"
                    + " listed by registry.holds(100, Optional.empty())");
        }
        if (holds && subject instanceof Subject.Version version) {
            governance
                    .marks()
                    .of(Marks.version(records.version(version.name()).digest()))
                    .ifPresent(collected -> {
                        throw new IllegalArgumentException(
                                Errors.collected(version.name(), collected) + ", so there is nothing left to hold");
                    });
        }
        return new LegalHold(
                subject, holds, person == null ? surroundings.user() : person, surroundings.now(), reason, -1);
    }

    private static LegalHold at(LegalHold hold, long position) {
        return new LegalHold(hold.subject(), hold.inForce(), hold.by(), hold.at(), hold.reason(), position);
    }

    /** A collection that is under way does not know of the hold, but it leaves what is needed now. */
    private void renew() {
        if (subject instanceof Subject.Data data) {
            renew(data.pin());
            return;
        }
        renew(records.version(((Subject.Version) subject).name()));
    }

    private void renew(ModelVersion version) {
        for (Artifact artifact : version.artifacts().values()) {
            renew(new SnapshotPin.Content(artifact.kind(), artifact.digest(), artifact.files(), artifact.bytes()));
        }
        version.recipe().data().values().forEach(this::renew);
        version.recipe().bases().values().forEach(base -> records.version(base).ifPresent(this::renew));
    }

    private void renew(SnapshotPin pin) {
        if (!(pin instanceof SnapshotPin.Content content)) {
            return;
        }
        if (content.kind() == SnapshotPin.Kind.FILE) {
            artifacts.renew(content.digest());
            return;
        }
        records.snapshot(content.digest())
                .filter(Codec.Snapshot::stored)
                .ifPresent(snapshot -> snapshots.engine().forEachBlob(snapshot.manifest(), true, artifacts::renew));
    }
}
