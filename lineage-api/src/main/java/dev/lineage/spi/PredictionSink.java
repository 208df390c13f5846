package dev.lineage.spi;

import dev.lineage.StoreException;
import dev.lineage.model.PredictionBatch;
import java.io.IOException;

/**
 * Where the predictions of one stream go: a store, or a broker that the application streams to. Called by one thread at a time.
 *
 * <p>Sequence numbers grow by one from 1. After {@link #write} failed, in whatever way, the same chunk comes again until it
 * succeeds, so a sink must recognise by the sequence numbers what it has already.
 */
public interface PredictionSink extends AutoCloseable {
    /**
     * Writes a chunk. When this returns, its records survive the death of the process and loss of power, as far as this sink
     * promises that.
     *
     * @throws IOException if it is not known that they do; the chunk comes again after a pause
     * @throws StoreException likewise
     * @throws StreamEndedException if somebody ended the stream, because this process seemed to be dead; the chunk goes into a new
     *     stream
     */
    void write(PredictionChunk chunk) throws IOException;

    /** Called at least every 20 seconds while nothing is written: the process lives. */
    default void alive() throws IOException {}

    /** Called once a batch of records that were written is in the registry's log; another one follows, unless it is the last. */
    default void logged(PredictionBatch batch) throws IOException {}

    /** Ends the stream; nothing is written any more. Idempotent. */
    @Override
    void close() throws IOException;

    /** The stream was ended by somebody else. */
    final class StreamEndedException extends IOException {
        private static final long serialVersionUID = 1L;

        /** Made by a sink. */
        public StreamEndedException(String message) {
            super(message);
        }
    }
}
