package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Artifact;
import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Gate;
import dev.lineage.model.GraphNode;
import dev.lineage.model.LegalHold;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.model.Withdrawal;
import dev.lineage.spi.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the log says that a collection must know, up to some entry; it can be brought up to date. About a kilobyte for each
 * version and eight bytes for each blob are in memory. Not thread-safe.
 */
final class Inventory {
    /** A version whose artifacts may be there. */
    static final class Known {
        final VersionName name;
        final Digest digest;
        final List<Artifact> artifacts;
        final List<SnapshotPin.Content> data;
        final List<GraphNode> nodes;
        final List<Digest> bases;
        private Instant last;

        private Known(ModelVersion version) {
            this.name = version.name();
            this.digest = version.digest();
            this.artifacts = version.artifacts().entrySet().stream()
                    .filter(artifact -> !artifact.getKey().equals(ServingSpec.ARTIFACT))
                    .map(Map.Entry::getValue)
                    .toList();
            this.data = version.recipe().data().values().stream()
                    .filter(SnapshotPin.Content.class::isInstance)
                    .map(SnapshotPin.Content.class::cast)
                    .toList();
            this.nodes = version.recipe().data().values().stream()
                    .map(GraphNode::data)
                    .toList();
            this.bases = List.copyOf(version.recipe().bases().values());
            this.last = version.observation().finished();
        }

        /** When it was recorded, the last time. */
        Instant last() {
            return last;
        }

        Subject.Version subject() {
            return new Subject.Version(name);
        }
    }

    /** Stored data, or the files of a directory that is an artifact. */
    static final class Stored {
        final SnapshotPin.Content pin;
        final Digest manifest;
        private boolean own;

        private Stored(SnapshotPin.Content pin, Digest manifest) {
            this.pin = pin;
            this.manifest = manifest;
        }

        /** Whether it was pinned for itself, not by a version. */
        boolean isOwn() {
            return own;
        }
    }

    /** A revision of a stage. */
    record Stay(Digest version, Instant since, long revision, OptionalLong restores) {}

    /** A stage of a model. */
    record Place(String model, String stage) {}

    private final Records records;
    private final References references;
    private final Prefixes always = new Prefixes();
    private final Map<Digest, Known> versions = new LinkedHashMap<>();
    private final Map<VersionName, Digest> named = new HashMap<>();
    private final Map<Digest, Stored> stored = new LinkedHashMap<>();
    /** Class directories that were kept: like locks, they are small, and never deleted. */
    private final Set<Digest> classTrees = new HashSet<>();

    private final Map<Place, List<Stay>> stages = new LinkedHashMap<>();
    private final Map<Place, Gate> gates = new LinkedHashMap<>();
    private final Map<GraphNode, LegalHold> holds = new HashMap<>();
    private final Map<GraphNode, Withdrawal> withdrawals = new TreeMap<>();
    private final Set<Digest> goneVersions = new HashSet<>();
    private final Set<Digest> goneData = new HashSet<>();
    private long position;
    private boolean moved;

    Inventory(Records records, References references) {
        this.records = records;
        this.references = references;
    }

    /** Reads what was logged since, and says whether it can change what a collection does. */
    boolean advance() {
        moved = false;
        long size = records.store().size();
        records.forEach(position, size, this::read);
        position = size;
        return moved;
    }

