package dev.lineage.model;

import java.util.Set;

/** What is at stake with a model, from least to most; each tier has default practices. */
public enum Tier {
    /** Experiments: the complete tuple with pinned data, and no ceremony. */
    RESEARCH(new Policy(false, Evidence.DECLARED, false, 0, true, false, Set.of())),
    /** Models that people rely on: also a gate, a named approver who is not the recorder, and a whole version to go back to. */
    PRODUCTION(new Policy(true, Evidence.REFERENCE, true, 1, true, true, Set.of("staging"))),
    /** Models that somebody must answer for: also two approvers, neither of them the recorder or the requester. */
    REGULATED(new Policy(true, Evidence.REFERENCE, true, 2, false, true, Set.of("staging")));

    private final Policy policy;

    Tier(Policy policy) {
        this.policy = policy;
    }

    /** The default practices. */
    public Policy policy() {
        return policy;
    }
}
