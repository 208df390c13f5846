package dev.lineage.model;

import java.util.Set;

/** What is at stake with a model, from least to most; each tier has default practices. */
public enum Tier {
    /** Experiments: the complete tuple with pinned data, and no ceremony. */
    RESEARCH,
    /** Models that people rely on: also a gate, a named approver who is not the recorder, and a whole version to go back to. */
    PRODUCTION,
    /** Models that somebody must answer for: also two approvers, neither of them the recorder or the requester. */
    REGULATED;

    /** The default practices. */
    public Policy policy() {
        return switch (this) {
            case RESEARCH -> new Policy(false, Evidence.DECLARED, false, 0, true, false, Set.of());
            case PRODUCTION -> new Policy(true, Evidence.REFERENCE, true, 1, true, true, Set.of("staging"));
            case REGULATED -> new Policy(true, Evidence.REFERENCE, true, 2, false, true, Set.of("staging"));
        };
    }
}
