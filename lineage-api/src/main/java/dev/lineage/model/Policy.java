package dev.lineage.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which practices a promotion must follow. The complete tuple with pinned data is not among them: no version exists
 * without it.
 *
 * @param cleanCode whether everything must have been committed when the version was recorded
 * @param leastEvidence the weakest evidence that a pin of the version may have
 * @param gate whether the stage must have a gate, which then compares with the version that is there
 * @param approvals how many people must approve, none of them the recorder
 * @param requesterMayApprove whether who asks for the promotion may be one of them
 * @param signedApprovals whether only approvals count that are signed with a key of the approver; see {@link Trust}
 * @param signedPromotions whether who asks for a promotion must sign it with a key of theirs
 * @param previousWhole whether the artifacts of the version that is replaced must be whole, so that it can come back
 * @param rehearsedWithin how long ago the way back must have been rehearsed successfully at the most, for every promotion
 *     to a stage but its first; empty if it need not be
 * @param sameEnvironment whether a release is refused to a JVM that {@linkplain EnvironmentDiff differs} from the one that
 *     trained the version in what matters; decided when the version is promoted
 * @param anchored whether the log must have an {@linkplain dev.lineage.Anchor anchor} with a key, so that a signed checkpoint of
 *     every promotion is kept elsewhere
 * @param predictionsLogged whether a release hands out its artifacts only once its {@linkplain dev.lineage.Release#predictions
 *     predictions are logged}, none of them shed; decided when the version is promoted
 * @param overriders who may override, in an emergency, what forbids a promotion; nobody by default
 * @param openStages stages to which none of this applies
 */
