package dev.lineage;

import dev.lineage.model.PredictionStream;
import dev.lineage.spi.PredictionSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How predictions are logged. Immutable.
 *
 * @param overflow what happens when the store cannot keep up and the queue is full
 * @param interval within which time a logged prediction is durable, while the store keeps up
 * @param batchEvery how long predictions are gathered at the most until the log of the registry gets an entry for them
 * @param batchSize how many are gathered at the most, give or take what is written at once
 * @param queueBytes the memory that the queue may take; a power of two. What is being written takes a few MiB more
 * @param spill where predictions go while the store cannot keep up; on another disk, if that is to help
 * @param spillBytes how many bytes may be there at the most
 * @param sink where predictions go instead of the registry's own store, so that questions of them are answered elsewhere; their
 *     batches are logged here all the same
 * @param patience how long {@link PredictionLog#close} waits for everything to be durable
 */
public record PredictionSettings(
        Overflow overflow,
        Duration interval,
        Duration batchEvery,
        int batchSize,
        int queueBytes,
        Optional<Path> spill,
        long spillBytes,
        Optional<Function<PredictionStream, PredictionSink>> sink,
        Duration patience) {
    /** The least memory of a queue, in bytes. */
    public static final int MIN_QUEUE = 1 << 20;

    /** The most predictions of a batch. */
    public static final int MAX_BATCH = 1 << 20;

    /** What is used if nothing else is said: 50 ms, a batch each minute, a queue of 4 MiB, and nothing is ever lost. */
    public static final PredictionSettings DEFAULT = new PredictionSettings(
            Overflow.BLOCK,
            Duration.ofMillis(50),
            Duration.ofMinutes(1),
            1 << 17,
            4 << 20,
            Optional.empty(),
            1L << 30,
            Optional.empty(),
            Duration.ofSeconds(30));

    /** What happens when the store cannot keep up and the queue is full. */
    public enum Overflow {
        /** Threads that log wait. Nothing is lost; serving is as slow as the store. */
        BLOCK,
        /** What the store does not take yet goes into files of another directory; when those are full too, threads wait. */
        SPILL,
        /** Predictions are dropped. How many is known exactly and logged. */
        SHED
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one is out of range, or there is a place to spill to without {@link Overflow#SPILL}, or
     *     none with it
     */
    public PredictionSettings {
        requirePositive("interval", interval);
        requirePositive("batchEvery", batchEvery);
        requirePositive("patience", patience);
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new IllegalArgumentException("A batch has 1 to " + MAX_BATCH + " predictions, not " + batchSize);
        }
        if (queueBytes < MIN_QUEUE || Integer.bitCount(queueBytes) != 1) {
            throw new IllegalArgumentException(
                    "The queue's size is a power of two from " + MIN_QUEUE + " bytes on, not " + queueBytes);
        }
        if (spillBytes < 1) {
            throw new IllegalArgumentException("Spilling needs room for 1 byte at the least, not " + spillBytes);
        }
        if (spill.isPresent() != (overflow == Overflow.SPILL)) {
            throw new IllegalArgumentException(
                    spill.isPresent()
                            ? "There is a directory to spill to, " + spill.get() + ", but overflow is " + overflow
                                    + "; use withSpill(directory) alone"
                            : "SPILL needs a directory: use withSpill(directory)");
        }
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("The " + what + " must be positive, not " + time);
        }
    }

    /** The same, but threads wait when the queue is full. */
    public PredictionSettings withBlocking() {
        return with(Overflow.BLOCK, interval, batchEvery, batchSize, Optional.empty(), sink, patience);
    }

    /** The same, but predictions are dropped and counted when the queue is full. */
    public PredictionSettings withShedding() {
        return with(Overflow.SHED, interval, batchEvery, batchSize, Optional.empty(), sink, patience);
    }

    /** The same, but predictions go into files of that directory when the queue is full. */
    public PredictionSettings withSpill(Path directory) {
        return with(Overflow.SPILL, interval, batchEvery, batchSize, Optional.of(directory), sink, patience);
    }

    /** The same with another {@link #interval}. */
    public PredictionSettings withInterval(Duration time) {
        return with(overflow, time, batchEvery, batchSize, spill, sink, patience);
    }

    /** The same with other {@linkplain #batchEvery batches}. */
    public PredictionSettings withBatches(Duration every, int size) {
        return with(overflow, interval, every, size, spill, sink, patience);
    }

    /** The same with a queue of that many bytes. */
    public PredictionSettings withQueue(int bytes) {
        return new PredictionSettings(
                overflow, interval, batchEvery, batchSize, bytes, spill, spillBytes, sink, patience);
    }

    /** The same, but at most that many bytes are spilled. */
    public PredictionSettings withSpillBytes(long bytes) {
        return new PredictionSettings(
                overflow, interval, batchEvery, batchSize, queueBytes, spill, bytes, sink, patience);
    }

    /** The same, but predictions go to what {@code opener} makes of a stream, not into the registry's store. */
    public PredictionSettings withSink(Function<PredictionStream, PredictionSink> opener) {
        return with(overflow, interval, batchEvery, batchSize, spill, Optional.of(opener), patience);
    }

    /** The same with another {@link #patience}. */
    public PredictionSettings withPatience(Duration time) {
        return with(overflow, interval, batchEvery, batchSize, spill, sink, time);
    }

    private PredictionSettings with(
            Overflow full,
            Duration within,
            Duration every,
            int size,
            Optional<Path> directory,
            Optional<Function<PredictionStream, PredictionSink>> opener,
            Duration closing) {
        return new PredictionSettings(full, within, every, size, queueBytes, directory, spillBytes, opener, closing);
    }
}
