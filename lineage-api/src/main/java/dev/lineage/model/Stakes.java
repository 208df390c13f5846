package dev.lineage.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The tier of a model and the practices that it has for it.
 *
 * @param model the model
 * @param tier the tier
 * @param policy the practices: the tier's own, or stricter or looser ones that were set for this model
 * @param revision how often it was set, from 1; 0 if it never was and {@link Tier#RESEARCH} applies
 * @param by who set it; empty if nobody did
 * @param approvedBy who agreed, where practices were loosened
 * @param at when it was set (UTC, milliseconds)
 * @param reason why
 * @param position the position of its entry; −1 if there is none
 */
public record Stakes(
        String model,
        Tier tier,
        Policy policy,
        long revision,
        String by,
        Optional<String> approvedBy,
        Instant at,
        String reason,
        long position) {
    /** What applies to a model of which nobody said anything. */
    public static Stakes unset(String model) {
        return new Stakes(model, Tier.RESEARCH, Tier.RESEARCH.policy(), 0, "", Optional.empty(), Instant.EPOCH, "", -1);
    }

    /** Whether promotions to {@code stage} must follow the policy. */
    public boolean guards(String stage) {
        return !policy.openStages().contains(stage);
    }
}
