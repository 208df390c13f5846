package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.Proof;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.core.internal.tree.Anchoring;
import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.core.internal.tree.Merkle;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Audit;
import dev.lineage.model.Audit.Check;
import dev.lineage.model.Audit.Result;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Stage;
import dev.lineage.model.VerificationKey;
import dev.lineage.model.VersionName;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is logged of a version, with the proof that it is in the log. */
final class Proofs {
    private static final int FORMAT = 1;
    private static final int PAGE = 1_000;

    private final Records records;
    private final LogTree tree;
    private final Anchoring anchoring;

    Proofs(Records records, LogTree tree, Anchoring anchoring) {
        this.records = records;
        this.tree = tree;
        this.anchoring = anchoring;
    }

    // ---- making

    /** Proves what is logged of a version. */
    Proof make(ModelVersion version) {
        return make(version, Set.of(), Optional.empty());
    }

    /**
     * Proves what is logged of a version, and more.
     *
     * @param others positions of other entries to prove
     * @param prediction one of the version's predictions
     */
    Proof make(ModelVersion version, Set<Long> others, Optional<Json> prediction) {
        Set<Long> positions = positions(version, records);
        positions.addAll(others);
        Checkpoint checkpoint = anchoring.mayKeep()
                ? anchoring.keep()
                : anchoring
                        .compare()
                        .orElseThrow(() -> Errors.noAnchor(records.store().location()));
        long size = checkpoint.head().size();
        List<Json> entries = new ArrayList<>();
        for (long position : positions) {
            if (position < size) {
                LogEntry entry = records.store().entry(position).orElseThrow();
                entries.add(Json.Obj.builder()
                        .put("position", position)
                        .put("entry", new String(entry.entry().bytes(), StandardCharsets.UTF_8))
                        .put(
                                "path",
                                new Json.Arr(tree.inclusion(position, size).stream()
                                        .map(hash -> (Json) new Json.Str(hash.hex()))
                                        .toList()))
                        .build());
            }
        }
        Json.Builder proof = Json.Obj.builder()
                .put("format", FORMAT)
                .put("version", version.name().toString())
                .put("checkpoint", checkpoint.toNote())
                .put("entries", new Json.Arr(entries));
        prediction.ifPresent(proved -> proof.put("prediction", proved));
        return new Proof(JsonWriter.canonicalText(proof.build()));
    }

    /** The entries by which every move of a stage to or from the version can be audited. */
    private static Set<Long> positions(ModelVersion version, Records records) {
        RecordStore store = records.store();
        Set<Long> positions = new TreeSet<>();
        positions.add(version.position());
        all(store, Records.observations(version.digest()), positions);
        all(store, Trusts.POINTER, positions);
        all(store, Governance.tierPointer(version.model()), positions);
        all(store, Governance.evaluationsPointer(version.digest()), positions);
        for (String name : store.children(Records.stages(version.model()), Optional.empty(), PAGE)) {
            String pointer = Records.stage(version.model(), name);
            boolean concerned = false;
            for (long revision = 1; revision <= records.newest(pointer); revision++) {
                Stage move = records.stageAt(version.model(), name, revision);
                if (!move.version().equals(version.name())
                        && !move.grounds().baseline().equals(Optional.of(version.name()))) {
                    continue;
                }
                concerned = true;
                positions.add(move.position());
                move.grounds().baseline().map(records::version).ifPresent(other -> {
                    positions.add(other.position());
                    all(store, Governance.evaluationsPointer(other.digest()), positions);
                });
                positions.add(records.version(move.version()).position());
                all(store, Governance.evaluationsPointer(move.digest()), positions);
                for (Digest approval : move.grounds().approvals()) {
                    all(store, Governance.approvalPointer(approval), positions);
                }
                if (revision > 1) {
                    store.pointer(pointer, revision - 1).ifPresent(before -> positions.add(before.position()));
                }
                move.restores()
                        .ifPresent(restored ->
                                store.pointer(pointer, restored).ifPresent(found -> positions.add(found.position())));
            }
            if (concerned) {
                all(store, Governance.gatePointer(version.model(), name), positions);
                all(store, Governance.rehearsalsPointer(version.model(), name), positions);
            }
        }
        return positions;
    }

    private static void all(RecordStore store, String pointer, Set<Long> positions) {
        long newest = store.pointer(pointer).map(found -> found.revision()).orElse(0L);
        for (long revision = 1; revision <= newest; revision++) {
            store.pointer(pointer, revision).ifPresent(found -> positions.add(found.position()));
        }
    }

    // ---- verifying

