package dev.lineage.core.internal;

import dev.lineage.GateCheck;
import dev.lineage.StoreException;
import dev.lineage.core.internal.tree.Anchoring;
import dev.lineage.model.Approval;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Evidence;
import dev.lineage.model.FeatureSchema;
import dev.lineage.model.Finding;
import dev.lineage.model.Gate;
import dev.lineage.model.Grounds;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Policy;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.Rule;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Stakes;
import dev.lineage.model.Tier;
import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;
import dev.lineage.model.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges one promotion by the model's policy and the stage's gate, as they are now. Used once; not thread-safe. */
final class Judge {
    /**
     * A promotion that is asked for.
     *
     * @param candidate the version
     * @param stage the stage
     * @param current where the stage points now
     * @param requester who asks
     * @param keys the keys with which it is signed
     * @param at when
     * @param emergency why what forbids it is to be overridden
     */
    record Request(
            ModelVersion candidate,
            String stage,
            Optional<Stage> current,
            String requester,
            Set<VerificationKey> keys,
            Instant at,
            Optional<String> emergency) {}

    /**
     * What came out.
     *
     * @param grounds what it was decided on
     * @param missing how many approvals are missing
     */
    record Judgement(Grounds grounds, int missing) {
        /** Why nothing moves; empty if the stage may move. */
        Optional<PromotionAttempt.Outcome> outcome() {
            boolean failed = grounds.override().isEmpty()
                    && grounds.findings().stream().anyMatch(f -> f.verdict() == Finding.Verdict.FAILED);
            return failed
                    ? Optional.of(PromotionAttempt.Outcome.REFUSED)
                    : missing > 0 ? Optional.of(PromotionAttempt.Outcome.AWAITING_APPROVAL) : Optional.empty();
        }
    }

    private static final int MAX_TOLD = 500;
    /** So many approvals, or more, are asked for even in an emergency. */
    static final int APPROVALS_TO_STAY = 2;

    private final Records records;
    private final Governance governance;
    private final Wholeness wholeness;
    private final Map<String, GateCheck> checks;
    private final Request request;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Evaluation> evaluations;
    private final Optional<Gate> gate;
    private final Policy policy;
    private final Tier tier;
    private Optional<Evaluation> evaluation = Optional.empty();
    private Optional<ModelVersion> baseline = Optional.empty();
    private Optional<Evaluation> baselineEvaluation = Optional.empty();

    Judge(Records records, Governance governance, Wholeness wholeness, Map<String, GateCheck> checks, Request request) {
        this.records = records;
        this.governance = governance;
        this.wholeness = wholeness;
        this.checks = checks;
        this.request = request;
        Stakes stakes = governance.stakes(request.candidate().model());
        this.tier = stakes.tier();
        this.policy = Governance.policy(stakes, request.stage());
        this.gate = governance.gate(request.candidate().model(), request.stage());
        this.evaluations = governance.evaluations(request.candidate());
    }

    Judgement judge() {
        baseline = request.current().map(stage -> records.version(stage.version()));
        boolean unusable = judgeUse();
        judgeRecord();
        gate.ifPresentOrElse(this::judgeGate, this::judgeMissingGate);
        judgePrevious();
        judgeRehearsal();
        boolean unsigned = judgeSignature();
        judgeAnchor();
        List<Approval> used = new ArrayList<>();
        int missing = judgeApprovals(used);
        Optional<String> override = request.emergency().filter(why -> mayOverride() && !unusable && !unsigned);
        if (override.isPresent() && policy.approvals() < APPROVALS_TO_STAY) {
            missing = 0;
        }
        return new Judgement(
                new Grounds(
                        gate.map(Gate::revision).orElse(0L),
                        evaluation.map(Evaluation::digest),
                        baseline.map(ModelVersion::name),
                        baselineEvaluation.map(Evaluation::digest),
                        used.stream().map(Approval::digest).toList(),
                        override,
                        findings),
                missing);
    }

