package dev.lineage.core.internal.predict;

import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionBatch.Gap;
import java.time.Instant;
import java.util.Optional;

/** The batch of a stream that is being gathered: what it has so far, and what it will be numbered. Not thread-safe. */
public final class Gathering {
    private final BatchTree tree = new BatchTree();
    private final Hours hours = new Hours();
    private long number;
    private long first;

    /**
     * An empty batch.
     *
     * @param number its number in its stream
     * @param first the sequence number of its first prediction
     */
    public Gathering(long number, long first) {
        this.number = number;
        this.first = first;
    }

    /** The first batch of a stream. */
    Gathering() {
        this(1, 1);
    }

    /** How many predictions it has. */
    public long count() {
        return tree.count();
    }

    /** The sequence number of the first one. */
    public long first() {
        return first;
    }

    /** The sequence number of the next one. */
    public long nextSequence() {
        return first + tree.count();
    }

    /** Adds a prediction by its leaf; it was made then, in milliseconds since the epoch. */
    public void add(byte[] leaf, long millis) {
        tree.add(leaf, 1);
        hours.add(millis);
    }

    /** Adds what a chunk has. */
    void add(Chunk chunk) {
        tree.add(chunk.leaves(), chunk.count());
        hours.addAll(chunk.hours());
    }

    /** Goes on behind predictions that are missing; it must be empty. */
    public void skipTo(long sequence) {
        first = sequence;
    }

    /**
     * The batch as it is.
     *
     * @param now what its time is if it is empty
     */
    public PredictionBatch batch(
            String stream, Instant now, long shed, Optional<Gap> gap, boolean last, boolean recovered) {
        return new PredictionBatch(
                stream,
                number,
                first,
                tree.count(),
                tree.root(),
                hours.from(now),
                hours.to(now),
                hours.byHour(),
                shed,
                gap,
                last,
                recovered,
                -1);
    }

    /** Begins the next batch. */
    public void proceed() {
        number++;
        first += tree.count();
        tree.clear();
        hours.clear();
    }
}