    static Audit verify(String text, Set<VerificationKey> keys) {
        try {
            JsonFields proof = JsonFields.of("", JsonReader.readCanonical(text.getBytes(StandardCharsets.UTF_8)))
                    .allow("format", "version", "checkpoint", "entries", "prediction");
            if (proof.integer("format") != FORMAT) {
                throw new JsonException("format: " + proof.integer("format") + " is not known here");
            }
            return new Verifying(
                            VersionName.parse(proof.string("version")),
                            Checkpoint.parse(proof.string("checkpoint")),
                            keys)
                    .verify(proof.list("entries", fields -> fields), proof.optionalObject("prediction"));
        } catch (JsonException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "This is no proof: " + e.getMessage()
                            + ". Give the whole text of the file that registry.prove(version) wrote",
                    e);
        }
    }

    private static final class Verifying {
        private final VersionName name;
        private final Checkpoint checkpoint;
        private final Set<VerificationKey> keys;
        private final List<Check> checks = new ArrayList<>();
        private final List<Audit.Transition> moves = new ArrayList<>();

        Verifying(VersionName name, Checkpoint checkpoint, Set<VerificationKey> keys) {
            this.name = name;
            this.checkpoint = checkpoint;
            this.keys = keys;
        }

        Audit verify(List<JsonFields> proved, Optional<JsonFields> prediction) {
            checkSignature();
            List<LogEntry> entries = new ArrayList<>();
            for (JsonFields fields : proved) {
                fields.allow("position", "entry", "path");
                entries.addAll(included(fields));
            }
            checkVersion(entries);
            prediction.ifPresent(fields -> checks.add(PredictionProofs.check(fields, name, entries)));
            long broken = checks.stream()
                            .filter(check -> check.result() == Result.BROKEN)
                            .count()
                    + moves.stream()
                            .flatMap(move -> move.checks().stream())
                            .filter(check -> check.result() == Result.BROKEN)
                            .count();
            return new Audit(name.toString(), checkpoint.head(), Optional.of(checkpoint), checks, broken, moves);
        }

        private void checkSignature() {
            if (keys.isEmpty()) {
                checks.add(
                        Checks.unchecked(
                                "checkpoint",
                                "no key of the log was given, so anybody can have made it; compare its root with one that you know"));
                return;
            }
            try {
                Set<VerificationKey> signers = Anchoring.signers(checkpoint, keys);
                checks.add(
                        signers.isEmpty()
                                ? Checks.broken("checkpoint", "none of the keys " + keys + " signed it")
                                : Checks.confirmed("checkpoint", checkpoint + ", signed by " + signers));
            } catch (LineageException e) {
                checks.add(Checks.broken("checkpoint", e));
            }
        }

        private List<LogEntry> included(JsonFields fields) {
            long position = fields.integer("position");
            byte[] bytes = fields.string("entry").getBytes(StandardCharsets.UTF_8);
            List<Digest> path =
                    fields.strings("path").stream().map(Digest::ofHex).toList();
            boolean in = Merkle.isIncluded(Merkle.leaf(bytes), position, checkpoint.head(), path);
            checks.add(Checks.of(
                    "entry " + position,
                    in,
                    in
                            ? "is in the log, by " + path.size() + " hashes"
                            : "is not in the log that the checkpoint is of"));
            return in ? List.of(new LogEntry(position, Entry.parse(bytes))) : List.of();
        }

        private void checkVersion(List<LogEntry> entries) {
            PartialRecords partial = new PartialRecords(entries);
            Records records = Records.alone(partial);
            try {
                ModelVersion version = records.version(name);
                checks.add(Checks.confirmed(
                        name.toString(),
                        version.digest() + ", recorded at position " + version.position() + " by "
                                + version.observation().by() + "; its artifacts are " + artifacts(version)));
                Governance governance = new Governance(records);
                MoveAudit audit = new MoveAudit(records, governance);
                for (LogEntry entry : entries) {
                    if (entry.entry().type().equals(Records.STAGE)) {
                        Stage move = GovernanceCodec.stage(entry.entry().body(), entry.position());
                        if (move.version().equals(name)
                                || move.grounds().baseline().equals(Optional.of(name))) {
                            moves.add(new Audit.Transition(move, audit.check(move)));
                        }
                    }
                }
            } catch (LineageException | JsonException e) {
                checks.add(Checks.broken(name.toString(), e));
            }
            checks.add(Checks.unchecked(
                    "completeness",
                    "a proof shows that entries are in the log, not that there are no others: whether the version was moved,"
                            + " withdrawn or distrusted otherwise, and since, tells registry.audit() only"));
        }

        private static Map<String, Digest> artifacts(ModelVersion version) {
            Map<String, Digest> digests = new TreeMap<>();
            version.artifacts().forEach((name, artifact) -> digests.put(name, artifact.digest()));
            return digests;
        }
    }
}
