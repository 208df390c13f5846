package dev.lineage.core.internal;

import dev.lineage.CommitUnknownException;
import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.core.internal.codec.PredictionCodec;
import dev.lineage.model.Digest;
import dev.lineage.model.GraphNode;
import dev.lineage.model.Names;
import dev.lineage.model.Page;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionDeletion;
import dev.lineage.model.PredictionErasure;
import dev.lineage.model.PredictionRetention;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Stage;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the log says of predictions. Thread-safe. */
final class PredictionRecords {
    static final String STREAM = "prediction-stream";
    static final String BATCH = "predictions";
    static final String SETTLED = "predictions-settled";
    static final String RETENTION = "prediction-retention";
    static final String DELETION = "prediction-deletion";
    static final String ERASURE = "prediction-erasure";

    private final Records records;

    PredictionRecords(Records records) {
        this.records = records;
    }

    Records records() {
        return records;
    }

    // ---- pointers

    /** Revision 1 is the stream, later ones are its batches. */
    private static String stream(String model, String stream) {
        return "predictions/" + model + "/" + stream;
    }

    /** Each revision is a stream. */
    static String streams(String model) {
        return "prediction-streams/" + model;
    }

    /** Each revision is a stream. */
    static String streamsOf(Digest version) {
        return "predicted/" + version.hex();
    }

    /** Its value is a revision of {@link #streams}: those up to it have their last batches. */
    private static String settled(String model) {
        return "predictions-settled/" + model;
    }

    static String retentions(String model) {
        return "prediction-retentions/" + model;
    }

    static String deletions(String model) {
        return "prediction-deletions/" + model;
    }

    /** Its value is up to which sequence number the stream may be deleted. */
    static String deleted(String model, String stream) {
        return "predictions-deleted/" + model + "/" + stream;
    }

    /**
     * What decisions about the same predictions move, so that each was made knowing the others; holds and collections move the
     * second one.
     */
    List<Move> controls(String model) {
        return List.of(next("prediction-control/" + model, ""), next(Holds.CONTROL, ""));
    }

    static String erasures(String model) {
        return "prediction-erasures/" + model;
    }

    // ---- streams

    /** Logs that a stream begins. */
    void begin(PredictionStream stream) {
        Stage stage = records.stageMovedAt(stream.stagePosition());
        for (int tries = 1; tries <= Commits.MAX_TRIES; tries++) {
            Entry entry = Entry.of(
                    STREAM,
                    Records.FORMAT,
                    PredictionCodec.stream(stream),
                    List.of(
                            hidden(
                                    stream(stream.model(), stream.id()),
                                    1,
                                    stream.digest().toString()),
                            next(streams(stream.model()), stream.id()),
                            next(streamsOf(stream.digest()), stream.id())),
                    List.of(),
                    Edges.of(stream, stage));
            if (records.append(List.of(entry)) instanceof AppendResult.Appended) {
                return;
            }
            Commits.pause(tries);
        }
        throw Errors.tooManyConflicts("a stream of predictions", Commits.MAX_TRIES);
    }

    Optional<PredictionStream> find(String model, String stream) {
        return records.at(stream(Names.model(model), stream), 1, STREAM, PredictionRecords::stream);
    }

    private static PredictionStream stream(String body, long position) {
        return PredictionCodec.stream(body);
    }

    PredictionStream require(String model, String stream) {
        return find(model, stream)
                .orElseThrow(() -> new NotFoundException("Model '" + model + "' has no stream '" + stream
                        + "' of predictions. predictions.streams(\"" + model
                        + "\", 100, Optional.empty()) lists them"));
    }

    /** The position of the entry by which a stream began. */
    long position(PredictionStream stream) {
        return records.store()
                .pointer(stream(stream.model(), stream.id()), 1)
                .orElseThrow()
                .position();
    }

    /** How many streams a pointer has: {@link #streams} or {@link #streamsOf}. */
    long count(String pointer) {
        return records.newest(pointer);
    }

    /** The stream that is a revision of a pointer: {@link #streams} or {@link #streamsOf}. */
    PredictionStream at(String pointer, long revision) {
        return records.at(pointer, revision, STREAM, PredictionRecords::stream)
                .orElseThrow(() -> Errors.missingRevision(records.store().location(), pointer, revision));
    }

    Page<PredictionStream> streams(String model, int size, Optional<String> next) {
        Records.requirePage(size);
        String pointer = streams(Names.model(model));
        long count = count(pointer);
        long from = next.map(token -> Records.token(token, count)).orElse(0L);
        List<PredictionStream> items = new ArrayList<>();
        long revision = from;
        while (revision < count && items.size() < size) {
            items.add(at(pointer, ++revision));
        }
        return new Page<>(items, revision < count ? Optional.of(Long.toString(revision)) : Optional.empty());
    }

    void forEach(String pointer, Consumer<PredictionStream> visitor) {
        long count = count(pointer);
        for (long revision = 1; revision <= count; revision++) {
            visitor.accept(at(pointer, revision));
        }
    }

