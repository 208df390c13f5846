package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.StoreException;
import dev.lineage.model.Problem;
import dev.lineage.model.Value;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.AppendResult.Conflict;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Move.View;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import dev.lineage.spi.Query.Condition;
import dev.lineage.spi.Query.Operator;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link RecordStore} does. A backend joins with a class that says how to open one; after every test the store
 * is verified, and compared entry for entry with what was acknowledged.
 */
public abstract class RecordStoreContract {
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    @TempDir
    private Path directory;

    private final List<StoreProvider.Stores> opened = Collections.synchronizedList(new ArrayList<>());
    private final Map<Long, Entry> acknowledged = Collections.synchronizedMap(new HashMap<>());
    private RecordStore store;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected RecordStoreContract() {}

    /**
     * Opens a handle on the store of this test; the first call makes the store, later calls open the same one again,
     * beside the handles that are open already.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract StoreProvider.Stores open(Path directory);

    private RecordStore handle() {
        StoreProvider.Stores stores = open(directory);
        opened.add(stores);
        return stores.records();
    }

    @BeforeEach
    final void openStore() {
        store = handle();
    }

    @AfterEach
    final void everythingIsIntact() {
        RecordStore fresh = handle();
        List<Problem> problems = new ArrayList<>();
        long read = fresh.verify(problems::add);
        assertThat(problems).as("problems found after the test" + replay()).isEmpty();
        assertThat(read).as("entries read by verify").isEqualTo(fresh.size());
        acknowledged.forEach((position, entry) -> assertThat(fresh.entry(position))
                .as("acknowledged entry " + position + replay())
                .contains(new LogEntry(position, entry)));
        opened.forEach(stores -> {
            stores.records().close();
            stores.artifacts().close();
        });
    }

    private static String replay() {
        return " (replay with -Dlineage.seed=" + SEED + ")";
    }

    private static Move move(String pointer, long revision, String value) {
        return new Move(pointer, revision, value, View.HIDDEN);
    }

    private static Entry entry(String key, Move... moves) {
        return Entry.of("note", 1, "{\"key\":\"" + key + "\"}", List.of(moves), List.of(Attribute.text("key", key)));
    }

    private AppendResult append(RecordStore handle, Entry... entries) {
        AppendResult result = handle.append(List.of(entries));
        if (result instanceof Appended appended) {
            for (int i = 0; i < entries.length; i++) {
                acknowledged.put(appended.position() + i, entries[i]);
            }
        }
        return result;
    }

    /** Appending. */
    @Nested
    public final class Appending {
        /** For JUnit. */
        public Appending() {}

        @Test
        void positionsCountFromZeroWithoutGaps() {
            assertThat(store.size()).isZero();
            assertThat(append(store, entry("a"))).isEqualTo(new Appended(0));
            assertThat(append(store, entry("b"), entry("c"))).isEqualTo(new Appended(1));
            assertThat(append(store, entry("d"))).isEqualTo(new Appended(3));

            assertThat(store.size()).isEqualTo(4);
            assertThat(store.entries(0, 10)).extracting(LogEntry::position).containsExactly(0L, 1L, 2L, 3L);
            assertThat(store.entry(4)).isEmpty();
        }

        @Test
        void allEntriesOrNone() {
            append(store, entry("a", move("p", 1, "one")));

            AppendResult result = append(store, entry("b", move("q", 1, "x")), entry("c", move("p", 1, "again")));

            assertThat(result)
                    .isEqualTo(new Conflict(move("p", 1, "again"), Optional.of(new Pointer("p", 1, "one", 0))));
            assertThat(store.size()).isEqualTo(1);
            assertThat(store.pointer("q")).isEmpty();
        }

        @Test
        void laterEntriesGoOnWhereEarlierOnesEnd() {
            assertThat(append(
                            store, entry("a", move("p", 1, "one"), move("q", 1, "x")), entry("b", move("p", 2, "two"))))
                    .isInstanceOf(Appended.class);

            assertThat(store.pointer("p")).contains(new Pointer("p", 2, "two", 1));
            assertThat(store.pointer("p", 1)).contains(new Pointer("p", 1, "one", 0));
        }