public record Policy(
        boolean cleanCode,
        Evidence leastEvidence,
        boolean gate,
        int approvals,
        boolean requesterMayApprove,
        boolean signedApprovals,
        boolean signedPromotions,
        boolean previousWhole,
        Optional<Duration> rehearsedWithin,
        boolean sameEnvironment,
        boolean anchored,
        boolean predictionsLogged,
        Set<String> overriders,
        Set<String> openStages) {
    /** The most approvals that may be asked for. */
    public static final int MAX_APPROVALS = 20;

    /**
     * Checks the parts and copies the set.
     *
     * @throws IllegalArgumentException if the number of approvals is out of range or an open stage's name is none
     */
    public Policy {
        if (approvals < 0 || approvals > MAX_APPROVALS) {
            throw new IllegalArgumentException(
                    "A promotion needs 0 to " + MAX_APPROVALS + " approvals, not " + approvals);
        }
        if (rehearsedWithin
                .filter(within -> within.isNegative() || within.isZero())
                .isPresent()) {
            throw new IllegalArgumentException("A rehearsal is good for a positive time, not " + rehearsedWithin.get());
        }
        overriders = Set.copyOf(overriders);
        openStages.forEach(Names::stage);
        openStages = Set.copyOf(openStages);
    }

    /** The same, with other {@linkplain #openStages open stages}. */
    public Policy withOpenStages(Set<String> stages) {
        return with(
                approvals,
                signedApprovals,
                signedPromotions,
                rehearsedWithin,
                sameEnvironment,
                anchored,
                predictionsLogged,
                overriders,
                stages);
    }

    /** The same, with another number of {@linkplain #approvals approvals}. */
    public Policy withApprovals(int count) {
        return with(
                count,
                signedApprovals,
                signedPromotions,
                rehearsedWithin,
                sameEnvironment,
                anchored,
                predictionsLogged,
                overriders,
                openStages);
    }

    /** The same, with or without the practice that {@linkplain #signedApprovals only signed approvals} count. */
    public Policy withSignedApprovals(boolean signed) {
        return with(
                approvals,
                signed,
                signedPromotions,
                rehearsedWithin,
                sameEnvironment,
                anchored,
                predictionsLogged,
                overriders,
                openStages);
    }

    /** The same, with or without the practice that {@linkplain #signedPromotions promotions are signed}. */
    public Policy withSignedPromotions(boolean signed) {
        return with(
                approvals,
                signedApprovals,
                signed,
                rehearsedWithin,
                sameEnvironment,
                anchored,
                predictionsLogged,
                overriders,
                openStages);
    }

    /** The same, with another {@linkplain #rehearsedWithin age} of rehearsals. */
    public Policy withRehearsedWithin(Optional<Duration> age) {
        return with(
                approvals,
                signedApprovals,
                signedPromotions,
                age,
                sameEnvironment,
                anchored,
                predictionsLogged,
                overriders,
                openStages);
    }

    /** The same, with or without the practice that serving has the {@linkplain #sameEnvironment same environment}. */
    public Policy withSameEnvironment(boolean same) {
        return with(
                approvals,
                signedApprovals,
                signedPromotions,
                rehearsedWithin,
                same,
                anchored,
                predictionsLogged,
                overriders,
                openStages);
    }

    /** The same, with or without the practice that the log is {@linkplain #anchored anchored}. */
    public Policy withAnchored(boolean anchored) {
        return with(
                approvals,
                signedApprovals,
                signedPromotions,
                rehearsedWithin,
                sameEnvironment,
                anchored,
                predictionsLogged,
                overriders,
                openStages);
    }

    /** The same, with or without the practice that {@linkplain #predictionsLogged predictions are logged}. */
    public Policy withPredictionsLogged(boolean logged) {
        return with(
                approvals,
                signedApprovals,
                signedPromotions,
                rehearsedWithin,
                sameEnvironment,
                anchored,
                logged,
                overriders,
                openStages);
    }

    /** The same, with other {@linkplain #overriders people} who may override it. */
    public Policy withOverriders(Set<String> people) {
        return with(
                approvals,
                signedApprovals,
                signedPromotions,
                rehearsedWithin,
                sameEnvironment,
                anchored,
                predictionsLogged,
                people,
                openStages);
    }

    private Policy with(
            int count,
            boolean signed,
            boolean signedMoves,
            Optional<Duration> age,
            boolean same,
            boolean anchor,
            boolean logged,
            Set<String> people,
            Set<String> stages) {
        return new Policy(
                cleanCode,
                leastEvidence,
                gate,
                count,
                requesterMayApprove,
                signed,
                signedMoves,
                previousWhole,
                age,
                same,
                anchor,
                logged,
                people,
                stages);
    }

    /** Whether every practice that {@code other} asks for is also asked for here. */
    public boolean isAtLeastAsStrictAs(Policy other) {
        return (cleanCode || !other.cleanCode)
                && leastEvidence.compareTo(other.leastEvidence) <= 0
                && (gate || !other.gate)
                && approvals >= other.approvals
                && (!requesterMayApprove || other.requesterMayApprove)
                && (signedApprovals || !other.signedApprovals || other.approvals == 0)
                && (signedPromotions || !other.signedPromotions)
                && (previousWhole || !other.previousWhole)
                && (other.rehearsedWithin.isEmpty() || rehearsesAsOftenAs(other.rehearsedWithin.get()))
                && (sameEnvironment || !other.sameEnvironment)
                && (anchored || !other.anchored)
                && (predictionsLogged || !other.predictionsLogged)
                && other.overriders.containsAll(overriders)
                && (other.asksForNothing() || other.openStages.containsAll(openStages));
    }

    private boolean rehearsesAsOftenAs(Duration age) {
        return rehearsedWithin.filter(own -> own.compareTo(age) <= 0).isPresent();
    }

    private boolean asksForNothing() {
        return !cleanCode
                && leastEvidence == Evidence.DECLARED
                && !gate
                && approvals == 0
                && !signedPromotions
                && !previousWhole
                && rehearsedWithin.isEmpty()
                && !sameEnvironment
                && !anchored
                && !predictionsLogged;
    }

    /** The practices, one a line. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        if (cleanCode) {
            lines.add("committed code");
        }
        if (leastEvidence != Evidence.DECLARED) {
            lines.add("data of evidence " + leastEvidence + " or better");
        }
        if (gate) {
            lines.add("a gate");
        }
        if (approvals > 0) {
            lines.add((signedApprovals ? "signed approvals: " : "approvals: ") + approvals + ", not of the recorder"
                    + (requesterMayApprove ? "" : " or requester"));
        }
        if (signedPromotions) {
            lines.add("promotions signed by who asks for them");
        }
        if (previousWhole) {
            lines.add("the replaced version is whole");
        }
        rehearsedWithin.ifPresent(age -> lines.add("the way back was rehearsed within " + age.toDays() + " days"));
        if (sameEnvironment) {
            lines.add("served in the environment that it was trained in");
        }
        if (anchored) {
            lines.add("a signed checkpoint of the log is kept elsewhere");
        }
        if (predictionsLogged) {
            lines.add("predictions are logged, none of them shed");
        }
        if (!overriders.isEmpty()) {
            lines.add("in an emergency overridden by " + String.join(", ", new TreeSet<>(overriders)));
        }
        if (lines.isEmpty()) {
            lines.add("nothing but the complete tuple");
        } else if (!openStages.isEmpty()) {
            lines.add("except for the stages " + String.join(", ", new TreeSet<>(openStages)));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