    /** Whether the version that predicts is on legal hold. */
    boolean isHeld(PredictionStream stream) {
        return new Holds(records).of(GraphNode.version(stream.digest())).isPresent();
    }

    // ---- batches

    /**
     * Logs a batch, unless that was done before.
     *
     * @return empty if another batch of that number is there
     */
    Optional<PredictionBatch> append(PredictionStream stream, PredictionBatch batch) {
        String pointer = stream(stream.model(), stream.id());
        long revision = batch.number() + 1;
        while (true) {
            long newest = records.newest(pointer);
            if (newest >= revision) {
                return batch(stream, batch.number())
                        .filter(found -> found.root().equals(batch.root()) && found.count() == batch.count());
            }
            if (newest < revision - 1) {
                throw new IntegrityException("Batch " + batch.number() + " of predictions of " + stream
                        + " cannot be logged: the log at " + records.store().location() + " has only " + (newest - 1)
                        + " before it, and had more. Restore the log from a copy");
            }
            Entry entry = Entry.of(
                    BATCH,
                    Records.FORMAT,
                    PredictionCodec.batch(batch),
                    List.of(hidden(pointer, revision, batch.root().toString())),
                    List.of(),
                    Edges.ofBatch(stream.id(), batch.number()));
            try {
                if (records.append(List.of(entry)) instanceof AppendResult.Appended appended) {
                    return Optional.of(at(batch, appended.position()));
                }
            } catch (CommitUnknownException e) {
                // The next look at the pointer tells.
                Log.debug("It is not known whether {} was logged; looking", batch.number(), e);
            }
        }
    }

    static PredictionBatch at(PredictionBatch b, long position) {
        return new PredictionBatch(
                b.stream(),
                b.number(),
                b.first(),
                b.count(),
                b.root(),
                b.from(),
                b.to(),
                b.hours(),
                b.shed(),
                b.gap(),
                b.last(),
                b.recovered(),
                position);
    }

    Optional<PredictionBatch> batch(PredictionStream stream, long number) {
        return records.at(stream(stream.model(), stream.id()), number + 1, BATCH, PredictionCodec::batch);
    }

    /** How many batches a stream has. */
    long batches(PredictionStream stream) {
        return records.newest(stream(stream.model(), stream.id())) - 1;
    }

    Optional<PredictionBatch> lastBatch(PredictionStream stream) {
        long number = batches(stream);
        return number < 1 ? Optional.empty() : batch(stream, number);
    }

    List<PredictionBatch> allBatches(PredictionStream stream) {
        List<PredictionBatch> batches = new ArrayList<>();
        forEachBatch(stream, batches::add);
        return batches;
    }

    void forEachBatch(PredictionStream stream, Consumer<PredictionBatch> visitor) {
        long number = 1;
        for (Optional<PredictionBatch> batch = batch(stream, number);
                batch.isPresent();
                batch = batch(stream, ++number)) {
            visitor.accept(batch.get());
        }
    }

    /** The number of the batch that a record is in, or would be in: the first one that ends with it or later. */
    long numberOf(PredictionStream stream, long sequence) {
        long low = 1;
        long high = batches(stream) + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (batch(stream, middle).orElseThrow().end() >= sequence) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    // ---- what is settled

    /** Up to which revision of {@link #streams} every stream has its last batch. */
    long settledThrough(String model) {
        return records.store()
                .pointer(settled(model))
                .map(pointer -> Long.parseLong(pointer.value()))
                .orElse(0L);
    }

    /** Notes that streams have their last batches. Whoever is late has noted less, which does no harm. */
    void settled(String model, long through) {
        Entry entry = Entry.of(
                SETTLED,
                Records.FORMAT,
                PredictionCodec.settled(model, through),
                List.of(next(settled(model), Long.toString(through))),
                List.of());
        records.append(List.of(entry));
    }

    // ---- retention

    PredictionRetention retention(String model) {
        return records.current(retentions(model), RETENTION, PredictionCodec::retention)
                .orElseGet(() -> new PredictionRetention(
                        model, Optional.empty(), false, "", Instant.EPOCH, "nothing was said", -1));
    }

    Page<PredictionDeletion> deletions(String model, int size, Optional<String> next) {
        return records.revisions(deletions(Names.model(model)), DELETION, size, next, PredictionCodec::deletion);
    }

    Page<PredictionErasure> erasures(String model, int size, Optional<String> next) {
        return records.revisions(erasures(Names.model(model)), ERASURE, size, next, PredictionCodec::erasure);
    }

    /** Up to which sequence number a stream may be deleted. */
    long deletedThrough(PredictionStream stream) {
        return records.store()
                .pointer(deleted(stream.model(), stream.id()))
                .map(pointer -> Long.parseLong(pointer.value()))
                .orElse(0L);
    }

    Move next(String pointer, String value) {
        return hidden(pointer, records.newest(pointer) + 1, value);
    }

    private static Move hidden(String pointer, long revision, String value) {
        return new Move(pointer, revision, value, Move.View.HIDDEN);
    }
}
