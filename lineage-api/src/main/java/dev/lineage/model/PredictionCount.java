package dev.lineage.model;

import java.time.Instant;

/**
 * How many predictions a version made in a stage within an hour.
 *
 * @param version the version
 * @param stage the stage from which it was released
 * @param hour the beginning of the hour (UTC)
 * @param count how many
 */
public record PredictionCount(VersionName version, String stage, Instant hour, long count) {}
