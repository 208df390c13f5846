package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.StoreException;
import dev.lineage.Verification;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.core.internal.tree.Anchoring;
import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.model.Audit;
import dev.lineage.model.Audit.Check;
import dev.lineage.model.Audit.Result;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Problem;
import dev.lineage.model.Stage;
import dev.lineage.model.Stakes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Audits a whole registry. Used once; not thread-safe. */
final class Auditor {
    private static final int PAGE = 1_000;

    private final Records records;
    private final Governance governance;
    private final Optional<Anchoring> anchoring;
    private final List<Check> checks = new ArrayList<>();
    private final Deque<Audit.Transition> moves = new ArrayDeque<>();
    private long broken;

    /** @param records the records themselves, whose entries are not proved: what is broken is to be told */
    Auditor(Records records, Optional<Anchoring> anchoring) {
        this.records = records;
        this.governance = new Governance(records);
        this.anchoring = anchoring;
    }

    Audit audit(Verification verification) {
        for (Problem problem : verification.problems()) {
            add(Checks.broken(problem.subject(), problem.what() + ". " + problem.remedy()));
        }
        broken += verification.problemCount() - verification.problems().size();
        if (verification.isIntact()) {
            add(Checks.confirmed(
                    "store",
                    verification.entries() + " entries and " + verification.artifacts()
                            + " blobs read back as they were written"));
        }
        LogTree tree = new LogTree(records.store());
        Optional<Checkpoint> checkpoint = checkAnchor(tree);
        checkTrust();
        checkStages();
        checks.sort(Comparator.comparing(check -> check.result() != Result.BROKEN));
        return new Audit(
                records.store().location(),
                tree.head(),
                checkpoint,
                checks,
                broken,
                moves.stream()
                        .sorted(Comparator.comparingLong(move -> move.stage().position()))
                        .toList());
    }

    private void add(Check check) {
        if (check.result() == Result.BROKEN) {
            broken++;
        }
        if (checks.size() < Audit.MAX_CHECKS) {
            checks.add(check);
        }
    }

    private Optional<Checkpoint> checkAnchor(LogTree tree) {
        if (anchoring.isEmpty()) {
            add(Checks.unchecked(
                    "checkpoint",
                    "the registry was opened without an anchor: that nothing was cut off, rewritten as a whole or put back to"
                            + " an older state cannot be told from the store alone. Compare the root with one that you noted"
                            + " elsewhere, or open it with an Anchor"));
            return Optional.empty();
        }
        Anchoring anchor = anchoring.get();
        try {
            Optional<Checkpoint> kept = anchor.compareWith(tree);
            add(kept.map(found -> Checks.confirmed(
                            "checkpoint",
                            "the log begins with the " + found.head().size() + " entries of the one at "
                                    + anchor.where() + ", " + anchor.describe(found)))
                    .orElseGet(() -> Checks.unchecked("checkpoint", "none is kept at " + anchor.where() + " yet")));
            return kept;
        } catch (StoreException e) {
            add(Checks.unchecked("checkpoint", "it cannot be read: " + e.getMessage()));
        } catch (LineageException e) {
            add(Checks.broken("checkpoint", e));
        }
        return Optional.empty();
    }

    private void checkTrust() {
        try {
            Optional<Trusts.Verified> trust = governance.trusts().current();
            add(trust.map(found -> Checks.confirmed(
                            "trust",
                            "version " + found.trust().version()
                                    + ", each signed by the roots before; the first has the digest " + found.root()
                                    + ", to be compared with what its roots noted"))
                    .orElseGet(() -> Checks.unchecked(
                            "trust", "nobody said whose keys count, so names of people are taken on trust")));
            governance.trusts().flaws().forEach(flaw -> add(Checks.broken("trust", flaw)));
        } catch (LineageException e) {
            add(Checks.broken("trust", e));
        }
    }

    private void checkStages() {
        try {
            Optional<String> after = Optional.empty();
            List<String> models;
            do {
                models = records.store().children("models", after, PAGE);
                for (String model : models) {
                    checkTiers(model);
                    for (String stage : records.store().children(Records.stages(model), Optional.empty(), PAGE)) {
                        check(model, stage);
                    }
                    after = Optional.of(model);
                }
            } while (models.size() == PAGE);
        } catch (LineageException e) {
            add(Checks.broken("stages", e));
        }
    }

    /** Practices are loosened by two people only, by whatever way the entry came there. */
    private void checkTiers(String model) {
        String pointer = Governance.tierPointer(model);
        Stakes before = Stakes.unset(model);
        for (long revision = 1; revision <= records.newest(pointer); revision++) {
            Optional<Stakes> stakes = records.at(pointer, revision, Governance.TIER, GovernanceCodec::stakes);
            if (stakes.isEmpty()) {
                add(Checks.broken(model + " tier", "revision " + revision + " is missing"));
                return;
            }
            Stakes now = stakes.get();
            Optional<String> looser = StakesBuilder.looser(before, now.tier(), now.policy());
            boolean consented = now.approvedBy()
                    .filter(person -> !People.same(person, now.by()))
                    .isPresent();
            if (looser.isPresent() && !consented) {
                add(Checks.broken(
                        model + " tier revision " + revision,
                        "it " + looser.get() + ", by " + now.by() + ", and nobody else consented"));
            }
            before = now;
        }
    }

    private void check(String model, String stage) {
        MoveAudit audit = new MoveAudit(records, governance);
        long newest = records.newest(Records.stage(model, stage));
        for (long revision = 1; revision <= newest; revision++) {
            try {
                Stage move = records.stageAt(model, stage, revision);
                List<Check> found = audit.check(move);
                broken += found.stream()
                        .filter(check -> check.result() == Result.BROKEN)
                        .count();
                moves.add(new Audit.Transition(move, found));
                if (moves.size() > Audit.MAX_MOVES) {
                    moves.remove();
                }
            } catch (LineageException e) {
                add(Checks.broken(model + " " + stage + " revision " + revision, e));
            }
        }
    }
}
