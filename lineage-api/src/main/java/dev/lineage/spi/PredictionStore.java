package dev.lineage.spi;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * The predictions of a registry: streams of {@linkplain PredictionRecord records}, each written by one process. What binds them
 * to a version, and the roots by which they are proved, are in the log; a store keeps bytes and finds them.
 *
 * <p><b>Durable.</b> What a sink's {@link PredictionSink#write} returned for survives the death of the process and, on media that
 * honour a flush, loss of power. A tail that was torn is cut, never misread.
 *
 * <p><b>Independent.</b> Any number of processes write streams of one model at once and do not wait for each other.
 *
 * <p><b>Verified.</b> Bytes that are not what was written are an {@link IntegrityException} that names them, never a wrong answer.
 *
 * <p>Implementations are thread-safe. Every method throws {@link StoreException} if the medium fails or the store is closed.
 */
public interface PredictionStore extends AutoCloseable {
    /** By what predictions are found. */
    enum Key {
        /** Their id. */
        ID,
        /** Whom or what they are about. */
        SUBJECT
    }

    /** Where the store is, for people and messages; no secrets. */
    String location();

    /**
     * Begins a stream.
     *
     * @throws IllegalArgumentException if there is a stream of that id
     */
    PredictionSink open(PredictionStream stream);

    /**
     * Ends a stream whose process is gone, so that nothing can be acknowledged in it any more, and says what is there. Of a stream
     * that was closed, or ended before, it says the same again.
     *
     * @param quiet how long nothing must have been heard of the process
     * @return empty if the process lives, as far as can be told: it was heard of lately, or holds what only the living hold
     */
    Optional<Ended> end(String model, String stream, Duration quiet);

    /**
     * Records of a stream in the order of their sequence numbers, also while it is being written. Deleted ones are left out.
     *
     * @param from the least sequence number
     * @param limit the most records, from 1
     * @return fewer than {@code limit} only if there are no more, or if what follows them is damaged; then the next question, which
     *     begins with what is damaged, throws
     * @throws IntegrityException if the first of them is damaged; the message names the place, and the first and last sequence
     *     numbers that are concerned
     */
    List<PredictionRecord> read(String model, String stream, long from, int limit);

    /**
     * The records of a model's streams that have that id or subject, in the order of their streams' ids and of their sequence
     * numbers. What was appended by others a moment ago is found too.
     *
     * @param after only what comes after this one; empty for all
     * @param limit the most records, from 1
     * @throws IntegrityException if an index or a record that must be read is damaged
     */
    List<Found> find(String model, Key key, String value, Optional<Found> after, int limit);

    /**
     * Puts {@linkplain PredictionRecord#erased what is left} in place of records, so that their bytes are nowhere in the store,
     * and neither their ids and subjects. Records that do not exist, or were erased before, are none of its business.
     *
     * @return which of them could not be erased yet, because a process still writes the file that they are in; try again later
     */
    SortedSet<Long> erase(String model, String stream, SortedSet<Long> sequences);

    /**
     * Deletes records of a stream from its beginning on, as far as that is possible without writing other records anew: a store
     * may keep some of them until all that lie with them are to be deleted.
     *
     * @param through the last sequence number that may be deleted
     * @return the last sequence number that is deleted now; 0 if none is
     */
    long delete(String model, String stream, long through);

    /**
     * Reads everything and reports what is broken.
     *
     * @param problems called for each problem, in no particular order, by the calling thread
     * @return how many records were read
     */
    long verify(Consumer<Problem> problems);

    /** Releases what the store holds. Idempotent. Its sinks were closed before. */
    @Override
    void close();

    /**
     * A record that was found.
     *
     * @param stream the id of its stream
     * @param record the record
     */
    record Found(String stream, PredictionRecord record) {}

    /**
     * A stream that ended.
     *
     * @param last the greatest sequence number whose record can be read; 0 if there is none
     * @param torn how many records a torn tail announced behind it; 0 if there is no such tail or it does not say
     * @param damaged what cannot be read before {@code last}, in order
     * @param closed whether its sink was closed, so that nothing is missing behind {@code last}
     */
    record Ended(long last, long torn, List<Damage> damaged, boolean closed) {
        /** Copies the list. */
        public Ended {
            damaged = List.copyOf(damaged);
        }
    }

    /**
     * Records that cannot be read.
     *
     * @param first the first sequence number
     * @param last the last one
     * @param what what is wrong, and where
     */
    record Damage(long first, long last, String what) {}
}
