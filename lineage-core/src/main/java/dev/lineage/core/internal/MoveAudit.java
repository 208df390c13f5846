package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Approval;
import dev.lineage.model.Audit.Check;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Finding;
import dev.lineage.model.Gate;
import dev.lineage.model.Grounds;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Policy;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.Rule;
import dev.lineage.model.Stage;
import dev.lineage.model.Stakes;
import dev.lineage.model.Tier;
import dev.lineage.model.Trust;
import dev.lineage.model.VersionName;
import dev.lineage.spi.Pointer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the move of a stage had what the policy and the gate of its time asked for, by what the log says and not by what the
 * move says of itself: who writes past the library can write anything into an entry, but not what was there before it.
 */
final class MoveAudit {
    private final Records records;
    private final Governance governance;

    MoveAudit(Records records, Governance governance) {
        this.records = records;
        this.governance = governance;
    }

    List<Check> check(Stage move) {
        List<Check> checks = new ArrayList<>();
        try {
            ModelVersion version = records.version(move.version());
            checks.add(
                    version.digest().equals(move.digest()) && version.position() < move.position()
                            ? Checks.confirmed(
                                    "version",
                                    version.name() + " " + version.digest() + ", recorded at " + version.position())
                            : Checks.broken(
                                    "version",
                                    move.version() + " is " + version.digest() + ", recorded at "
                                            + version.position()));
            Optional<Stakes> stakes = stakesAt(move);
            Policy policy = Governance.policy(stakes.orElseGet(() -> Stakes.unset(move.model())), move.name());
            Tier tier = stakes.map(Stakes::tier).orElse(Tier.RESEARCH);
            checks.add(Checks.confirmed(
                    "tier",
                    stakes.map(found -> tier + ", revision " + found.revision()).orElse(tier + ", never set")));
            checkSignature(move, version, policy, checks);
            if (move.restores().isPresent()) {
                checkRollback(move, checks);
            } else {
                checkRecord(move, version, policy, checks);
                checkGate(move, version, policy, checks);
                checkRehearsal(move, policy, checks);
                checkApprovals(move, version, policy, checks);
            }
        } catch (LineageException e) {
            checks.add(Checks.broken("records", e));
        }
        return checks;
    }

    /** The newest revision of a pointer that was logged before a position. */
    private <T> Optional<T> before(String pointer, long position, String type, Records.BodyReader<T> reader) {
        for (long revision = records.newest(pointer); revision >= 1; revision--) {
            Optional<Pointer> found = records.store().pointer(pointer, revision);
            if (found.isPresent() && found.get().position() < position) {
                return records.at(pointer, revision, type, reader);
            }
        }
        return Optional.empty();
    }

    private Optional<Stakes> stakesAt(Stage move) {
        return before(Governance.tierPointer(move.model()), move.position(), Governance.TIER, GovernanceCodec::stakes);
    }

    // ---- on whose word

    private void checkSignature(Stage move, ModelVersion version, Policy policy, List<Check> checks) {
        Optional<String> flaw = governance.trusts().flawAt(move, version);
        if (flaw.isEmpty()) {
            checks.add(Checks.confirmed(
                    "signature", "of " + signers(move.envelope().orElseThrow(), move)));
        } else if (move.envelope().isPresent() && governance.trusts().current().isPresent()) {
            checks.add(Checks.broken("signature", "of " + move.by() + ": " + flaw.get()));
        } else if (policy.signedPromotions() && move.restores().isEmpty()) {
            checks.add(Checks.broken("signature", flaw.get() + ", and the tier asks for one"));
        } else {
            checks.add(Checks.unchecked("signature", flaw.get() + "; who moved it is taken on trust"));
        }
    }

    /** Who signed, with which keys, by which trust document. */
    private String signers(Envelope envelope, Stage move) {
        return governance.trusts().signersAt(envelope, move.position()) + " by version "
                + governance.trusts().at(move.position()).map(Trust::version).orElse(0L) + " of the trust document";
    }

    /** Who signed the move beside the one who moved, and could approve it. */
    private Set<String> cosigners(Stage move, ModelVersion version) {
        Optional<Trust> trust = governance.trusts().at(move.position());
        if (trust.isEmpty()
                || move.envelope().isEmpty()
                || governance.trusts().flawAt(move, version).isPresent()) {
            return Set.of();
        }
        return governance.trusts().signersAt(move.envelope().get(), move.position()).keySet().stream()
                .filter(name -> trust.get().mayApprove(name)
                        && !People.same(name, move.by())
                        && !People.same(name, version.observation().by()))
                .map(People::key)
                .collect(Collectors.toSet());
    }

