package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.StoreException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionSink.StreamEndedException;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.PredictionStore.Ended;
import dev.lineage.spi.PredictionStore.Found;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.TestPredictions;
import dev.lineage.testkit.internal.Together;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What every store of predictions does. After every test the store is verified. */
@ExtendWith(Seeded.class)
public abstract class PredictionStoreContract {
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final List<PredictionStore> opened = new ArrayList<>();
    private PredictionStore store;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected PredictionStoreContract() {}

    /**
     * Opens a handle on the store of this test; the first call makes it, later calls open the same one again.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract PredictionStore open(Path directory);

    private PredictionStore handle() {
        PredictionStore handle = open(directory);
        opened.add(handle);
        return handle;
    }

    @BeforeEach
    final void openStore() {
        store = handle();
    }

    @AfterEach
    final void everythingIsIntact() {
        List<Problem> problems = new ArrayList<>();
        store.verify(problems::add);
        assertThat(problems).as("problems found after the test").isEmpty();
        opened.forEach(PredictionStore::close);
    }

    private static void write(PredictionSink sink, long from, long to) throws IOException {
        sink.write(TestPredictions.chunk(TestPredictions.records(from, to)));
    }

    private static String id(PredictionStream stream) {
        return stream.id();
    }

    private static List<Long> numbers(List<PredictionRecord> records) {
        return records.stream().map(PredictionRecord::sequence).toList();
    }

    @Test
    void whatIsWrittenIsReadByEverybody() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        PredictionSink sink = store.open(stream);
        assertThat(store.read("fraud", id(stream), 1, 10)).isEmpty();
        write(sink, 1, 50);
        write(sink, 51, 60);
        assertThat(handle().read("fraud", id(stream), 1, 1_000)).isEqualTo(TestPredictions.records(1, 60));
        assertThat(store.read("fraud", id(stream), 49, 4)).isEqualTo(TestPredictions.records(49, 52));
        assertThat(store.read("fraud", id(stream), 61, 4)).isEmpty();
        assertThat(store.read("fraud", "0".repeat(32), 1, 4)).isEmpty();
        assertThat(store.read("churn", id(stream), 1, 4)).isNotNull();
        sink.close();
        sink.close();
        assertThat(store.read("fraud", id(stream), 1, 1_000)).isEqualTo(TestPredictions.records(1, 60));
        assertThatThrownBy(() -> store.open(stream)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsWrittenAgainIsThereOnce() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        try (PredictionSink sink = store.open(stream)) {
            write(sink, 1, 10);
            write(sink, 1, 10);
            write(sink, 11, 20);
            write(sink, 11, 20);
        }
        assertThat(numbers(store.read("fraud", id(stream), 1, 100))).isEqualTo(numbers(TestPredictions.records(1, 20)));
        assertThat(store.find("fraud", PredictionStore.Key.ID, "req-7", Optional.empty(), 10))
                .hasSize(1);
    }

    @Test
    void largeAndSmallOnesGoTogether() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        List<PredictionRecord> records = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            records.add(TestPredictions.record(i, "r" + i, "", new byte[i % 7 == 0 ? 250_000 : i % 3]));
        }
        try (PredictionSink sink = store.open(stream)) {
            sink.write(TestPredictions.chunk(records));
        }
        assertThat(store.read("fraud", id(stream), 1, 100)).isEqualTo(records);
        assertThat(store.find("fraud", PredictionStore.Key.ID, "r14", Optional.empty(), 10)
                        .get(0)
                        .record())
                .isEqualTo(records.get(13));
    }

    @Test
    void manyWriteAtOnceAndEachIsFound() throws Exception {
        Together.run(4, thread -> () -> {
            PredictionStore own = handleOfThread();
            PredictionStream stream = TestPredictions.stream("fraud", 10 + thread);
            try (PredictionSink sink = own.open(stream)) {
                for (int i = 0; i < 10; i++) {
                    write(sink, 1 + i * 20L, 20 + i * 20L);
                    assertThat(store.find(
                                    "fraud", PredictionStore.Key.ID, "req-" + (20 + i * 20), Optional.empty(), 100))
                            .extracting(Found::stream)
                            .contains(stream.id());
                }
            }
            return true;
        });
        assertThat(store.find("fraud", PredictionStore.Key.ID, "req-200", Optional.empty(), 10))
                .hasSize(4);
        assertThat(store.find("fraud", PredictionStore.Key.SUBJECT, "customer 3", Optional.empty(), 1_000))
                .hasSize(80);
    }

    private synchronized PredictionStore handleOfThread() {
        return handle();
    }

    @Test
    void whatIsFoundComesInOrderAndInPages() throws IOException {
        for (int i = 3; i >= 1; i--) {
            try (PredictionSink sink = store.open(TestPredictions.stream("fraud", i))) {
                write(sink, 1, 45);
            }
        }
        PredictionSink open = store.open(TestPredictions.stream("fraud", 4));
        write(open, 1, 45);
        List<Found> all = store.find("fraud", PredictionStore.Key.SUBJECT, "customer 5", Optional.empty(), 1_000);
        assertThat(all)
                .hasSize(20)
                .isSortedAccordingTo((a, b) -> a.stream().equals(b.stream())
                        ? Long.compare(a.record().sequence(), b.record().sequence())
                        : a.stream().compareTo(b.stream()));
        for (int size : new int[] {1, 3, 20}) {
            List<Found> paged = new ArrayList<>();
            List<Found> page;
            do {
                page = store.find(
                        "fraud",
                        PredictionStore.Key.SUBJECT,
                        "customer 5",
                        paged.isEmpty() ? Optional.empty() : Optional.of(paged.get(paged.size() - 1)),
                        size);
                paged.addAll(page);
            } while (page.size() == size);
            assertThat(paged).isEqualTo(all);
        }
        assertThat(store.find("churn", PredictionStore.Key.SUBJECT, "customer 5", Optional.empty(), 10))
                .isEmpty();
        assertThat(store.find("fraud", PredictionStore.Key.ID, "customer 5", Optional.empty(), 10))
                .isEmpty();
        open.close();
    }

    @Test
    void aStreamThatLivesIsNotEnded() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        PredictionSink sink = store.open(stream);
        write(sink, 1, 5);
        assertThat(handle().end("fraud", id(stream), LONG)).isEmpty();
        write(sink, 6, 9);
        sink.alive();
        sink.close();
        Ended ended = store.end("fraud", id(stream), LONG).orElseThrow();
        assertThat(ended).isEqualTo(new Ended(9, 0, List.of(), true));
        assertThat(handle().end("fraud", id(stream), LONG)).contains(ended);
    }

    @Test
    void erasedIsErasedAndItsLeafStays() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        try (PredictionSink sink = store.open(stream)) {
            write(sink, 1, 100);
        }
        List<PredictionRecord> before = store.read("fraud", id(stream), 1, 1_000);
        TreeSet<Long> some = new TreeSet<>(List.of(1L, 33L, 34L, 100L, 4_711L));
        assertThat(store.erase("fraud", id(stream), some)).isEmpty();
        List<PredictionRecord> after = handle().read("fraud", id(stream), 1, 1_000);
        for (int i = 0; i < 100; i++) {
            boolean erased = some.contains(i + 1L);
            assertThat(after.get(i).isErased()).isEqualTo(erased);
            assertThat(after.get(i).leaf()).isEqualTo(before.get(i).leaf());
            assertThat(after.get(i)).isEqualTo(erased ? before.get(i).erased() : before.get(i));
            assertThat(store.find("fraud", PredictionStore.Key.ID, "req-" + (i + 1), Optional.empty(), 10))
                    .hasSize(erased ? 0 : 1);
        }
        assertThat(store.find("fraud", PredictionStore.Key.SUBJECT, "customer 3", Optional.empty(), 100))
                .hasSize(9);
        assertThat(store.erase("fraud", id(stream), some)).isEmpty();
        assertThat(store.erase("fraud", "0".repeat(32), some)).isEmpty();
        assertThat(store.read("fraud", id(stream), 1, 1_000)).isEqualTo(after);
    }

    @Test
    void whatIsDeletedIsAtTheBeginning() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        try (PredictionSink sink = store.open(stream)) {
            write(sink, 1, 100);
        }
        long deleted = store.delete("fraud", id(stream), 40);
        assertThat(deleted).isBetween(0L, 40L);
        assertThat(store.read("fraud", id(stream), 1, 1_000)).isEqualTo(TestPredictions.records(deleted + 1, 100));
        assertThat(store.delete("fraud", id(stream), 100)).isEqualTo(100);
        assertThat(store.read("fraud", id(stream), 1, 10)).isEmpty();
        assertThat(store.find("fraud", PredictionStore.Key.ID, "req-70", Optional.empty(), 10))
                .isEmpty();
        assertThat(store.delete("fraud", id(stream), 100)).isEqualTo(100);
        assertThat(store.end("fraud", id(stream), LONG).orElseThrow().damaged()).isEmpty();
    }

    @Test
    void everythingIsCounted() throws IOException {
        try (PredictionSink sink = store.open(TestPredictions.stream("fraud", 1))) {
            write(sink, 1, 100);
        }
        PredictionSink open = store.open(TestPredictions.stream("churn", 2));
        write(open, 1, 50);
        List<Problem> problems = new ArrayList<>();
        assertThat(store.verify(problems::add)).isEqualTo(150);
        assertThat(problems).isEmpty();
        open.close();
    }

    @Test
    void aClosedStoreSaysSo() {
        PredictionStore other = handle();
        other.close();
        other.close();
        assertThatThrownBy(() -> other.read("fraud", "0".repeat(32), 1, 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> other.find("fraud", PredictionStore.Key.ID, "a", Optional.empty(), 1))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> other.open(TestPredictions.stream("fraud", 9))).isInstanceOf(StoreException.class);
    }

    /** A stream as it should be. */
    private static final class Model {
        private final PredictionStream stream;
        private final PredictionSink sink;
        private final NavigableMap<Long, PredictionRecord> records = new TreeMap<>();
        private long last;
        private boolean closed;

