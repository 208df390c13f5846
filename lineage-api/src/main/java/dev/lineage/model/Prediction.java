package dev.lineage.model;

import java.time.Instant;

/**
 * A prediction that was logged, with the version that made it.
 *
 * @param stream the release in whose process it was made
 * @param record what was logged, as it is stored
 */
public record Prediction(PredictionStream stream, PredictionRecord record) {
    /** Its id; empty if it was erased. */
    public String id() {
        return record.id();
    }

    /** The version that made it. */
    public VersionName version() {
        return stream.version();
    }

    /** When it was made (UTC, milliseconds). */
    public Instant at() {
        return record.at();
    }

    /** {@code req-4711 by fraud@7 in production at 2026-11-24T08:00:00Z}. */
    @Override
    public String toString() {
        return (record.isErased() ? "erased prediction " + record.sequence() : record.id()) + " by " + stream.version()
                + " in " + stream.stage() + (record.isErased() ? "" : " at " + record.at());
    }
}
