package dev.lineage;

import java.time.Instant;

/**
 * A training that was begun under recording and failed. It made no version.
 *
 * @param model the model
 * @param number its number among the model's failed attempts, from 1
 * @param by the user who ran it
 * @param host the machine's name
 * @param started when it began (UTC, milliseconds)
 * @param finished when it failed (UTC, milliseconds)
 * @param error the class and message of what was thrown, shortened
 * @param position the position of its entry in the log
 */
public record Attempt(
        String model,
        long number,
        String by,
        String host,
        Instant started,
        Instant finished,
        String error,
        long position) {}
