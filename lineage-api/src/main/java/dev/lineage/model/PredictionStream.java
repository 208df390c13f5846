package dev.lineage.model;

import java.time.Instant;

/**
 * The predictions of one release in one process, from when it was asked for its {@linkplain dev.lineage.Release#predictions
 * prediction log} until that was closed: what is the same for all of them.
 *
 * @param id 32 hexadecimal digits that no other stream has; streams that began later have greater ones, by their process's clock
 * @param model the model
 * @param version the version that predicts
 * @param digest that version's digest
 * @param stage the stage from which it was released: {@code production}, {@code challenger}
 * @param stagePosition the position of the entry that moved the stage there
 * @param elsewhere whether the predictions went to a {@linkplain dev.lineage.spi.PredictionSink sink} of the application, so that
 *     only their batches are here
 * @param started when it began (UTC, milliseconds)
 */
public record PredictionStream(
        String id,
        String model,
        VersionName version,
        Digest digest,
        String stage,
        long stagePosition,
        boolean elsewhere,
        Instant started) {
    /** {@code fraud@7 in production since 2026-11-24T08:00:00Z (0193…)}. */
    @Override
    public String toString() {
        return version + " in " + stage + " since " + started + " (" + id + ")";
    }
}