    private void checkApprovals(Stage move, ModelVersion version, Policy policy, List<Check> checks) {
        Set<String> people = new HashSet<>(cosigners(move, version));
        for (Digest digest : move.grounds().approvals()) {
            Optional<Approval> approval = governance.approval(digest);
            Optional<String> flaw = approval.isEmpty()
                    ? Optional.of("it is not in the log")
                    : flaw(approval.get(), move, version, policy);
            String what = "approval of " + approval.map(Approval::by).orElse("somebody") + " " + digest.abbreviated();
            if (flaw.isPresent()) {
                checks.add(Checks.broken(what, flaw.get()));
            } else {
                people.add(People.key(approval.orElseThrow().by()));
                checks.add(Checks.confirmed(
                        what,
                        "logged at " + approval.get().position()
                                + approval.get()
                                        .envelope()
                                        .map(envelope -> ", signed by " + signers(envelope, move))
                                        .orElse(", not signed")));
            }
        }
        boolean overridden = move.grounds().override().isPresent() && policy.approvals() < Judge.APPROVALS_TO_STAY;
        if (people.size() < policy.approvals() && !overridden) {
            checks.add(Checks.broken(
                    "approvals", people.size() + " people approved where the policy asked for " + policy.approvals()));
        }
    }

    /** Why an approval did not count for a move. */
    private Optional<String> flaw(Approval approval, Stage move, ModelVersion version, Policy policy) {
        if (approval.position() >= move.position()) {
            return Optional.of("it was logged at " + approval.position() + ", after the move");
        }
        if (!approval.versionDigest().equals(move.digest()) || !approval.stage().equals(move.name())) {
            return Optional.of("it is for " + approval.version() + " and stage '" + approval.stage() + "'");
        }
        if (approval.gate() != move.grounds().gate()) {
            return Optional.of("it is for revision " + approval.gate() + " of the gate");
        }
        if (!approval.expires().isAfter(move.at())) {
            return Optional.of("it had expired at " + approval.expires());
        }
        if (approval.at().isAfter(move.at())) {
            return Optional.of("it was given at " + approval.at() + ", after the time that the move states");
        }
        if (People.same(approval.by(), version.observation().by())) {
            return Optional.of("who approves recorded the version");
        }
        if (!policy.requesterMayApprove() && People.same(approval.by(), move.by())) {
            return Optional.of("who approves asked for the promotion");
        }
        if (!approval.evaluations().equals(evaluationsBefore(move))) {
            return Optional.of("it was given before the last evaluation");
        }
        boolean usedHere = records.store()
                .pointer(Governance.approvalPointer(approval.digest()), Governance.GIVEN + 1)
                .filter(use -> use.position() == move.position())
                .isPresent();
        if (!usedHere) {
            return Optional.of("it was used or revoked elsewhere");
        }
        return policy.signedApprovals()
                ? governance.trusts().flawAt(approval, version, move.position())
                : Optional.empty();
    }

    /** The digests of the evaluations of the version that were logged before the move, as approvals name them. */
    private List<Digest> evaluationsBefore(Stage move) {
        String pointer = Governance.evaluationsPointer(move.digest());
        List<Evaluation> found = new ArrayList<>();
        for (long revision = records.newest(pointer);
                revision >= 1 && found.size() < Governance.MAX_LOOKED_AT;
                revision--) {
            records.at(pointer, revision, Governance.EVALUATION, GovernanceCodec::evaluation)
                    .filter(evaluation -> evaluation.position() < move.position())
                    .ifPresent(found::add);
        }
        return Governance.digests(found);
    }

    // ---- by what was known

    private static void checkRecord(Stage move, ModelVersion version, Policy policy, List<Check> checks) {
        List<String> lacks = new ArrayList<>();
        if (policy.cleanCode() && version.recipe().code().isDirty()) {
            lacks.add("committed code");
        }
        boolean weak = version.recipe().data().values().stream()
                .anyMatch(pin -> Judge.evidence(pin).compareTo(policy.leastEvidence()) > 0);
        if (weak) {
            lacks.add("data of evidence " + policy.leastEvidence() + " or better");
        }
        if (!lacks.isEmpty() && move.grounds().override().isEmpty()) {
            checks.add(Checks.broken("record of " + version.name(), "it lacks what the policy asked for: " + lacks));
        }
    }

    private void checkRehearsal(Stage move, Policy policy, List<Check> checks) {
        if (policy.rehearsedWithin().isEmpty()
                || move.revision() == 1
                || move.grounds().override().isPresent()) {
            return;
        }
        Optional<Rehearsal> last = before(
                Governance.rehearsalsPointer(move.model(), move.name()),
                move.position(),
                Governance.REHEARSAL,
                GovernanceCodec::rehearsal);
        boolean recent = last.filter(Rehearsal::passed)
                .filter(found ->
                        !found.at().plus(policy.rehearsedWithin().get()).isBefore(move.at()))
                .isPresent();
        checks.add(
                recent
                        ? Checks.confirmed(
                                "rehearsal", "passed at " + last.get().at())
                        : Checks.broken(
                                "rehearsal",
                                "the way back was not rehearsed within "
                                        + policy.rehearsedWithin().get().toDays() + " days before"));
    }