        @Test
        void takesAsManyAndAsLargeEntriesAsPromised() {
            Entry[] most = new Entry[RecordStore.MAX_ENTRIES];
            for (int i = 0; i < most.length; i++) {
                most[i] = entry("e" + i, move("p", i + 1, "v" + i));
            }
            append(store, most);
            String padding = "é".repeat((Entry.MAX_BYTES - 200) / 2);
            append(store, Entry.of("large", 1, "{\"padding\":\"" + padding + "\"}", List.of(), List.of()));

            assertThat(store.size()).isEqualTo(most.length + 1L);
            List<Entry> tooMany = new ArrayList<>(List.of(most));
            tooMany.add(entry("one more"));
            assertThatThrownBy(() -> store.append(tooMany)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.append(List.of())).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void entriesKeepTheirBytes() {
            Entry entry = Entry.of(
                    "note",
                    7,
                    "{\"text\":\"\\u0000 \\\"ü€😂\",\"n\":9007199254740991}",
                    List.of(new Move("models/Ünï/versions", 1, "value with spaces, ünïcode", View.DOCUMENT)),
                    List.of(Attribute.number("n", Value.of(-0.5)), Attribute.text("t", "'; drop table entries; --")));
            append(store, entry);

            LogEntry read = store.entry(0).orElseThrow();
            assertThat(read.entry().bytes()).isEqualTo(entry.bytes());
            assertThat(read.entry().digest()).isEqualTo(entry.digest());
            assertThat(read.entry().moves()).isEqualTo(entry.moves());
            assertThat(read.entry().attributes()).isEqualTo(entry.attributes());
        }
    }

    /** Pointers. */
    @Nested
    public final class Pointers {
        /** For JUnit. */
        public Pointers() {}

        @Test
        void aRevisionIsClaimedOnceAndInOrder() {
            assertThat(append(store, entry("a", move("p", 2, "x"))))
                    .isEqualTo(new Conflict(move("p", 2, "x"), Optional.empty()));
            append(store, entry("a", move("p", 1, "x")));
            assertThat(append(store, entry("b", move("p", 1, "y")))).isInstanceOf(Conflict.class);
            assertThat(append(store, entry("b", move("p", 3, "y")))).isInstanceOf(Conflict.class);
            assertThat(append(store, entry("b", move("p", 2, "y")))).isInstanceOf(Appended.class);

            assertThat(store.pointer("p")).contains(new Pointer("p", 2, "y", 1));
            assertThat(store.pointer("p", 3)).isEmpty();
            assertThat(store.pointer("p", 0)).isEmpty();
        }

        @Test
        void everyRevisionStaysReadable() {
            for (int i = 1; i <= 100; i++) {
                append(store, entry("e" + i, new Move("models/m/versions", i, "v" + i, View.DOCUMENT)));
            }

            RecordStore other = handle();
            for (RecordStore each : List.of(store, other)) {
                assertThat(each.pointer("models/m/versions").orElseThrow().revision())
                        .isEqualTo(100);
                for (int i = 1; i <= 100; i++) {
                    assertThat(each.pointer("models/m/versions", i))
                            .contains(new Pointer("models/m/versions", i, "v" + i, i - 1L));
                }
            }
        }

        @Test
        void namesAreExactCodePoints() {
            List<String> names = List.of(
                    "models/Model/x",
                    "models/model/x",
                    "models/MODEL/x",
                    "models/con/x",
                    "models/aux.json/x",
                    "models/nul/x",
                    "models/a.b/x",
                    "models/a_b/x",
                    "models/ﬁ/x",
                    "models/fi/x",
                    "models/é/x",
                    "models/а/x",
                    "models/" + "é".repeat(50) + "/x",
                    "models/" + "𐐀".repeat(25) + "/x",
                    "models/" + "A".repeat(100) + "/x",
                    "models/" + "a".repeat(100) + "/x",
                    "a/b/c/d/e/f");
            for (View view : View.values()) {
                for (String name : names) {
                    String pointer = name + "-" + view.name().charAt(0);
                    assertThat(append(store, entry("e", new Move(pointer, 1, pointer, view))))
                            .as(pointer)
                            .isInstanceOf(Appended.class);
                }
            }
            RecordStore other = handle();
            for (View view : View.values()) {
                for (String name : names) {
                    String pointer = name + "-" + view.name().charAt(0);
                    assertThat(other.pointer(pointer).orElseThrow().value()).isEqualTo(pointer);
                }
            }
        }

