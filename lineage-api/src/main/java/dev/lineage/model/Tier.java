package dev.lineage.model;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What is at stake with a model, from least to most; each tier has default practices. */
public enum Tier {
    /** Experiments: the complete tuple with pinned data, and no ceremony. */
    RESEARCH,
    /** Models that people rely on: also a gate, a named approver who is not the recorder, and a whole version to go back to,
     * rehearsed within 90 days. */
    PRODUCTION,
    /** Models that somebody must answer for: also two signed approvals, by neither of whom the recorder or the requester,
     * promotions that are signed and covered by a checkpoint that is kept elsewhere, rehearsals within 30 days, serving in
     * the environment of the training, and a log of all predictions.
     */
    REGULATED;

    private static final Set<String> OPEN = Set.of("staging");

    /** The default practices. */
    public Policy policy() {
        return switch (this) {
            case RESEARCH ->
                new Policy(
                        false,
                        Evidence.DECLARED,
                        false,
                        0,
                        true,
                        false,
                        false,
                        false,
                        Optional.empty(),
                        false,
                        false,
                        false,
                        Set.of(),
                        Set.of());
            case PRODUCTION ->
                new Policy(
                        true,
                        Evidence.REFERENCE,
                        true,
                        1,
                        true,
                        false,
                        false,
                        true,
                        Optional.of(Duration.ofDays(90)),
                        false,
                        false,
                        false,
                        Set.of(),
                        OPEN);
            case REGULATED ->
                new Policy(
                        true,
                        Evidence.REFERENCE,
                        true,
                        2,
                        false,
                        true,
                        true,
                        true,
                        Optional.of(Duration.ofDays(30)),
                        true,
                        true,
                        true,
                        Set.of(),
                        OPEN);
        };
    }
}