    // ---- by which gate

    private void checkGate(Stage move, ModelVersion version, Policy policy, List<Check> checks) {
        Grounds grounds = move.grounds();
        List<String> failed = grounds.findings().stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.FAILED)
                .map(Finding::check)
                .toList();
        if (grounds.override().isPresent()) {
            boolean may = policy.overriders().stream().anyMatch(person -> People.same(person, move.by()));
            checks.add(
                    may
                            ? Checks.confirmed(
                                    "override",
                                    "by " + move.by() + ", against " + failed + ": "
                                            + grounds.override().get())
                            : Checks.broken("override", move.by() + " was none of " + policy.overriders()));
        } else if (!failed.isEmpty()) {
            checks.add(Checks.broken("findings", "it moved although these failed: " + failed));
        }
        Optional<Gate> gate = before(
                Governance.gatePointer(move.model(), move.name()),
                move.position(),
                Governance.GATE,
                GovernanceCodec::gate);
        if (gate.map(Gate::revision).orElse(0L) != grounds.gate()) {
            checks.add(Checks.broken(
                    "gate",
                    "it was judged by revision " + grounds.gate() + " where "
                            + gate.map(Gate::revision).orElse(0L) + " was in force"));
        } else if (gate.isEmpty()) {
            boolean missing = policy.gate() && grounds.override().isEmpty();
            checks.add(
                    missing
                            ? Checks.broken("gate", "there was none, and the policy asked for one")
                            : Checks.unchecked("gate", "the stage had none"));
        } else {
            checkNumbers(move, version, gate.get(), checks);
        }
    }

    private void checkNumbers(Stage move, ModelVersion version, Gate gate, List<Check> checks) {
        Grounds grounds = move.grounds();
        Optional<VersionName> baseline = before(
                        Records.stage(move.model(), move.name()),
                        move.position(),
                        Records.STAGE,
                        GovernanceCodec::stage)
                .map(Stage::version);
        if (!baseline.equals(grounds.baseline())) {
            checks.add(Checks.broken(
                    "baseline", "it was compared with " + grounds.baseline() + " where " + baseline + " was there"));
            return;
        }
        Optional<Evaluation> ours = evaluation(move, version, gate, grounds.evaluation(), checks);
        Optional<Evaluation> theirs = baseline.isPresent()
                ? evaluation(move, records.version(baseline.get()), gate, grounds.baselineEvaluation(), checks)
                : Optional.empty();
        Numbers numbers = new Numbers(version.name(), ours, baseline, theirs);
        for (Rule rule : gate.rules()) {
            String what = "gate revision " + gate.revision() + ": " + rule.describe();
            if (!Numbers.decide(rule)) {
                checks.add(Checks.unchecked(what, "judged by code or features then; the finding is in the log"));
                continue;
            }
            Finding finding = numbers.judge(rule, move.at());
            boolean holds = finding.verdict() == Finding.Verdict.PASSED;
            checks.add(
                    holds
                            ? Checks.confirmed(what, finding.found())
                            : grounds.override().isPresent()
                                    ? Checks.unchecked(what, "overridden: " + finding.found())
                                    : Checks.broken(what, finding.found()));
        }
    }

    private Optional<Evaluation> evaluation(
            Stage move, ModelVersion version, Gate gate, Optional<Digest> named, List<Check> checks) {
        if (named.isEmpty()) {
            return Optional.empty();
        }
        for (long revision = records.newest(Governance.evaluationsPointer(version.digest()));
                revision >= 1;
                revision--) {
            Optional<Evaluation> found = records.at(
                    Governance.evaluationsPointer(version.digest()),
                    revision,
                    Governance.EVALUATION,
                    GovernanceCodec::evaluation);
            if (found.isPresent()
                    && found.get().digest().equals(named.get())
                    && found.get().position() < move.position()
                    && found.get().evalSet().id().equals(gate.evalSet().id())) {
                return found;
            }
        }
        checks.add(Checks.broken(
                "evaluation of " + version.name(),
                named.get() + " is not one on the gate's eval set that was logged before the move"));
        return Optional.empty();
    }

    private void checkRollback(Stage move, List<Check> checks) {
        long restored = move.restores().orElseThrow();
        Optional<Stage> earlier = restored >= 1 && restored < move.revision()
                ? records.at(Records.stage(move.model(), move.name()), restored, Records.STAGE, GovernanceCodec::stage)
                : Optional.empty();
        boolean was =
                earlier.filter(stage -> stage.digest().equals(move.digest())).isPresent();
        checks.add(
                was
                        ? Checks.confirmed("rollback", "to revision " + restored + ", which had " + move.version())
                        : Checks.broken("rollback", "revision " + restored + " did not have " + move.version()));
    }
}