        @Test
        void childrenAreListedByCodePointInPages() {
            List<String> models = List.of("A", "B", "a", "b", "z", "é", "ﬁ", "𐐀");
            for (String model : models) {
                append(store, entry(model, new Move("models/" + model + "/versions", 1, model, View.DOCUMENT)));
                append(store, entry(model, new Move("models/" + model + "/stages/production", 1, model, View.LINE)));
            }
            append(store, entry("h", move("models/hidden/secret", 1, "h"), move("other/x", 1, "x")));

            RecordStore other = handle();
            for (RecordStore each : List.of(store, other)) {
                assertThat(each.children("models", Optional.empty(), 100)).containsExactlyElementsOf(models);
                assertThat(each.children("models", Optional.of("a"), 3)).containsExactly("b", "z", "é");
                assertThat(each.children("models/A", Optional.empty(), 10)).containsExactly("stages", "versions");
                assertThat(each.children("models/A/stages", Optional.empty(), 10))
                        .containsExactly("production");
                assertThat(each.children("models/A/versions", Optional.empty(), 10))
                        .isEmpty();
                assertThat(each.children("nothing", Optional.empty(), 10)).isEmpty();
            }
        }
    }

    /** Searching. */
    @Nested
    public final class Searching {
        /** For JUnit. */
        public Searching() {}

        @Test
        void findsWhatTheDefinitionSaysNewestFirst() {
            Random random = new Random(SEED);
            List<Entry> all = new ArrayList<>();
            double[] numbers = {-1, 0, 0.1, 2, Double.NaN, Double.POSITIVE_INFINITY, 1e300};
            for (int i = 0; i < 120; i++) {
                List<Attribute> attributes = new ArrayList<>();
                for (int a = random.nextInt(4); a > 0; a--) {
                    attributes.add(
                            random.nextBoolean()
                                    ? Attribute.number("n" + random.nextInt(2), Value.of(numbers[random.nextInt(7)]))
                                    : Attribute.text("t" + random.nextInt(2), "v" + random.nextInt(3)));
                }
                Entry entry = Entry.of(i % 3 == 0 ? "other" : "note", 1, "{\"i\":" + i + "}", List.of(), attributes);
                append(store, entry);
                all.add(entry);
            }
            for (int i = 0; i < 200; i++) {
                List<Condition> conditions = new ArrayList<>();
                for (int c = random.nextInt(3); c > 0; c--) {
                    conditions.add(
                            random.nextBoolean()
                                    ? new Condition(
                                            List.of(Operator.values()).get(random.nextInt(6)),
                                            Attribute.number(
                                                    "n" + random.nextInt(2), Value.of(numbers[random.nextInt(7)])))
                                    : new Condition(
                                            List.of(Operator.EQUAL, Operator.NOT_EQUAL)
                                                    .get(random.nextInt(2)),
                                            Attribute.text("t" + random.nextInt(2), "v" + random.nextInt(3))));
                }
                int before = random.nextInt(140);
                OptionalLong bound = random.nextBoolean() ? OptionalLong.of(before) : OptionalLong.empty();
                Query query = new Query("note", conditions, bound, 1 + random.nextInt(20));
                List<LogEntry> expected = LongStream.iterate(all.size() - 1L, at -> at >= 0, at -> at - 1)
                        .filter(at -> at < bound.orElse(Long.MAX_VALUE))
                        .mapToObj(at -> new LogEntry(at, all.get((int) at)))
                        .filter(e -> e.entry().type().equals("note"))
                        .filter(e -> conditions.stream().allMatch(c -> c.matches(e.entry())))
                        .limit(query.limit())
                        .toList();

                assertThat(store.search(query)).as(query + replay()).isEqualTo(expected);
            }
        }
    }

    /** Several handles and threads. */
    @Nested
    public final class Concurrency {
        /** For JUnit. */
        public Concurrency() {}