    private boolean mayOverride() {
        Set<String> may =
                governance.stakes(request.candidate().model()).policy().overriders();
        boolean allowed = may.stream().anyMatch(person -> People.same(person, request.requester()));
        findings.add(
                allowed
                        ? Finding.passed("emergency override", "by " + request.requester())
                        : Finding.failed(
                                "emergency override",
                                request.requester() + " may not; " + (may.isEmpty() ? "nobody" : new TreeSet<>(may))
                                        + " may",
                                "Ask somebody who may, or name who may: registry.setTier(…).policy("
                                        + "policy.withOverriders(people)).approvedBy(…)"));
        return allowed;
    }

    /** Nothing is said of versions that can be used: that is the rule. Returns whether this one cannot. */
    private boolean judgeUse() {
        List<Finding> found = unusable(governance, request.candidate());
        findings.addAll(found);
        return !found.isEmpty();
    }

    /** Why a version must not or cannot be used; empty if it may. */
    static List<Finding> unusable(Governance governance, ModelVersion version) {
        return Stream.concat(withdrawn(governance, version).stream(), collected(governance, version).stream())
                .toList();
    }

    private static Optional<Finding> collected(Governance governance, ModelVersion version) {
        return governance
                .marks()
                .of(Marks.version(version.digest()))
                .map(collected -> Finding.failed(
                        version.name() + " is whole",
                        Texts.printable(Errors.collected(version.name(), collected), MAX_TOLD),
                        "Train and record it again from the same commit and data, which stores it again, or use"
                                + " another version"));
    }

