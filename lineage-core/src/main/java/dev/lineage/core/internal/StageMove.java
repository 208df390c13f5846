package dev.lineage.core.internal;

import dev.lineage.Decision;
import dev.lineage.Signer;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Finding;
import dev.lineage.model.Grounds;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Policy;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Stage;
import dev.lineage.model.VerificationKey;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What promotions and rollbacks have in common: who, why, and how what was decided is written. */
abstract class StageMove extends SingleUse {
    final Records records;
    final Governance governance;
    private final Surroundings surroundings;
    private @Nullable String reason;
    private @Nullable String person;
    private final Map<VerificationKey, Signer> signers = new LinkedHashMap<>();

    StageMove(Records records, Governance governance, Surroundings surroundings) {
        this.records = records;
        this.governance = governance;
        this.surroundings = surroundings;
    }

    final void setReason(String text) {
        requireUnset("because", reason);
        reason = People.requireReason(text);
    }

    final void setPerson(String name) {
        requireUnset("by", person);
        person = People.requirePerson(name);
    }

    final void addSigner(Signer signer) {
        requireUnused();
        if (signers.putIfAbsent(signer.key(), signer) != null) {
            throw Errors.optionSet("signedBy", signer.key());
        }
    }

    /** The keys with which it is signed. */
    final Set<VerificationKey> keys() {
        return signers.keySet();
    }

    final String requireReason() {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        return reason;
    }

    final String person() {
        return person == null ? surroundings.user() : person;
    }

    final Instant now() {
        return surroundings.now();
    }

    /**
     * What is to be done, decided by what is true now.
     *
     * @param version where the stage is to point
     * @param current where it points
     * @param at when it was decided
     * @param outcome how it came out, as far as nothing was moved; empty if the stage moves
     * @param missing how many approvals are missing
     */
    record Ruling(
            ModelVersion version,
            String stage,
            Optional<Stage> current,
            Instant at,
            OptionalLong restores,
            Grounds grounds,
            Optional<PromotionAttempt.Outcome> outcome,
            int missing) {
        static Ruling refused(ModelVersion version, String stage, Optional<Stage> current, Instant at, Finding failed) {
            return new Ruling(
                    version,
                    stage,
                    current,
                    at,
                    OptionalLong.empty(),
                    new Grounds(
                            0,
                            Optional.empty(),
                            current.map(Stage::version),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            List.of(failed)),
                    Optional.of(PromotionAttempt.Outcome.REFUSED),
                    0);
        }
    }

    /** What the caller is told of a ruling that is not written, or moved nothing. */
    final Decision decision(Ruling ruling) {
        if (ruling.outcome().isEmpty()) {
            return new Decision.Promoted(stage(ruling, policy(ruling), Optional.empty(), -1));
        }
        return ruling.outcome().get() == PromotionAttempt.Outcome.REFUSED
                ? new Decision.Refused(ruling.grounds().findings())
                : new Decision.AwaitingApproval(
                        ruling.missing(), ruling.grounds().findings());
    }

    /** Writes the ruling: the move of the stage, or the fact that it did not move. */
    final Governance.Act<Decision> act(Supplier<Ruling> rule, Move control) {
        // Before it is ruled: a trust document that comes behind this makes it be ruled again.
        Move trusting = governance.next(Trusts.USE, "");
        Ruling ruling = rule.get();
        return ruling.outcome().isEmpty()
                ? moving(ruling, control, trusting)
                : attempted(ruling, ruling.outcome().get(), control);
    }

    private Governance.Act<Decision> moving(Ruling ruling, Move control, Move trusting) {
        // Asked once: what is told is what was written.
        Policy policy = policy(ruling);
        Optional<Envelope> envelope = signed(stage(ruling, policy, Optional.empty(), -1), ruling.version());
        Stage next = stage(ruling, policy, envelope, -1);
        List<Move> moves = new ArrayList<>();
        moves.add(control);
        if (next.envelope().isPresent() || countsSignatures(ruling)) {
            moves.add(trusting);
        }
        moves.add(new Move(
                Records.stage(next.model(), next.name()),
                next.revision(),
                next.version() + " " + next.digest(),
                Move.View.LINE));
        for (Digest approval : ruling.grounds().approvals()) {
            moves.add(new Move(
                    Governance.approvalPointer(approval),
                    Governance.GIVEN + 1,
                    "used for revision " + next.revision(),
                    Move.View.HIDDEN));
        }
        Entry entry = Entry.of(
                Records.STAGE, Records.FORMAT, GovernanceCodec.stage(next), moves, Attributes.of(next), Edges.of(next));
        return new Governance.Act<>(entry, position -> {
            next.grounds().override().ifPresent(why -> warn(next, why));
            return new Decision.Promoted(stage(ruling, policy, envelope, position));
        });
    }

    private Optional<Envelope> signed(Stage stage, ModelVersion version) {
        return signers.isEmpty()
                ? Optional.empty()
                : Optional.of(Trusts.sign(stage, version, governance.trusts().current(), signers.values()));
    }

    private static void warn(Stage stage, String why) {
        Log.warn(
                "EMERGENCY OVERRIDE: {} moved stage '{}' of {} to {}: {}",
                stage.by(),
                stage.name(),
                stage.model(),
                stage.version(),
                why);
    }

    private Governance.Act<Decision> attempted(Ruling ruling, PromotionAttempt.Outcome outcome, Move control) {
        String pointer = Governance.attemptsPointer(ruling.version().model(), ruling.stage());
        PromotionAttempt attempt = new PromotionAttempt(
                ruling.version().model(),
                ruling.stage(),
                records.newest(pointer) + 1,
                ruling.version().name(),
                ruling.version().digest(),
                outcome,
                person(),
                ruling.at(),
                requireReason(),
                ruling.grounds(),
                -1);
        Entry entry = Entry.of(
                Governance.ATTEMPT,
                Records.FORMAT,
                GovernanceCodec.attempt(attempt),
                List.of(
                        control,
                        new Move(pointer, attempt.number(), attempt.version().toString(), Move.View.HIDDEN)),
                Attributes.of(attempt));
        return new Governance.Act<>(entry, position -> decision(ruling));
    }

    private boolean countsSignatures(Ruling ruling) {
        return policy(ruling).signedApprovals();
    }

    private Policy policy(Ruling ruling) {
        return governance.policy(ruling.version().model(), ruling.stage());
    }

    private Stage stage(Ruling ruling, Policy policy, Optional<Envelope> envelope, long position) {
        return new Stage(
                ruling.version().model(),
                ruling.stage(),
                ruling.version().name(),
                ruling.version().digest(),
                ruling.current().map(Stage::revision).orElse(0L) + 1,
                ruling.restores(),
                policy.sameEnvironment(),
                policy.predictionsLogged(),
                person(),
                ruling.at(),
                requireReason(),
                ruling.grounds(),
                envelope,
                position);
    }
}
