package dev.lineage.model;

import java.time.Instant;

/**
 * A promotion that moved nothing.
 *
 * @param model the model
 * @param stage the stage
 * @param number how many there were for this stage, from 1
 * @param version the version that was to go there
 * @param digest that version's digest
 * @param outcome what became of it
 * @param by who asked for it
 * @param at when (UTC, milliseconds)
 * @param reason why
 * @param grounds what it was decided on
 * @param position the position of its entry
 */
public record PromotionAttempt(
        String model,
        String stage,
        long number,
        VersionName version,
        Digest digest,
        Outcome outcome,
        String by,
        Instant at,
        String reason,
        Grounds grounds,
        long position) {
    /** What became of it. */
    public enum Outcome {
        /** A check failed. */
        REFUSED,
        /** Approvals were missing. */
        AWAITING_APPROVAL
    }
}
