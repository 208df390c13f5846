package dev.lineage;

import dev.lineage.model.AffectedPredictions;
import dev.lineage.model.Page;
import dev.lineage.model.Prediction;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionCount;
import dev.lineage.model.PredictionDeletion;
import dev.lineage.model.PredictionErasure;
import dev.lineage.model.PredictionRetention;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Questions of predictions that were {@linkplain PredictionLog logged}, and what becomes of them. Thread-safe.
 *
 * <p>Questions that are answered from the log of the registry ({@link #counts}, {@link #affectedBy}) know a prediction once its
 * batch is logged; the others know it once it is durable. Every method throws {@link IllegalStateException} if the registry has
 * no store of predictions, and {@link IntegrityException} if it meets something that is damaged.
 */
public interface Predictions {
    /**
     * The predictions with that id: more than one if several releases answered one request, or an id was used again. An act of
     * logging is told once, even if it had to be stored twice.
     *
     * @return at most 1000, in the order of their streams' beginnings
     */
    List<Prediction> find(String model, String id);

    /** The predictions about a subject, in the order of their streams' beginnings. */
    Page<Prediction> about(String model, String subject, int size, Optional<String> next);

    /**
     * The predictions of a version within a time, in the order of their streams' beginnings. Erased ones, whose time is not known
     * any more, are left out.
     *
     * @param version {@code fraud@7}
     * @param from from when on (UTC), inclusive
     * @param to until when (UTC), exclusive
     * @throws NotFoundException if there is no such version
     */
    Page<Prediction> of(String version, Instant from, Instant to, int size, Optional<String> next);

    /** The same as {@link #of}, all of them, in bounded memory. */
    default void forEach(String version, Instant from, Instant to, Consumer<Prediction> visitor) {
        Optional<String> next = Optional.empty();
        do {
            Page<Prediction> page = of(version, from, to, 1_000, next);
            page.items().forEach(visitor);
            next = page.next();
        } while (next.isPresent());
    }

    /**
     * How many predictions were made, by version, stage and hour, sorted by these. Reads the log only.
     *
     * @param from hours that begin then (UTC) or later
     * @param to hours that begin before
     */
    List<PredictionCount> counts(String model, Instant from, Instant to);

    /**
     * The predictions of every version, of any model, that was made from a version or from data: which ones a withdrawal would
     * concern. Reads the log only.
     */
    List<AffectedPredictions> affectedBy(Subject subject);

    /** The streams of a model, in the order of their beginnings. */
    Page<PredictionStream> streams(String model, int size, Optional<String> next);

    /**
     * The batches of a stream, in order; what they say is missing, or was shed, is the whole truth about gaps.
     *
     * @throws NotFoundException if there is no such stream
     */
    List<PredictionBatch> batches(String model, String stream);

    /**
     * Proves that a prediction was made, by which version, without showing any other one; {@link Proof#verify} tells.
     *
     * @throws IllegalStateException if its batch is not in the log yet, or the registry was opened without an {@link Anchor}
     */
    Proof prove(Prediction prediction);

    /**
     * Logs what is left of processes that died while they predicted: the batches that they did not log any more, and what is
     * missing. Whoever opens a prediction log does this for its model in the background, so it need not be called.
     *
     * @param model the model
     * @param quiet how long nothing must have been heard of a process to call it dead
     * @return the batches that were logged
     */
    List<PredictionBatch> recover(String model, Duration quiet);

    /** Begins to say how long a model's predictions are kept. */
    RetentionChange retain(String model);

    /** How long a model's predictions are kept; for ever if nothing was said. */
    PredictionRetention retention(String model);

    /** Begins to delete what is older than a model's retention asks for. */
    DeletionChange delete(String model);

    /** What was deleted, newest first. */
    Page<PredictionDeletion> deletions(String model, int size, Optional<String> next);

    /** Begins to erase single predictions. */
    ErasureChange erase(String model);

    /** What was erased, newest first. */
    Page<PredictionErasure> erasures(String model, int size, Optional<String> next);

    /** Says how long predictions are kept: {@code retain("fraud").keep(Duration.ofDays(3650)).because("Art. 12").commit()}. */
    interface RetentionChange extends PendingChange<PredictionRetention, PredictionRetention> {
        /** For how long; what was said before, or for ever, if not set. */
        RetentionChange keep(Duration time);

        /** For ever. */
        RetentionChange keepForEver();

        /** Puts them on legal hold, or lifts it; as before if not set. */
        RetentionChange hold(boolean held);

        /** Why; required, not blank. */
        RetentionChange because(String reason);

        /** Who decides; the user who runs this process by default. */
        RetentionChange by(String person);
    }

    /** Deletes what is older than the retention asks for. */
    interface DeletionChange extends PendingChange<PredictionDeletion, PredictionDeletion> {
        /** Why; required, not blank. */
        DeletionChange because(String reason);

        /** Who decides; the user who runs this process by default. */
        DeletionChange by(String person);

        /**
         * Says what would be deleted: whole batches, of streams of which nothing is on hold.
         *
         * @throws IllegalStateException if the predictions are kept for ever, or are on legal hold
         */
        @Override
        PredictionDeletion preview();

        /**
         * Logs the decision, then deletes. If this process dies in between, the next deletion completes it.
         *
         * @throws IllegalStateException if the predictions are kept for ever, or are on legal hold
         */
        @Override
        PredictionDeletion commit();
    }

    /** Erases single predictions: {@code erase("fraud").subject("customer 17").because("Art. 17 GDPR").commit()}. */
    interface ErasureChange extends PendingChange<PredictionErasure, PredictionErasure> {
        /** Those with that id. May be called more than once. */
        ErasureChange id(String id);

        /** Those about that subject. May be called more than once. */
        ErasureChange subject(String subject);

        /** Why; required, not blank. It stays in the log: keep personal data out of it. */
        ErasureChange because(String reason);

        /** Who decides; the user who runs this process by default. */
        ErasureChange by(String person);

        /**
         * Logs the decision, then erases. If this process dies in between, repeating it completes it.
         *
         * @throws IllegalStateException if the predictions are on legal hold
         */
        @Override
        PredictionErasure commit();
    }
}
