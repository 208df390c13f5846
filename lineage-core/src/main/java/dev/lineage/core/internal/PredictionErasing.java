package dev.lineage.core.internal;

import dev.lineage.Predictions.ErasureChange;
import dev.lineage.core.internal.codec.PredictionCodec;
import dev.lineage.model.PredictionErasure;
import dev.lineage.model.PredictionRetention;
import dev.lineage.model.PredictionStream;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.PredictionStore.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Single predictions that are to be erased. */
final class PredictionErasing extends SingleUse implements ErasureChange {
    private static final int PAGE = 1_000;
    /** So many are named by one entry, which then stays small enough even if each is of another stream. */
    private static final int AT_ONCE = 500;

    private final String model;
    private final PredictionRecords records;
    private final PredictionStore store;
    private final Surroundings surroundings;
    private final List<String> ids = new ArrayList<>();
    private final List<String> subjects = new ArrayList<>();
    private @Nullable String reason;
    private @Nullable String person;

    PredictionErasing(String model, PredictionRecords records, PredictionStore store, Surroundings surroundings) {
        this.model = model;
        this.records = records;
        this.store = store;
        this.surroundings = surroundings;
    }

    @Override
    public ErasureChange id(String id) {
        requireUnused();
        ids.add(id);
        return this;
    }

    @Override
    public ErasureChange subject(String subject) {
        requireUnused();
        subjects.add(subject);
        return this;
    }

    @Override
    public ErasureChange because(String why) {
        requireUnset("because", reason);
        reason = People.requireReason(why);
        return this;
    }

    @Override
    public ErasureChange by(String who) {
        requireUnset("by", person);
        person = People.requirePerson(who);
        return this;
    }

    @Override
    public PredictionErasure preview() {
        requireUnused();
        return told(found(), 0, -1);
    }

    @Override
    public PredictionErasure commit() {
        SortedMap<String, SortedSet<Long>> all = preview().sequences().entrySet().stream()
                .collect(
                        TreeMap::new,
                        (map, each) -> map.put(each.getKey(), new TreeSet<>(each.getValue())),
                        Map::putAll);
        use();
        PredictionErasure erasure = told(all, 0, -1);
        long position = -1;
        long pending = 0;
        for (SortedMap<String, SortedSet<Long>> some : portions(all)) {
            position = log(some);
            for (Map.Entry<String, SortedSet<Long>> each : some.entrySet()) {
                pending += store.erase(model, each.getKey(), each.getValue()).size();
            }
        }
        return new PredictionErasure(
                model, erasure.sequences(), erasure.by(), erasure.at(), erasure.reason(), pending, position);
    }

    private static List<SortedMap<String, SortedSet<Long>>> portions(SortedMap<String, SortedSet<Long>> all) {
        List<SortedMap<String, SortedSet<Long>>> portions = new ArrayList<>();
        int size = AT_ONCE;
        for (Map.Entry<String, SortedSet<Long>> stream : all.entrySet()) {
            for (long sequence : stream.getValue()) {
                if (size == AT_ONCE) {
                    portions.add(new TreeMap<>());
                    size = 0;
                }
                portions.get(portions.size() - 1)
                        .computeIfAbsent(stream.getKey(), key -> new TreeSet<>())
                        .add(sequence);
                size++;
            }
        }
        return portions;
    }

    private long log(SortedMap<String, SortedSet<Long>> some) {
        for (int tries = 1; tries <= Commits.MAX_TRIES; tries++) {
            List<Move> moves = new ArrayList<>(records.controls(model));
            moves.add(records.next(PredictionRecords.erasures(model), ""));
            requireNotHeld(some.keySet());
            PredictionErasure erasure = told(some, 0, -1);
            Entry entry = Entry.of(
                    PredictionRecords.ERASURE, Records.FORMAT, PredictionCodec.erasure(erasure), moves, List.of());
            if (records.records().append(List.of(entry)) instanceof AppendResult.Appended appended) {
                return appended.position();
            }
            Commits.pause(tries);
        }
        throw Errors.tooManyConflicts("an erasure of predictions", Commits.MAX_TRIES);
    }

    private SortedMap<String, SortedSet<Long>> found() {
        if (ids.isEmpty() && subjects.isEmpty()) {
            throw Errors.required("prediction", ".id(\"…\") or .subject(\"…\")");
        }
        requireNotHeld(Set.of());
        SortedMap<String, SortedSet<Long>> found = new TreeMap<>();
        ids.forEach(id -> find(PredictionStore.Key.ID, id, found));
        subjects.forEach(subject -> find(PredictionStore.Key.SUBJECT, subject, found));
        requireNotHeld(found.keySet());
        return found;
    }

    private void requireNotHeld(Set<String> streams) {
        PredictionRetention retention = records.retention(model);
        if (retention.held()) {
            throw new IllegalStateException(
                    "Nothing is erased: " + retention + ". Lift the hold first: predictions.retain(\"" + model
                            + "\").hold(false).because(\"…\").commit()");
        }
        for (String id : streams) {
            PredictionStream stream = records.require(model, id);
            if (records.isHeld(stream)) {
                throw new IllegalStateException("Nothing is erased: " + stream.version()
                        + " made some of these predictions and is on legal hold. Lift it first: registry.liftHold(Subject.version(\""
                        + stream.version() + "\")).because(\"…\").commit()");
            }
        }
    }

    private void find(PredictionStore.Key key, String value, SortedMap<String, SortedSet<Long>> found) {
        Optional<Found> last = Optional.empty();
        List<Found> page;
        do {
            page = store.find(model, key, value, last, PAGE);
            for (Found each : page) {
                found.computeIfAbsent(each.stream(), stream -> new TreeSet<>())
                        .add(each.record().sequence());
                last = Optional.of(each);
            }
        } while (page.size() == PAGE);
    }

    private PredictionErasure told(SortedMap<String, SortedSet<Long>> found, long pending, long position) {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        SortedMap<String, List<Long>> sequences = new TreeMap<>();
        found.forEach((stream, numbers) -> sequences.put(stream, List.copyOf(numbers)));
        return new PredictionErasure(
                model,
                sequences,
                person == null ? surroundings.user() : person,
                surroundings.now(),
                reason,
                pending,
                position);
    }
}
