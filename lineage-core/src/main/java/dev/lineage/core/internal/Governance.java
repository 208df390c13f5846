package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Approval;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Gate;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Page;
import dev.lineage.model.Policy;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stakes;
import dev.lineage.model.Tier;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What may run where: tiers, gates, evaluations and approvals, and the one way of writing any of them. Everything that a
 * promotion depends on moves one pointer of the model, so a promotion that is published was judged by what is true then.
 */
final class Governance {
    static final String EVALUATION = "evaluation";
    static final String GATE = "gate";
    static final String TIER = "tier";
    static final String APPROVAL = "approval";
    static final String REVOCATION = "revocation";
    static final String REHEARSAL = "rehearsal";
    static final String ATTEMPT = "promotion-attempt";

    /** An approval is good as long as its pointer is at this revision: being used or revoked claims the next one. */
    static final long GIVEN = 1;

    private static final int MAX_TRIES = 100;
    /** So many evaluations and approvals of one version are looked at. */
    static final int MAX_LOOKED_AT = 1_000;

    private final Records records;
    private final Withdrawals withdrawals;
    private final Marks marks;
    private final Trusts trusts;

    Governance(Records records) {
        this.records = records;
        this.withdrawals = new Withdrawals(records);
        this.marks = new Marks(records);
        this.trusts = new Trusts(records);
    }

    /** Whose signatures count. */
    Trusts trusts() {
        return trusts;
    }

    Withdrawals withdrawals() {
        return withdrawals;
    }

    /** What was collected. */
    Marks marks() {
        return marks;
    }

    // ---- pointer names

    private static String control(String model) {
        return "governance/" + model;
    }

    static String gatePointer(String model, String stage) {
        return "models/" + model + "/gates/" + stage;
    }

    static String tierPointer(String model) {
        return "models/" + model + "/tier";
    }

    static String evaluationsPointer(Digest version) {
        return "evaluations/" + version.hex();
    }

    static String approvalsPointer(Digest version, String stage) {
        return "approvals/" + version.hex() + "/" + stage;
    }

    static String approvalPointer(Digest approval) {
        return "approval/" + approval.hex();
    }

    static String rehearsalsPointer(String model, String stage) {
        return "rehearsals/" + model + "/" + stage;
    }

    static String attemptsPointer(String model, String stage) {
        return "promotion-attempts/" + model + "/" + stage;
    }

    // ---- writing

    /**
     * What is to be written, and what the caller gets for it.
     *
     * @param entry the entry, with the moves that it was given; empty if nothing is to be written
     * @param result makes the result of the entry's position
     */
    record Act<T>(Optional<Entry> entry, LongFunction<T> result) {
        Act(Entry entry, LongFunction<T> result) {
            this(Optional.of(entry), result);
        }

        /** Nothing is to be written. */
        static <T> Act<T> nothing(T result) {
            return new Act<>(Optional.empty(), position -> result);
        }
    }

    /** Decides what to write, by what is true now. Called again when something changed before it was written. */
    @FunctionalInterface
    interface Decider<T> {
        /**
         * Decides.
         *
         * @param control the move that the entry has to make besides its own
         */
        Act<T> decide(Move control);
    }

    /** As {@link Decider}, for what concerns several models. */
    @FunctionalInterface
    interface WideDecider<T> {
        /**
         * Decides.
         *
         * @param controls the moves that the entry has to make besides its own, one for each model
         */
        Act<T> decide(List<Move> controls);
    }

    /** Writes an entry that depends on what is true of a model. */
    <T> T write(String model, String what, Decider<T> decider) {
        return write(() -> Set.of(model), what, controls -> decider.decide(controls.get(0)));
    }

