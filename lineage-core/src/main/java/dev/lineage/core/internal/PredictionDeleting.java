package dev.lineage.core.internal;

import dev.lineage.Predictions.DeletionChange;
import dev.lineage.core.internal.codec.PredictionCodec;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionDeletion;
import dev.lineage.model.PredictionRetention;
import dev.lineage.model.PredictionStream;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.PredictionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Predictions that are to be deleted because of their age. */
final class PredictionDeleting extends SingleUse implements DeletionChange {
    /** So many streams are named by one entry, which then stays small enough. */
    private static final int STREAMS_AT_ONCE = 50;

    private final String model;
    private final PredictionRecords records;
    private final PredictionStore store;
    private final Surroundings surroundings;
    private @Nullable String reason;
    private @Nullable String person;

    PredictionDeleting(String model, PredictionRecords records, PredictionStore store, Surroundings surroundings) {
        this.model = model;
        this.records = records;
        this.store = store;
        this.surroundings = surroundings;
    }

    @Override
    public DeletionChange because(String why) {
        requireUnset("because", reason);
        reason = People.requireReason(why);
        return this;
    }

    @Override
    public DeletionChange by(String who) {
        requireUnset("by", person);
        person = People.requirePerson(who);
        return this;
    }

    @Override
    public PredictionDeletion preview() {
        requireUnused();
        return told(due(), -1);
    }

    @Override
    public PredictionDeletion commit() {
        PredictionDeletion all = preview();
        use();
        // A deletion that died after it was logged is completed first.
        records.forEach(PredictionRecords.streams(model), stream -> {
            long through = records.deletedThrough(stream);
            if (through > 0 && !stream.elsewhere()) {
                store.delete(model, stream.id(), through);
            }
        });
        List<String> streams = List.copyOf(all.streams().keySet());
        long position = -1;
        for (int from = 0; from < streams.size(); from += STREAMS_AT_ONCE) {
            position = delete(streams.subList(from, Math.min(streams.size(), from + STREAMS_AT_ONCE)));
        }
        return new PredictionDeletion(
                all.model(), all.before(), all.streams(), all.count(), all.by(), all.at(), all.reason(), position);
    }

    private long delete(List<String> streams) {
        for (int tries = 1; tries <= Commits.MAX_TRIES; tries++) {
            List<Move> moves = new ArrayList<>(records.controls(model));
            moves.add(records.next(PredictionRecords.deletions(model), ""));
            Instant before = before();
            SortedMap<String, Due> some = new TreeMap<>();
            streams.forEach(stream -> addDue(records.require(model, stream), before, some));
            some.forEach((stream, what) ->
                    moves.add(records.next(PredictionRecords.deleted(model, stream), Long.toString(what.through()))));
            PredictionDeletion deletion = told(some, -1);
            Entry entry = Entry.of(
                    PredictionRecords.DELETION, Records.FORMAT, PredictionCodec.deletion(deletion), moves, List.of());
            if (records.records().append(List.of(entry)) instanceof AppendResult.Appended appended) {
                some.forEach((stream, what) -> store.delete(model, stream, what.through()));
                return appended.position();
            }
            Commits.pause(tries);
        }
        throw Errors.tooManyConflicts("a deletion of predictions", Commits.MAX_TRIES);
    }

    private record Due(long through, long count) {}

    private Instant before() {
        PredictionRetention retention = records.retention(model);
        if (retention.held() || retention.keep().isEmpty()) {
            throw new IllegalStateException("Nothing is deleted: " + retention
                    + ". Say for how long they are kept: predictions.retain(\"" + model
                    + "\").keep(Duration.ofDays(3650)).hold(false).because(\"…\").commit()");
        }
        return surroundings.now().minus(retention.keep().get());
    }

    private PredictionDeletion told(SortedMap<String, Due> due, long position) {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        SortedMap<String, Long> streams = new TreeMap<>();
        due.forEach((stream, what) -> streams.put(stream, what.through()));
        return new PredictionDeletion(
                model,
                before(),
                streams,
                due.values().stream().mapToLong(Due::count).sum(),
                person == null ? surroundings.user() : person,
                surroundings.now(),
                reason,
                position);
    }

    /** Of each stream that is not on hold: the batches at its beginning of which every prediction is old enough. */
    private SortedMap<String, Due> due() {
        Instant before = before();
        SortedMap<String, Due> due = new TreeMap<>();
        records.forEach(PredictionRecords.streams(model), stream -> addDue(stream, before, due));
        return due;
    }

    private void addDue(PredictionStream stream, Instant before, SortedMap<String, Due> due) {
        boolean old = !stream.elsewhere() && stream.started().isBefore(before);
        if (old && !records.isHeld(stream)) {
            Due found = due(stream, before);
            if (found.count() > 0) {
                due.put(stream.id(), found);
            }
        }
    }

    private Due due(PredictionStream stream, Instant before) {
        long deleted = records.deletedThrough(stream);
        long through = deleted;
        long count = 0;
        for (long number = records.numberOf(stream, deleted + 1); ; number++) {
            PredictionBatch batch = records.batch(stream, number).orElse(null);
            if (batch == null || !batch.to().isBefore(before)) {
                return new Due(through, count);
            }
            if (batch.count() > 0) {
                through = batch.end();
                count += batch.count();
            }
        }
    }
}
