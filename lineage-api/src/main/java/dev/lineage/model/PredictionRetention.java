package dev.lineage.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long the predictions of a model are kept.
 *
 * @param model the model
 * @param keep for how long after they were made; empty for ever
 * @param held whether they are on legal hold: none is deleted, however old
 * @param by who decided
 * @param at when (UTC, milliseconds)
 * @param reason why
 * @param position the position of its entry; −1 in a preview
 */
public record PredictionRetention(
        String model, Optional<Duration> keep, boolean held, String by, Instant at, String reason, long position) {
    /** {@code fraud's predictions are kept for 3650 days, and held, says ana: case 4711}. */
    @Override
    public String toString() {
        return model + "'s predictions are kept "
                + keep.map(time -> "for " + time.toDays() + " days").orElse("for ever") + (held ? ", and held" : "")
                + ", says " + by + ": " + reason;
    }
}