        Model(PredictionStream stream, PredictionSink sink) {
            this.stream = stream;
            this.sink = sink;
        }
    }

    @Test
    void anythingInAnyOrder(SplittableRandom random) throws IOException {
        List<PredictionStore> handles = List.of(store, handle(), handle());
        List<Model> models = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            PredictionStore handle = handles.get(random.nextInt(handles.size()));
            if (models.isEmpty() || random.nextInt(15) == 0) {
                PredictionStream stream = TestPredictions.stream("fraud", models.size() + 1);
                models.add(new Model(stream, handle.open(stream)));
                continue;
            }
            Model model = models.get(random.nextInt(models.size()));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> write(model, random.nextInt(1, 60));
                case 3 -> {
                    model.sink.close();
                    model.closed = true;
                }
                case 4 -> {
                    if (model.closed && !model.records.isEmpty()) {
                        long sequence = random.nextLong(1, model.last + 1);
                        assertThat(handle.erase("fraud", id(model.stream), new TreeSet<>(List.of(sequence))))
                                .isEmpty();
                        model.records.computeIfPresent(sequence, (key, record) -> record.erased());
                    }
                }
                case 5 -> {
                    if (model.last > 0 && random.nextInt(5) == 0) {
                        long deleted = handle.delete("fraud", id(model.stream), random.nextLong(0, model.last + 1));
                        model.records.headMap(deleted, true).clear();
                    }
                }
                case 6 -> {
                    long from = random.nextLong(1, model.last + 3);
                    int limit = random.nextInt(1, 100);
                    assertThat(handle.read("fraud", id(model.stream), from, limit))
                            .isEqualTo(model.records.tailMap(from, true).values().stream()
                                    .limit(limit)
                                    .toList());
                }
                default -> {
                    String subject = "customer " + random.nextInt(10);
                    List<Found> expected = new ArrayList<>();
                    models.forEach(each -> each.records.values().stream()
                            .filter(record -> record.subject().equals(Optional.of(subject)))
                            .forEach(record -> expected.add(new Found(each.stream.id(), record))));
                    assertThat(handle.find("fraud", PredictionStore.Key.SUBJECT, subject, Optional.empty(), 10_000))
                            .isEqualTo(expected);
                }
            }
        }
        for (Model model : models) {
            model.sink.close();
        }
    }

    private static void write(Model model, int count) throws IOException {
        if (model.closed) {
            return;
        }
        List<PredictionRecord> records = TestPredictions.records(model.last + 1, model.last + count);
        model.sink.write(TestPredictions.chunk(records));
        model.last += count;
        records.forEach(record -> model.records.put(record.sequence(), record));
    }

    /** For stores whose streams can be ended although the sink's object still lives. */
    protected final void aStreamThatWasEndedTakesNothingMore(PredictionStream stream, PredictionSink sink)
            throws IOException {
        write(sink, 1, 5);
        Ended ended = store.end("fraud", id(stream), Duration.ZERO).orElseThrow();
        assertThat(ended).isEqualTo(new Ended(5, 0, List.of(), false));
        assertThatThrownBy(() -> write(sink, 6, 9)).isInstanceOf(StreamEndedException.class);
        assertThat(numbers(store.read("fraud", id(stream), 1, 100))).isEqualTo(List.of(1L, 2L, 3L, 4L, 5L));
        sink.close();
        assertThat(store.end("fraud", id(stream), Duration.ZERO)).contains(ended);
    }

    /** The handle of this test. */
    protected final PredictionStore store() {
        return store;
    }
}