    private static Optional<Finding> withdrawn(Governance governance, ModelVersion version) {
        List<Withdrawal> found = governance.withdrawals().of(version);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.failed(
                        version.name() + " may be used",
                        Texts.printable(Withdrawals.told(found), MAX_TOLD),
                        "Use a version that is not made from it; if the withdrawal was wrong:"
                                + " registry.reinstate(subject)"));
    }

    private void judgeRecord() {
        ModelVersion candidate = request.candidate();
        if (policy.cleanCode()) {
            String commit = candidate.recipe().code().commit();
            findings.add(
                    candidate.recipe().code().isDirty()
                            ? Finding.failed(
                                    "committed code",
                                    candidate.name() + " was trained with uncommitted changes on " + commit,
                                    "Commit, train and record again: tier " + tier + " runs only what is in Git")
                            : Finding.passed("committed code", commit));
        }
        if (policy.leastEvidence() != Evidence.DECLARED) {
            List<String> weak = candidate.recipe().data().entrySet().stream()
                    .filter(pin -> evidence(pin.getValue()).compareTo(policy.leastEvidence()) > 0)
                    .map(pin -> pin.getKey() + " (" + pin.getValue().id() + ")")
                    .sorted()
                    .toList();
            String check = "data is " + policy.leastEvidence() + " or better";
            findings.add(
                    weak.isEmpty()
                            ? Finding.passed(
                                    check, "pins: " + candidate.recipe().data().size())
                            : Finding.failed(
                                    check,
                                    "taken on trust: " + String.join(", ", weak),
                                    "Pin that data by its content, or by an id of a versioning system, and record again"));
        }
    }

    static Evidence evidence(SnapshotPin pin) {
        return pin instanceof SnapshotPin.External external ? external.evidence() : Evidence.CONTENT;
    }

    /** Returns whether a signature is missing: without it nobody knows who overrides. */
    private boolean judgeSignature() {
        if (!policy.signedPromotions()) {
            return false;
        }
        String check = "signed by " + request.requester();
        Optional<Trust> trust = governance.trusts().current().map(Trusts.Verified::trust);
        if (trust.filter(document -> document.isExpired(request.at())).isPresent()) {
            findings.add(Finding.failed(
                    check,
                    "the trust document expired at " + trust.get().expires().orElseThrow(),
                    "Renew it: registry.setTrust().validFor(…).because(…).signedBy(root).commit()"));
            return true;
        }
        Optional<VerificationKey> own = request.keys().stream()
                .filter(key -> owner(trust, key)
                        .filter(name -> People.same(name, request.requester()))
                        .isPresent())
                .findFirst();
        boolean signed = own.isPresent();
        findings.add(own.map(key -> Finding.passed(check, "with the key " + key))
                .orElseGet(() -> Finding.failed(
                        check,
                        request.keys().isEmpty()
                                ? "it is not signed"
                                : request.keys().stream()
                                        .map(key -> "the key " + key + " is "
                                                + owner(trust, key)
                                                        .map(name -> "that of " + name)
                                                        .orElse("nobody's"))
                                        .collect(Collectors.joining(", ")),
                        "Sign with a key of yours, .signedBy(signer); keys are made known with"
                                + " registry.setTrust().principal(\"" + request.requester() + "\", key)")));
        return !signed;
    }

    private static Optional<String> owner(Optional<Trust> trust, VerificationKey key) {
        return trust.flatMap(document -> document.owner(key));
    }

    /** Who signs the promotion beside the requester, and may approve it: their signature is over all that it says. */
    private Set<String> cosigners(Optional<Trust> trust) {
        return trust.filter(document -> !document.isExpired(request.at())).stream()
                .flatMap(document -> request.keys().stream()
                        .flatMap(key -> document.owner(key).stream())
                        .filter(document::mayApprove))
                .filter(name -> !People.same(name, request.requester()))
                .filter(name ->
                        !People.same(name, request.candidate().observation().by()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void judgeAnchor() {
        if (!policy.anchored()) {
            return;
        }
        String check = "the log is anchored";
        Optional<Anchoring> anchoring = records.checkpointing().anchoring();
        if (anchoring.flatMap(found -> found.anchor().signer()).isEmpty()) {
            findings.add(Finding.failed(
                    check,
                    anchoring.isEmpty()
                            ? "this registry was opened without an anchor"
                            : "its checkpoints are not signed with a key of the log",
                    "Open it with one: ModelRegistry.open(url, Anchor.of(name, CheckpointStore.ofFile(…))"
                            + ".signedBy(signer))"));
            return;
        }
        try {
            findings.add(Finding.passed(
                    check,
                    anchoring
                                    .get()
                                    .compare()
                                    .map(kept -> kept.head().size() + " entries")
                                    .orElse("nothing yet") + " at "
                            + anchoring.get().where()));
        } catch (StoreException e) {
            findings.add(Finding.failed(
                    check,
                    Texts.printable(String.valueOf(e.getMessage()), MAX_TOLD),
                    "Make its checkpoint readable, and promote again"));
        }
    }

    private void judgeMissingGate() {
        if (policy.gate()) {
            findings.add(Finding.failed(
                    "gate",
                    "stage '" + request.stage() + "' has none, and tier " + tier + " requires one",
                    "Set one: registry.setGate(\"" + request.candidate().model() + "\", \"" + request.stage()
                            + "\").on(evalSet).beatOrMatch(…).because(…).commit()"));
        }
    }

    private void judgeGate(Gate stored) {
        SnapshotPin evalSet = stored.evalSet();
        boolean compares = stored.rules().stream()
                .anyMatch(rule -> rule instanceof Rule.BeatOrMatch || rule instanceof Rule.ProtectedSlice);
        if (policy.gate() && stored.rules().stream().noneMatch(Rule.BeatOrMatch.class::isInstance)) {
            findings.add(Finding.failed(
                    "gate",
                    "revision " + stored.revision() + " compares with nothing, and tier " + tier
                            + " requires to beat or match what is there",
                    "Set a gate with beatOrMatch(…)"));
        }
        governance
                .withdrawals()
                .of(evalSet)
                .ifPresent(withdrawal -> findings.add(Finding.failed(
                        "gate",
                        "its eval set is not to be used: " + withdrawal,
                        "Set a gate on other data, and evaluate both versions on it")));
        evaluation = Governance.on(evalSet, evaluations);
        findings.add(evaluated(request.candidate(), evaluations, evaluation, evalSet));
        if (compares && baseline.isPresent()) {
            List<Evaluation> others = governance.evaluations(baseline.get());
            baselineEvaluation = Governance.on(evalSet, others);
            findings.add(evaluated(baseline.get(), others, baselineEvaluation, evalSet));
        }
        for (Rule rule : stored.rules()) {
            findings.add(judge(rule));
        }
    }

    private static Finding evaluated(
            ModelVersion version, List<Evaluation> all, Optional<Evaluation> found, SnapshotPin evalSet) {
        String check = version.name() + " is evaluated on the gate's eval set";
        if (found.isPresent()) {
            return Finding.passed(
                    check, "at " + found.get().at() + ", " + found.get().digest());
        }
        String others = all.stream()
                .map(evaluation -> evaluation.evalSet().id())
                .distinct()
                .limit(3)
                .collect(Collectors.joining(", "));
        return Finding.failed(
                check,
                others.isEmpty() ? "it was never evaluated" : "it was evaluated on other data only: " + others,
                "Evaluate it on " + evalSet.id() + ": numbers from other data cannot be compared");
    }

    private Finding judge(Rule rule) {
        if (rule instanceof Rule.CompatibleFeatures) {
            return judgeFeatures(rule);
        }
        if (rule instanceof Rule.Check check) {
            return judge(check);
        }
        return new Numbers(request.candidate().name(), evaluation, baseline.map(ModelVersion::name), baselineEvaluation)
                .judge(rule, request.at());
    }

    private Finding judgeFeatures(Rule rule) {
        String remedy = "Record versions with serving(ServingSpec.builder().feature(…)…)";
        FeatureSchema ours = wholeness.servings().of(request.candidate()).features();
        if (ours.isEmpty()) {
            return Finding.failed(rule.describe(), request.candidate().name() + " states no features", remedy);
        }
        if (baseline.isEmpty()) {
            return Finding.passed(rule.describe(), "the stage was never set, so nothing is sent yet");
        }
        FeatureSchema sent = wholeness.servings().of(baseline.get()).features();
        if (sent.isEmpty()) {
            return Finding.failed(rule.describe(), baseline.get().name() + " states no features", remedy);
        }
        List<String> obstacles = ours.obstacles(sent);
        return obstacles.isEmpty()
                ? Finding.passed(
                        rule.describe(),
                        "takes all " + sent.features().size() + " of "
                                + baseline.get().name())
                : Finding.failed(
                        rule.describe(),
                        Texts.printable(String.join("; ", obstacles), 500),
                        "Change what is sent first, in a way that both versions take, or train without these changes");
    }

    private Finding judge(Rule.Check rule) {
        GateCheck check = checks.get(rule.name());
        if (check == null) {
            return Finding.failed(
                    rule.describe(),
                    "this application does not have it; it has " + new TreeMap<>(checks).keySet(),
                    "Promote from an application that registers it: ModelRegistry.builder().check(\"" + rule.name()
                            + "\", …)");
        }
        try {
            Finding finding =
                    check.judge(new GateCheck.Question(request.candidate(), evaluation, baseline, baselineEvaluation));
            return new Finding(
                    rule.describe(),
                    finding.verdict() == Finding.Verdict.PASSED ? Finding.Verdict.PASSED : Finding.Verdict.FAILED,
                    Texts.printable(finding.found(), 500),
                    Texts.printable(finding.remedy(), 500));
        } catch (RuntimeException e) {
            Log.warn("Check '" + rule.name() + "' threw", e);
            return Finding.failed(
                    rule.describe(),
                    "it threw " + Texts.printable(e.toString(), 300),
                    "Repair the check, or set another gate");
        }
    }

    private void judgePrevious() {
        if (!policy.previousWhole() || baseline.isEmpty()) {
            return;
        }
        String check = "the way back to " + baseline.get().name();
        findings.add(wholeness
                .damage(baseline.get())
                .map(damage -> Finding.failed(
                        check, damage, "Restore it from a copy of the store first: without it there is no rollback"))
                .orElseGet(() -> Finding.passed(check, "its artifacts are whole")));
    }

    private void judgeRehearsal() {
        if (policy.rehearsedWithin().isEmpty() || baseline.isEmpty()) {
            return;
        }
        Duration age = policy.rehearsedWithin().get();
        String model = request.candidate().model();
        String stage = request.stage();
        String check = "the way back was rehearsed within " + age.toDays() + " days";
        Optional<Rehearsal> recent = governance.rehearsedWithin(model, stage, age, request.at());
        findings.add(recent.map(rehearsal -> Finding.passed(
                        check,
                        "at " + rehearsal.at() + ", with " + rehearsal.version() + " in " + rehearsal.duration()))
                .orElseGet(() -> Finding.failed(
                        check,
                        governance.rehearsals(model, stage, 1, Optional.empty()).items().stream()
                                .findFirst()
                                .map(last -> "the last one " + (last.passed() ? "is from " : "failed at ") + last.at())
                                .orElse("it never was"),
                        "Rehearse it: registry.rehearse(\"" + model + "\", \"" + stage + "\").loader(…).commit()")));
    }

    /** Returns how many approvals are missing, and adds those that count to {@code used}. */
    private int judgeApprovals(List<Approval> used) {
        if (policy.approvals() == 0) {
            return 0;
        }
        Map<String, Approval> byPerson = new LinkedHashMap<>();
        List<String> disregarded = new ArrayList<>();
        Optional<Trusts.Verified> trust =
                policy.signedApprovals() || !request.keys().isEmpty()
                        ? governance.trusts().current()
                        : Optional.empty();
        for (Approval approval : governance.approvals(request.candidate().digest(), request.stage())) {
            Optional<String> flaw = flaw(approval)
                    .or(() -> policy.signedApprovals()
                            ? Trusts.flaw(approval, request.candidate(), trust, request.at())
                            : Optional.empty());
            if (flaw.isPresent()) {
                disregarded.add(approval.by() + " (" + flaw.get() + ")");
            } else {
                byPerson.putIfAbsent(People.key(approval.by()), approval);
            }
        }
        byPerson.values().stream().limit(policy.approvals()).forEach(used::add);
        List<String> beside = cosigners(trust.map(Trusts.Verified::trust)).stream()
                .filter(name -> !byPerson.containsKey(People.key(name)))
                .limit(policy.approvals() - used.size())
                .map(name -> name + " (signs the promotion)")
                .toList();
        int missing = policy.approvals() - used.size() - beside.size();
        String check = (policy.signedApprovals() ? "signed approvals: " : "approvals: ") + policy.approvals();
        String people =
                Stream.concat(used.stream().map(Approval::by), beside.stream()).collect(Collectors.joining(", "));
        String found = (people.isEmpty() ? "none" : people)
                + (disregarded.isEmpty() ? "" : "; not counted: " + String.join(", ", disregarded));
        Optional<Trust> expired = trust.map(Trusts.Verified::trust).filter(t -> t.isExpired(request.at()));
        findings.add(
                missing == 0
                        ? Finding.passed(check, found)
                        : Finding.pending(
                                check,
                                found,
                                expired.map(t -> "The trust document expired at "
                                                        + t.expires().orElseThrow()
                                                        + ": have its roots renew it first, registry.setTrust()"
                                                        + ".validFor(duration).because(…).signedBy(signer). ")
                                                .orElse("")
                                        + "Ask for " + missing + " more: registry.approve(\""
                                        + request.candidate().name() + "\").forStage(\"" + request.stage()
                                        + "\").by(…)" + (policy.signedApprovals() ? ".signedBy(signer)" : "")
                                        + "; not the recorder, "
                                        + request.candidate().observation().by()
                                        + (policy.requesterMayApprove() ? "" : ", nor you, " + request.requester())));
        return missing;
    }

    /** Why an approval does not count. */
    private Optional<String> flaw(Approval approval) {
        if (!approval.expires().isAfter(request.at())) {
            return Optional.of("expired at " + approval.expires());
        }
        if (approval.gate() != gate.map(Gate::revision).orElse(0L)) {
            return Optional.of("given for another gate, revision " + approval.gate());
        }
        List<Digest> now = Governance.digests(evaluations);
        if (!approval.evaluations().equals(now)) {
            return Optional.of("given before the last evaluation");
        }
        if (People.same(approval.by(), request.candidate().observation().by())) {
            return Optional.of("recorded the version");
        }
        if (!policy.requesterMayApprove() && People.same(approval.by(), request.requester())) {
            return Optional.of("asks for the promotion");
        }
        return Optional.empty();
    }
}
