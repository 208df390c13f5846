package dev.lineage.model;

import java.util.ArrayList;
import java.util.List;
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
 * @param previousWhole whether the artifacts of the version that is replaced must be whole, so that it can come back
 * @param openStages stages to which none of this applies
 */
public record Policy(
        boolean cleanCode,
        Evidence leastEvidence,
        boolean gate,
        int approvals,
        boolean requesterMayApprove,
        boolean previousWhole,
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
        openStages.forEach(Names::stage);
        openStages = Set.copyOf(openStages);
    }

    /** The same, with other {@linkplain #openStages open stages}. */
    public Policy withOpenStages(Set<String> stages) {
        return new Policy(cleanCode, leastEvidence, gate, approvals, requesterMayApprove, previousWhole, stages);
    }

    /** The same, with another number of {@linkplain #approvals approvals}. */
    public Policy withApprovals(int count) {
        return new Policy(cleanCode, leastEvidence, gate, count, requesterMayApprove, previousWhole, openStages);
    }

    /** Whether every practice that {@code other} asks for is also asked for here. */
    public boolean isAtLeastAsStrictAs(Policy other) {
        return (cleanCode || !other.cleanCode)
                && leastEvidence.compareTo(other.leastEvidence) <= 0
                && (gate || !other.gate)
                && approvals >= other.approvals
                && (!requesterMayApprove || other.requesterMayApprove)
                && (previousWhole || !other.previousWhole)
                && (other.asksForNothing() || other.openStages.containsAll(openStages));
    }

    private boolean asksForNothing() {
        return !cleanCode && leastEvidence == Evidence.DECLARED && !gate && approvals == 0 && !previousWhole;
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
            lines.add(
                    "approvals: " + approvals + ", not of the recorder" + (requesterMayApprove ? "" : " or requester"));
        }
        if (previousWhole) {
            lines.add("the replaced version is whole");
        }
        if (lines.isEmpty()) {
            lines.add("nothing but the complete tuple");
        } else if (!openStages.isEmpty()) {
            lines.add("except for the stages " + String.join(", ", new TreeSet<>(openStages)));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
