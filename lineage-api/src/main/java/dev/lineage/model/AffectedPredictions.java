package dev.lineage.model;

import java.time.Instant;

/**
 * The predictions of one version that was made from something, as its batches in the log count them.
 *
 * @param version the version
 * @param count how many predictions it made
 * @param from the earliest one's time (UTC, milliseconds)
 * @param to the latest one's time
 */
public record AffectedPredictions(VersionName version, long count, Instant from, Instant to) {}
