package dev.lineage;

import dev.lineage.model.Digest;
import dev.lineage.model.PredictionStream;

/**
 * Logs the predictions of one release, so that years later each can be traced to the version that made it:
 *
 * <pre>{@code
 * PredictionLog log = release.predictions();
 * log.prediction("req-4711").input(request).output(answer).subject("customer 17").log();
 * }</pre>
 *
 * <p>Model, version, stage and time are the release's and the registry's and cannot be told otherwise. The caller's thread only
 * copies into a bounded queue in memory; threads of the log salt, hash and write. How soon a prediction is durable, and what
 * happens when the store cannot keep up, are {@linkplain PredictionSettings settings}.
 *
 * <p>Thread-safe. The log belongs to its release and is closed by {@link #close}, or with the registry.
 */
public interface PredictionLog extends AutoCloseable {
    /**
     * Begins a prediction. There is one draft per thread, which is used again for the thread's next prediction, so that logging
     * allocates nothing.
     *
     * @param id by which it is found again: 1 to 512 bytes of UTF-8. It need not be unique; all that have it are found
     */
    Draft prediction(String id);

    /** Begins a prediction under a new id, a UUID of version 7 (RFC 9562), which {@link Draft#log} returns. */
    Draft prediction();

    /**
     * Waits until everything that any thread logged before is durable.
     *
     * @throws StoreException if the log was closed first, or this thread is interrupted
     */
    void flush();

    /** What is logged into: the release, and since when. Another one if somebody ended it because this process seemed dead. */
    PredictionStream stream();

    /** How the log is doing, at this moment. */
    PredictionMetrics metrics();

    /**
     * Makes everything durable, logs the last batch, and ends the stream. Idempotent.
     *
     * @throws StoreException if that did not succeed within {@link PredictionSettings#patience}; the message says what is missing
     */
    @Override
    void close();

    /** A prediction that is being described. Belongs to the thread that began it, until it is logged. */
    interface Draft {
        /** What the model was given; its bytes are kept. They are not copied before {@link #log}. */
        Draft input(byte[] content);

        /** The SHA-256 of what the model was given, which is kept elsewhere or nowhere. */
        Draft input(Digest digest);

        /** What the model answered; its bytes are kept. They are not copied before {@link #log}. */
        Draft output(byte[] content);

        /** The SHA-256 of what the model answered, which is kept elsewhere or nowhere. */
        Draft output(Digest digest);

        /** Whom or what it is about, to be asked for later: 1 to 512 bytes of UTF-8. */
        Draft subject(String subject);

        /**
         * Logs. The prediction is durable within {@link PredictionSettings#interval} as long as the store keeps up.
         *
         * @return the id
         * @throws IllegalArgumentException if the id or subject is empty, too long or no text, or the prediction has more than
         *     {@value dev.lineage.model.PredictionRecord#MAX_BYTES} bytes in all; nothing is logged
         * @throws IllegalStateException if the log is closed, the draft was logged before, or it is another thread's
         * @throws StoreException if this thread is interrupted while it waits for room; nothing is logged
         */
        String log();

        /**
         * Logs, and returns once the prediction is durable. It is never shed.
         *
         * @return the id
         * @throws IllegalArgumentException as {@link #log}
         * @throws IllegalStateException as {@link #log}
         * @throws StoreException if this thread is interrupted while it waits, or the log is closed before the prediction is
         *     durable; it may be logged or not
         */
        String logDurably();
    }
}