    private void read(LogEntry entry) {
        String body = entry.entry().body();
        // What an entry of these types names is small, or says what something was: it is never deleted.
        switch (entry.entry().type()) {
            case Records.VERSION -> read(records.version(entry));
            case Records.OBSERVATION -> {
                Observation observation = Codec.observationIn(body);
                keep(observation);
                Known known = versions.get(Codec.observedIn(body));
                if (known != null) {
                    known.last = later(known.last, observation.finished());
                    moved = true;
                }
            }
            case Governance.EVALUATION ->
                references.ofEvaluation(GovernanceCodec.evaluation(body, entry.position()), this::keep);
            case Records.SNAPSHOT -> read(Codec.snapshot(body));
            case Records.STAGE -> read(GovernanceCodec.stage(body, entry.position()));
            case Governance.GATE -> {
                Gate gate = GovernanceCodec.gate(body, entry.position());
                gates.put(new Place(gate.model(), gate.stage()), gate);
                moved = true;
            }
            case Holds.HOLD -> {
                LegalHold hold = GovernanceCodec.hold(body, entry.position());
                holds.put(node(hold.subject()), hold);
                moved = true;
            }
            case Withdrawals.WITHDRAWAL -> {
                Withdrawal withdrawal = GovernanceCodec.withdrawal(body, entry.position());
                withdrawals.put(node(withdrawal.subject()), withdrawal);
                moved = true;
            }
            case Marks.COLLECTION -> {
                var collected = GovernanceCodec.collected(body, entry.position());
                collected.versions().forEach(name -> goneVersions.add(digest(name)));
                collected.data().forEach(pin -> goneData.add(pin.digest()));
            }
            case Marks.RESTORATION -> {
                GovernanceCodec.Restoration restoration = GovernanceCodec.restoration(body);
                restoration.versions().forEach(name -> goneVersions.remove(digest(name)));
                restoration.data().forEach(goneData::remove);
                moved = true;
            }
            default -> {
                // Says nothing about bytes.
            }
        }
    }

    private void keep(Observation observation) {
        references.ofObservation(observation, this::keep);
        for (Dependency dependency : references.archived(observation)) {
            if (dependency.kind() == Dependency.Kind.DIRECTORY && classTrees.add(dependency.digest())) {
                stored.remove(dependency.digest());
                records.snapshot(dependency.digest()).ifPresent(snapshot -> references.ofData(snapshot, this::keep));
            }
        }
    }

    private void keep(String what, Digest blob) {
        always.add(blob);
    }

    private void read(ModelVersion version) {
        keep(version.observation());
        Artifact serving = version.artifacts().get(ServingSpec.ARTIFACT);
        if (serving != null) {
            always.add(serving.digest());
        }
        versions.put(version.digest(), new Known(version));
        named.put(version.name(), version.digest());
        moved |= !version.recipe().bases().isEmpty() || usesStored(version);
    }

    private boolean usesStored(ModelVersion version) {
        return version.artifacts().values().stream().anyMatch(artifact -> stored.containsKey(artifact.digest()))
                || version.recipe().data().values().stream()
                        .anyMatch(pin ->
                                pin instanceof SnapshotPin.Content content && stored.containsKey(content.digest()));
    }

    private void read(Codec.Snapshot snapshot) {
        references.ofManifest(snapshot, this::keep);
        if (!snapshot.stored()) {
            return;
        }
        if (classTrees.contains(snapshot.pin().digest())) {
            references.ofData(snapshot, this::keep);
            return;
        }
        Stored known = stored.computeIfAbsent(
                snapshot.pin().digest(), digest -> new Stored(snapshot.pin(), snapshot.manifest()));
        known.own |= snapshot.isOwn();
    }

    private void read(Stage stage) {
        stages.computeIfAbsent(new Place(stage.model(), stage.name()), place -> new ArrayList<>())
                .add(new Stay(stage.digest(), stage.at(), stage.revision(), stage.restores()));
        moved = true;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private GraphNode node(Subject subject) {
        return Edges.subject(subject, this::digest);
    }

    private Digest digest(VersionName name) {
        Digest digest = named.get(name);
        return digest == null ? records.version(name).digest() : digest;
    }

    // ---- what was read

    /** The blobs that are never deleted. */
    Prefixes always() {
        return always;
    }

    /** By digest, oldest first. */
    Map<Digest, Known> versions() {
        return versions;
    }

    /** By the digest of the tree or file. */
    Map<Digest, Stored> stored() {
        return stored;
    }

    Map<Place, List<Stay>> stages() {
        return stages;
    }

    /** The gates that are in force. */
    Map<Place, Gate> gates() {
        return gates;
    }

    /** The last decision about a node. */
    Map<GraphNode, LegalHold> holds() {
        return holds;
    }

    /** The last decision about a node. */
    Map<GraphNode, Withdrawal> withdrawals() {
        return withdrawals;
    }

    /** Whether a version was recorded at a moment or later. */
    boolean isNeededAgain(Digest version, Instant moment) {
        Known known = versions.get(version);
        return known != null && !known.last().isBefore(moment);
    }

    boolean isGone(Known version) {
        return goneVersions.contains(version.digest);
    }

    boolean isGone(SnapshotPin.Content data) {
        return goneData.contains(data.digest());
    }
}