    /** Writes an entry that depends on what is true of several models. */
    <T> T write(Supplier<Set<String>> models, String what, WideDecider<T> decider) {
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            List<Move> controls =
                    models.get().stream().map(model -> next(control(model), "")).toList();
            Act<T> act = decider.decide(controls);
            if (act.entry().isEmpty()) {
                return act.result().apply(-1);
            }
            if (records.append(List.of(act.entry().get())) instanceof AppendResult.Appended appended) {
                return act.result().apply(appended.position());
            }
        }
        throw Errors.tooManyConflicts(what, MAX_TRIES);
    }

    /** The claim of the next revision of a pointer that is not shown. */
    Move next(String pointer, String value) {
        return new Move(pointer, records.newest(pointer) + 1, value, Move.View.HIDDEN);
    }

    // ---- reading

    Optional<Gate> gate(String model, String stage) {
        return records.current(gatePointer(Names.model(model), Names.stage(stage)), GATE, GovernanceCodec::gate);
    }

    Page<Gate> gateHistory(String model, String stage, int size, Optional<String> next) {
        return records.revisions(
                gatePointer(Names.model(model), Names.stage(stage)), GATE, size, next, GovernanceCodec::gate);
    }

    Stakes stakes(String model) {
        return records.current(tierPointer(Names.model(model)), TIER, GovernanceCodec::stakes)
                .orElseGet(() -> Stakes.unset(model));
    }

    /** What a promotion to a stage must follow: the model's policy, or nothing but the tuple where the stage is open. */
    Policy policy(String model, String stage) {
        return policy(stakes(model), stage);
    }

    static Policy policy(Stakes stakes, String stage) {
        return stakes.guards(stage) ? stakes.policy() : Tier.RESEARCH.policy();
    }

    Page<Evaluation> evaluations(Digest version, int size, Optional<String> next) {
        return records.revisions(evaluationsPointer(version), EVALUATION, size, next, GovernanceCodec::evaluation);
    }

    Page<PromotionAttempt> attempts(String model, String stage, int size, Optional<String> next) {
        return records.revisions(
                attemptsPointer(Names.model(model), Names.stage(stage)), ATTEMPT, size, next, GovernanceCodec::attempt);
    }

    Page<Rehearsal> rehearsals(String model, String stage, int size, Optional<String> next) {
        return records.revisions(
                rehearsalsPointer(Names.model(model), Names.stage(stage)),
                REHEARSAL,
                size,
                next,
                GovernanceCodec::rehearsal);
    }

    /** The last rehearsal of a stage, if it succeeded and is not older than that. */
    Optional<Rehearsal> rehearsedWithin(String model, String stage, Duration age, Instant now) {
        return rehearsals(model, stage, 1, Optional.empty()).items().stream()
                .filter(Rehearsal::passed)
                .filter(rehearsal -> !rehearsal.at().plus(age).isBefore(now))
                .findFirst();
    }

    /** The newest evaluations of a version, newest first. */
    List<Evaluation> evaluations(ModelVersion version) {
        return evaluations(version.digest(), MAX_LOOKED_AT, Optional.empty()).items();
    }

    /** The newest evaluation on exactly this data. */
    static Optional<Evaluation> on(SnapshotPin evalSet, List<Evaluation> newestFirst) {
        return newestFirst.stream()
                .filter(evaluation -> evaluation.evalSet().id().equals(evalSet.id()))
                .findFirst();
    }

    static List<Digest> digests(List<Evaluation> evaluations) {
        return evaluations.stream()
                .map(Evaluation::digest)
                .distinct()
                .sorted((a, b) -> a.hex().compareTo(b.hex()))
                .toList();
    }

    /** The approvals that nobody used or revoked, oldest first. */
    List<Approval> approvals(Digest version, String stage) {
        List<Approval> all = new ArrayList<>(records.revisions(
                        approvalsPointer(version, Names.stage(stage)),
                        APPROVAL,
                        MAX_LOOKED_AT,
                        Optional.empty(),
                        GovernanceCodec::approval)
                .items());
        all.removeIf(approval -> records.newest(approvalPointer(approval.digest())) != GIVEN);
        Collections.reverse(all);
        return List.copyOf(all);
    }

    /** The approval with that digest, whatever became of it. */
    Optional<Approval> approval(Digest digest) {
        return records.at(approvalPointer(digest), GIVEN, APPROVAL, GovernanceCodec::approval);
    }

    /** Takes an approval back. */
    void revoke(Digest digest, String by, String reason, Instant at) {
        People.requirePerson(by);
        People.requireReason(reason);
        Approval approval = approval(digest).orElseThrow(() -> Errors.noApproval(digest));
        write(approval.version().model(), "a revocation of " + digest, control -> {
            Optional<Pointer> now = records.store().pointer(approvalPointer(digest));
            if (now.map(Pointer::revision).orElse(0L) != GIVEN) {
                throw Errors.approvalGone(approval, now.map(Pointer::value).orElse("gone"));
            }
            Entry entry = Entry.of(
                    REVOCATION,
                    Records.FORMAT,
                    GovernanceCodec.revocation(approval, by, at, reason),
                    List.of(control, new Move(approvalPointer(digest), GIVEN + 1, "revoked", Move.View.HIDDEN)),
                    Attributes.of(approval));
            return new Act<>(entry, position -> position);
        });
    }
}
