package dev.lineage.core.internal.predict;

import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionStream;
import dev.lineage.spi.PredictionSink;
import java.time.Clock;
import java.util.Optional;

/** What a pipeline needs of its registry. Thread-safe. */
public interface Home {
    /** The registry, for people and messages. */
    String location();

    /** The registry's clock, by which predictions are timed. */
    Clock clock();

    /** Begins a stream for the same release as {@code like}: in the log, and with the sink that is given out. */
    Begun begin(PredictionStream like);

    /**
     * Logs a batch. Asked again after a failure, it finds out whether it was logged.
     *
     * @return the batch with its position; empty if somebody else ended the stream
     */
    Optional<PredictionBatch> append(PredictionStream stream, PredictionBatch batch);

    /** Whether the release that is predicting is one of this registry's. */
    boolean knows(PredictionStream stream);

    /**
     * A stream that was begun.
     *
     * @param stream the stream
     * @param sink where it is written
     */
    record Begun(PredictionStream stream, PredictionSink sink) {}
}
