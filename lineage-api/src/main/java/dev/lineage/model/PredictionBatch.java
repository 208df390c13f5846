package dev.lineage.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Consecutive predictions of one stream as the log knows them: how many, of which hours, and the root of a Merkle tree (RFC 6962)
 * over them, by which each can be proved without showing the others.
 *
 * @param stream the id of the {@linkplain PredictionStream stream}
 * @param number which batch of the stream it is, from 1
 * @param first the sequence number of its first prediction, from 1
 * @param count how many predictions it has; 0 if it only says what is missing, or that the stream ended
 * @param root the root over the leaves of the predictions, in order
 * @param from the earliest time of a prediction (UTC, milliseconds); when the batch was made if there is none
 * @param to the latest time of a prediction
 * @param hours how many predictions each hour has, by the hour's beginning (UTC)
 * @param shed how many predictions were shed since the batch before, exactly
 * @param gap what is missing before this batch's first prediction, or at the end of the stream if this is its last batch
 * @param last whether nothing follows in this stream
 * @param recovered whether another process made the batch, because the one that predicted had died
 * @param position the position of its entry in the log
 */
public record PredictionBatch(
        String stream,
        long number,
        long first,
        long count,
        Digest root,
        Instant from,
        Instant to,
        SortedMap<Instant, Long> hours,
        long shed,
        Optional<Gap> gap,
        boolean last,
        boolean recovered,
        long position) {
    /** Copies the map. */
    public PredictionBatch {
        hours = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<Instant, Long>) hours));
    }

    /** The sequence number of its last prediction; one less than {@link #first} if it has none. */
    public long end() {
        return first + count - 1;
    }

    /**
     * Predictions that are not there although they were, or may have been, accepted.
     *
     * @param first the sequence number of the first one
     * @param known how many are known to be missing: exactly these if {@code exact}, else at least these
     * @param exact whether it is known that no others are
     * @param why what happened
     */
    public record Gap(long first, long known, boolean exact, String why) {
        /** {@code at least 12 predictions from 4001 on: …}. */
        @Override
        public String toString() {
            return (exact ? "" : "at least ") + known + " predictions from " + first + " on: " + why;
        }
    }
}
