package dev.lineage.model;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The decision to delete predictions that are older than their model's retention asks for. Their batches, with counts and roots,
 * stay in the log.
 *
 * @param model the model
 * @param before those that were made before (UTC, milliseconds)
 * @param streams of which streams, by id, up to which sequence number
 * @param count how many
 * @param by who decided
 * @param at when (UTC, milliseconds)
 * @param reason why
 * @param position the position of its entry; −1 in a preview
 */
public record PredictionDeletion(
        String model,
        Instant before,
        SortedMap<String, Long> streams,
        long count,
        String by,
        Instant at,
        String reason,
        long position) {
    /** Copies the map. */
    public PredictionDeletion {
        streams = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Long>) streams));
    }
}
