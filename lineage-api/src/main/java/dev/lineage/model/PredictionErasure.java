package dev.lineage.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The decision to erase single predictions, such as those about a person who asked for it. What is left of each is a hash that
 * nobody can guess it from; the proofs of all others stay good. The entry says neither their ids nor whom they were about.
 *
 * @param model the model
 * @param sequences the sequence numbers, by the id of their stream
 * @param by who decided
 * @param at when (UTC, milliseconds)
 * @param reason why; keep personal data out of it, because it stays in the log
 * @param pending how many could not be erased yet, because a process still writes the file that they are in: repeat the erasure
 *     later; 0 in a preview
 * @param position the position of its entry; −1 in a preview, or if there was nothing to erase
 */
public record PredictionErasure(
        String model,
        SortedMap<String, List<Long>> sequences,
        String by,
        Instant at,
        String reason,
        long pending,
        long position) {
    /** Copies the map. */
    public PredictionErasure {
        SortedMap<String, List<Long>> copy = new TreeMap<>();
        ((Map<String, List<Long>>) sequences).forEach((stream, numbers) -> copy.put(stream, List.copyOf(numbers)));
        sequences = java.util.Collections.unmodifiableSortedMap(copy);
    }
}