        @Test
        void anotherHandleSeesAnAcknowledgedAppendAtOnce() {
            RecordStore other = handle();
            for (int i = 1; i <= 50; i++) {
                RecordStore writer = i % 2 == 0 ? store : other;
                RecordStore reader = i % 2 == 0 ? other : store;
                append(writer, entry("e" + i, move("p", i, "v" + i)));

                assertThat(reader.size()).isEqualTo(i);
                assertThat(reader.pointer("p").orElseThrow().value()).isEqualTo("v" + i);
                assertThat(reader.entry(i - 1L).orElseThrow().entry()).isEqualTo(acknowledged.get(i - 1L));
            }
        }

        @Test
        void ofManyClaimsOfOneRevisionOneWins() throws Exception {
            int threads = 8;
            int revisions = 25;
            List<RecordStore> handles = List.of(store, handle());
            Map<Long, String> winners = Collections.synchronizedMap(new HashMap<>());
            List<Future<Integer>> futures = new ArrayList<>();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            CountDownLatch start = new CountDownLatch(1);
            for (int t = 0; t < threads; t++) {
                RecordStore handle = handles.get(t % handles.size());
                String name = "t" + t;
                futures.add(pool.submit(() -> {
                    start.await();
                    int won = 0;
                    while (true) {
                        long next = handle.pointer("p").map(Pointer::revision).orElse(0L) + 1;
                        if (next > revisions) {
                            return won;
                        }
                        String value = name + "-" + next;
                        if (append(handle, entry(value, move("p", next, value))) instanceof Appended) {
                            won++;
                            assertThat(winners.put(next, value))
                                    .as("a second winner")
                                    .isNull();
                        }
                    }
                }));
            }
            start.countDown();
            int won = 0;
            for (Future<Integer> future : futures) {
                won += future.get();
            }
            pool.shutdown();

            assertThat(won).isEqualTo(revisions);
            winners.forEach((revision, value) -> assertThat(
                            store.pointer("p", revision).orElseThrow().value())
                    .isEqualTo(value));
        }

        @Test
        void appendsThatDoNotMeetAllSucceed() throws Exception {
            int threads = 8;
            int each = 20;
            List<RecordStore> handles = List.of(store, handle(), handle());
            List<Future<?>> futures = new ArrayList<>();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            for (int t = 0; t < threads; t++) {
                RecordStore handle = handles.get(t % handles.size());
                String pointer = "own/t" + t;
                futures.add(pool.submit(() -> {
                    for (int i = 1; i <= each; i++) {
                        assertThat(append(handle, entry(pointer + i, move(pointer, i, "v" + i))))
                                .isInstanceOf(Appended.class);
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
            pool.shutdown();

            assertThat(store.size()).isEqualTo((long) threads * each);
            assertThat(acknowledged).hasSize(threads * each);
        }
    }

    /** Opening and closing. */
    @Nested
    public final class Lifecycle {
        /** For JUnit. */
        public Lifecycle() {}

        @Test
        void whatWasWrittenIsThereWhenTheStoreIsOpenedAgain() {
            append(store, entry("a", new Move("models/m/stages/s", 1, "one", View.LINE)));
            store.close();

            RecordStore again = handle();

            assertThat(again.pointer("models/m/stages/s")).contains(new Pointer("models/m/stages/s", 1, "one", 0));
            append(again, entry("b", new Move("models/m/stages/s", 2, "two", View.LINE)));
        }

        @Test
        void aClosedStoreSaysSo() {
            store.close();
            store.close();

            assertThatThrownBy(() -> store.append(List.of(entry("a")))).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.size()).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.entry(0)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.pointer("p")).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.children("p", Optional.empty(), 1)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.search(new Query("note", List.of(), OptionalLong.empty(), 1)))
                    .isInstanceOf(StoreException.class);
        }

        @Test
        void anInterruptedThreadHarmsNobody() {
            Thread.currentThread().interrupt();
            AppendResult result = append(store, entry("a", move("p", 1, "x")));
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();

            assertThat(result).isInstanceOf(Appended.class);
            append(store, entry("b", move("p", 2, "y")));
            assertThat(store.pointer("p").orElseThrow().value()).isEqualTo("y");
        }
    }
}
