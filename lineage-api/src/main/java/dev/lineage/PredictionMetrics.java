package dev.lineage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a prediction log is doing. Numbers grow from when the log was opened.
 *
 * @param queuedBytes the memory of the queue that is taken
 * @param queueBytes the memory of the queue in all
 * @param durable how many predictions are durable
 * @param shed how many were dropped because the queue was full
 * @param spilled how many were spilled into files because the store could not keep up
 * @param spilledBytes how many bytes of those files the store has not taken yet
 * @param batches how many batches are in the registry's log
 * @param failures how often a write to the store, or an append to the registry's log, failed and had to be tried again
 * @param lastWrite how long the last successful write took, with its flush
 * @param longestWrite how long the longest one took
 * @param lastDurable when predictions last became durable (UTC, milliseconds); empty if none did
 * @param lastFailure what the last failure said; empty if there was none
 */
public record PredictionMetrics(
        long queuedBytes,
        long queueBytes,
        long durable,
        long shed,
        long spilled,
        long spilledBytes,
        long batches,
        long failures,
        Duration lastWrite,
        Duration longestWrite,
        Optional<Instant> lastDurable,
        Optional<String> lastFailure) {}
