package dev.lineage.core.internal.memory;

import dev.lineage.StoreException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionChunk;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Predictions in this JVM's memory. Thread-safe. */
final class MemoryPredictionStore implements PredictionStore {
    /** What the handles on one store share. */
    static final class Shared {
        private final Map<String, NavigableMap<String, Stream>> models = new TreeMap<>();

        private NavigableMap<String, Stream> streams(String model) {
            return models.getOrDefault(model, Collections.emptyNavigableMap());
        }
    }

    private static final class Stream {
        private final NavigableMap<Long, PredictionRecord> records = new TreeMap<>();
        private long last;
        private long deleted;
        private boolean ended;
        private boolean closed;
        private long heard = System.nanoTime();
    }

    private final String location;
    private final Shared shared;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    MemoryPredictionStore(String location, Shared shared) {
        this.location = location;
        this.shared = shared;
    }

    private void requireOpen() {
        if (isClosed.get()) {
            throw new StoreException("The store of predictions at " + location + " is closed; open the registry again");
        }
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public PredictionSink open(PredictionStream stream) {
        requireOpen();
        synchronized (shared) {
            Stream made = new Stream();
            Map<String, Stream> streams = shared.models.computeIfAbsent(stream.model(), model -> new TreeMap<>());
            if (streams.putIfAbsent(stream.id(), made) != null) {
                throw new IllegalArgumentException("There is a stream " + stream.id() + " of predictions of "
                        + stream.model() + " at " + location + " already; begin one under another id");
            }
            return new Sink(stream, made);
        }
    }

    private final class Sink implements PredictionSink {
        private final PredictionStream stream;
        private final Stream kept;

        Sink(PredictionStream stream, Stream kept) {
            this.stream = stream;
            this.kept = kept;
        }

        @Override
        public void write(PredictionChunk chunk) throws IOException {
            requireOpen();
            synchronized (shared) {
                if (kept.ended) {
                    throw new StreamEndedException("Stream " + stream + " was ended");
                }
                alive();
                for (PredictionRecord record : chunk.records()) {
                    if (record.sequence() > kept.last) {
                        kept.records.put(record.sequence(), record);
                        kept.last = record.sequence();
                    }
                }
            }
        }

        @Override
        public void alive() {
            synchronized (shared) {
                kept.heard = System.nanoTime();
            }
        }

        @Override
        public void close() {
            synchronized (shared) {
                if (!kept.ended) {
                    kept.ended = true;
                    kept.closed = true;
                }
            }
        }
    }

    @Override
    public Optional<Ended> end(String model, String stream, Duration quiet) {
        requireOpen();
        synchronized (shared) {
            Stream kept = shared.streams(model).get(stream);
            if (kept == null) {
                return Optional.of(new Ended(0, 0, List.of(), false));
            }
            if (!kept.ended && System.nanoTime() - kept.heard < quiet.toNanos()) {
                return Optional.empty();
            }
            kept.ended = true;
            return Optional.of(new Ended(kept.last, 0, List.of(), kept.closed));
        }
    }

    @Override
    public List<PredictionRecord> read(String model, String stream, long from, int limit) {
        requireOpen();
        synchronized (shared) {
            Stream kept = shared.streams(model).get(stream);
            return kept == null
                    ? List.of()
                    : kept.records.tailMap(from, true).values().stream()
                            .limit(limit)
                            .toList();
        }
    }

    @Override
    public List<Found> find(String model, Key key, String value, Optional<Found> after, int limit) {
        requireOpen();
        List<Found> found = new ArrayList<>();
        synchronized (shared) {
            NavigableMap<String, Stream> streams = after.map(
                            last -> shared.streams(model).tailMap(last.stream(), true))
                    .orElse(shared.streams(model));
            streams.forEach((id, stream) -> {
                long from = after.filter(last -> last.stream().equals(id))
                        .map(last -> last.record().sequence() + 1)
                        .orElse(0L);
                for (PredictionRecord record :
                        stream.records.tailMap(from, true).values()) {
                    if (found.size() < limit && matches(record, key, value)) {
                        found.add(new Found(id, record));
                    }
                }
            });
        }
        return found;
    }

    private static boolean matches(PredictionRecord record, Key key, String value) {
        return !record.isErased()
                && (key == Key.ID
                        ? record.id().equals(value)
                        : record.subject().filter(value::equals).isPresent());
    }

    @Override
    public SortedSet<Long> erase(String model, String stream, SortedSet<Long> sequences) {
        requireOpen();
        synchronized (shared) {
            Stream kept = shared.streams(model).get(stream);
            if (kept != null) {
                sequences.forEach(
                        sequence -> kept.records.computeIfPresent(sequence, (key, record) -> record.erased()));
            }
            return new TreeSet<>();
        }
    }

    @Override
    public long delete(String model, String stream, long through) {
        requireOpen();
        synchronized (shared) {
            Stream kept = shared.streams(model).get(stream);
            if (kept == null) {
                return 0;
            }
            kept.deleted = Math.max(kept.deleted, Math.min(through, kept.last));
            kept.records.headMap(through, true).clear();
            return kept.deleted;
        }
    }

    @Override
    public long verify(Consumer<Problem> problems) {
        requireOpen();
        synchronized (shared) {
            return shared.models.values().stream()
                    .flatMap(streams -> streams.values().stream())
                    .mapToLong(stream -> stream.records.size())
                    .sum();
        }
    }

    @Override
    public void close() {
        isClosed.set(true);
    }
}
