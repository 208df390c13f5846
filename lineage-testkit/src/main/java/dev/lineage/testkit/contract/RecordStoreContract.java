package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.StoreException;
import dev.lineage.model.Names;
import dev.lineage.model.Problem;
import dev.lineage.model.Value;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.AppendResult.Conflict;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Claim;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Edge.Direction;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Move.View;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import dev.lineage.spi.Query.Condition;
import dev.lineage.spi.Query.Operator;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.Acknowledged;
import dev.lineage.testkit.internal.StoreHistory;
import dev.lineage.testkit.internal.Together;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link RecordStore} does. A backend joins with a class that says how to open one; after every test the store
 * is verified, and compared entry for entry with what was acknowledged.
 */
@ExtendWith(Seeded.class)
public abstract class RecordStoreContract {
    /** How many operations of racing threads are recorded and checked for linearizability. */
    private static final int LINEARIZED = Integer.getInteger("lineage.linearizability.operations", 2_400);

    private static final int THREADS = 8;

    @TempDir
    private Path directory;

    private final List<StoreProvider.Stores> opened = Collections.synchronizedList(new ArrayList<>());
    private final Acknowledged acknowledged = new Acknowledged();
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
        return acknowledged.watch(stores.records());
    }

    @BeforeEach
    final void openStore() {
        store = handle();
    }

    @AfterEach
    final void everythingIsIntact() {
        try {
            RecordStore fresh = handle();
            List<Problem> problems = new ArrayList<>();
            long read = fresh.verify(problems::add);
            assertThat(problems).as("problems found after the test").isEmpty();
            assertThat(read).as("entries read by verify").isEqualTo(fresh.size());
            assertThat(acknowledged.differences(fresh))
                    .as("differences between the log and what was acknowledged")
                    .isEmpty();
        } finally {
            opened.forEach(stores -> {
                stores.records().close();
                stores.artifacts().close();
            });
        }
    }

    private static Move move(String pointer, long revision, String value) {
        return new Move(pointer, revision, value, View.HIDDEN);
    }

    private static Entry entry(String key, Move... moves) {
        return Entry.of("note", 1, "{\"key\":\"" + key + "\"}", List.of(moves), List.of(Attribute.text("key", key)));
    }

    private static AppendResult append(RecordStore handle, Entry... entries) {
        return handle.append(List.of(entries));
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
            assertThat(store.claim("p"))
                    .contains(new Claim(
                            new Pointer("p", 2, "two", 1), store.entry(1).orElseThrow()));
            assertThat(store.claim("p", 1))
                    .contains(new Claim(
                            new Pointer("p", 1, "one", 0), store.entry(0).orElseThrow()));
            assertThat(store.claim("p", 3)).isEmpty();
            assertThat(store.claim("absent")).isEmpty();
        }

        @Test
        void takesAsManyAndAsLargeEntriesAsPromised() {
            Entry[] most = new Entry[RecordStore.MAX_ENTRIES];
            for (int i = 0; i < most.length; i++) {
                most[i] = entry("e" + i, move("p", i + 1, "v" + i));
            }
            append(store, most);
            Entry largest = large(Entry.MAX_BYTES - 1, 0);
            append(store, largest);

            assertThat(store.size()).isEqualTo(most.length + 1L);
            assertThat(store.entry(most.length).orElseThrow().entry()).isEqualTo(largest);
            List<Entry> tooMany = new ArrayList<>(List.of(most));
            tooMany.add(entry("one more"));
            assertThatThrownBy(() -> store.append(tooMany)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.append(List.of())).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void takesAsManyLargeEntriesAtOnce() {
            Entry[] most = new Entry[RecordStore.MAX_ENTRIES];
            for (int i = 0; i < most.length; i++) {
                most[i] = large(Entry.MAX_BYTES - 1 - i, i);
            }

            assertThat(append(store, most)).isEqualTo(new Appended(0));

            assertThat(handle().entries(0, most.length))
                    .extracting(LogEntry::entry)
                    .containsExactly(most);
        }

        private Entry large(int bytes, int number) {
            String start = "{\"number\":" + number + ",\"padding\":\"";
            int rest = bytes
                    - Entry.of("large", 1, start + "\"}", List.of(), List.of()).length();
            String padding = "é".repeat(rest / 2) + "x".repeat(rest % 2);
            Entry entry = Entry.of("large", 1, start + padding + "\"}", List.of(), List.of());
            assertThat(entry.length()).isEqualTo(bytes);
            return entry;
        }

        @Test
        void theFirstMisfitIsNamedBesideThePointerAsItIs() {
            append(store, entry("a", move("p", 1, "one")));
            Entry fits = entry("b", move("q", 1, "x"), move("p", 2, "two"));

            assertThat(append(store, fits, entry("c", move("q", 3, "y"), move("p", 9, "z"))))
                    .isEqualTo(new Conflict(move("q", 3, "y"), Optional.empty()));
            assertThat(append(store, fits, entry("c", move("q", 2, "y"), move("p", 2, "z"))))
                    .isEqualTo(new Conflict(move("p", 2, "z"), Optional.of(new Pointer("p", 1, "one", 0))));

            assertThat(store.size()).isEqualTo(1);
            assertThat(append(store, fits)).isEqualTo(new Appended(1));
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
                    "models/ｱ/x",
                    "models/_/x",
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
        void valuesAreExactText() {
            List<String> values =
                    List.of("", " ", "é", "e\u0301", "😂".repeat(256), "x".repeat(1024), "%_'\"\\", "NULL");
            for (View view : View.values()) {
                String pointer = "values/" + view.name();
                for (int i = 0; i < values.size(); i++) {
                    append(store, entry("e", new Move(pointer, i + 1, values.get(i), view)));
                }
                RecordStore other = handle();
                for (int i = 0; i < values.size(); i++) {
                    assertThat(other.pointer(pointer, i + 1).orElseThrow().value())
                            .isEqualTo(values.get(i));
                }
            }
        }
    }

    /** Listing. */
    @Nested
    public final class Children {
        /** For JUnit. */
        public Children() {}

        @Test
        void areListedByCodePointInPages() {
            List<String> models = List.of("A", "B", "a", "b", "z", "é", "ﬁ", "ｱ", "𐐀", "𝒜");
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
                List<String> paged = new ArrayList<>();
                for (List<String> page = each.children("models", Optional.empty(), 1);
                        !page.isEmpty();
                        page = each.children("models", Optional.of(page.get(0)), 1)) {
                    paged.addAll(page);
                }
                assertThat(paged).isEqualTo(models);
                assertThatThrownBy(() -> each.children("models", Optional.empty(), 0))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void areThoseOfTheParentAndNotOfItsNamesakes() {
            append(
                    store,
                    entry("a", new Move("models/ab/x", 1, "v", View.LINE), new Move("models/a/x", 1, "v", View.LINE)),
                    entry("b", new Move("models2/other/x", 1, "v", View.LINE), move("models/a/hidden", 1, "v")),
                    entry("c", new Move("Models/case/x", 1, "v", View.DOCUMENT)),
                    entry("d", new Move("models/a/y", 1, "v", View.DOCUMENT)));

            assertThat(store.children("models", Optional.empty(), 10)).containsExactly("a", "ab");
            assertThat(store.children("models/a", Optional.empty(), 10)).containsExactly("x", "y");
            assertThat(store.children("models/a", Optional.of("x"), 10)).containsExactly("y");
            assertThat(store.children("models/a", Optional.of("xx"), 10)).containsExactly("y");
            assertThat(store.children("models", Optional.of("ab"), 10)).isEmpty();
        }
    }

    /** Reading the log. */
    @Nested
    public final class Reading {
        /** For JUnit. */
        public Reading() {}

        @Test
        void entriesComeInPagesInOrder(Random random) {
            List<Entry> all = new ArrayList<>();
            while (all.size() < 150) {
                Entry[] some = new Entry[1 + random.nextInt(7)];
                for (int i = 0; i < some.length; i++) {
                    some[i] = entry("e" + (all.size() + i));
                }
                append(store, some);
                all.addAll(List.of(some));
            }
            RecordStore other = handle();
            for (RecordStore each : List.of(store, other)) {
                for (int i = 0; i < 50; i++) {
                    int position = random.nextInt(all.size() + 10);
                    int limit = 1 + random.nextInt(40);
                    List<LogEntry> expected = LongStream.range(position, Math.min(all.size(), position + limit))
                            .mapToObj(at -> new LogEntry(at, all.get((int) at)))
                            .toList();
                    assertThat(each.entries(position, limit)).isEqualTo(expected);
                }
                assertThat(each.entries(0, Integer.MAX_VALUE)).hasSize(all.size());
            }
        }

        @Test
        void thereIsNothingBeyondTheEnds() {
            append(store, entry("a"));

            assertThat(store.entry(1)).isEmpty();
            assertThat(store.entry(-1)).isEmpty();
            assertThat(store.entry(Long.MAX_VALUE)).isEmpty();
            assertThat(store.entries(1, 10)).isEmpty();
            assertThat(store.entries(Long.MAX_VALUE, 10)).isEmpty();
            assertThatThrownBy(() -> store.entries(0, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Searching. */
    @Nested
    public final class Searching {
        /** For JUnit. */
        public Searching() {}

        // Databases like to think some of these equal.
        private final List<String> texts =
                List.of("", "v", "V", "v ", "é", "e\u0301", "ﬁ", "fi", "😂", "%", "_", "'", "\\", "1");

        private final List<Value.Decimal> numbers = List.of(
                Value.of(-1.0),
                Value.of(0.0),
                Value.of(-0.0),
                Value.of(1.0),
                Value.of(0.1),
                Value.of(new BigDecimal("0.1000000000000000000000001")),
                Value.of(2.0),
                Value.of(10.0),
                Value.of(Double.NaN),
                Value.of(Double.POSITIVE_INFINITY),
                Value.of(Double.NEGATIVE_INFINITY),
                Value.of(1e300),
                Value.of(Double.MIN_VALUE),
                Value.of(new BigDecimal("9007199254740993")));

        private Attribute number(Random random) {
            return Attribute.number("n" + random.nextInt(2), key(random), numbers.get(random.nextInt(numbers.size())));
        }

        private Attribute text(Random random) {
            return Attribute.text(
                    random.nextInt(4) == 0 ? "n0" : "t" + random.nextInt(2),
                    key(random),
                    texts.get(random.nextInt(texts.size())));
        }

        private String key(Random random) {
            return List.of("", "", "k", "K", "k ").get(random.nextInt(5));
        }

        private Operator anyOf(Random random, Operator... operators) {
            return List.of(operators).get(random.nextInt(operators.length));
        }

        @Test
        void findsWhatTheDefinitionSaysNewestFirst(Random random) {
            List<Entry> all = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                List<Attribute> attributes = new ArrayList<>();
                for (int a = random.nextInt(5); a > 0; a--) {
                    attributes.add(random.nextBoolean() ? number(random) : text(random));
                }
                Entry entry = Entry.of(i % 3 == 0 ? "other" : "note", 1, "{\"i\":" + i + "}", List.of(), attributes);
                append(store, entry);
                all.add(entry);
            }
            RecordStore other = handle();
            int found = 0;
            for (int i = 0; i < 400; i++) {
                List<Condition> conditions = new ArrayList<>();
                for (int c = random.nextInt(3); c > 0; c--) {
                    conditions.add(
                            random.nextBoolean()
                                    ? new Condition(anyOf(random, Operator.values()), number(random))
                                    : new Condition(anyOf(random, Operator.EQUAL, Operator.NOT_EQUAL), text(random)));
                }
                OptionalLong before =
                        random.nextBoolean() ? OptionalLong.of(random.nextInt(170)) : OptionalLong.empty();
                Query query = new Query("note", conditions, before, 1 + random.nextInt(20));
                List<LogEntry> expected = expected(all, query);
                found += expected.size();

                assertThat((i % 2 == 0 ? store : other).search(query))
                        .as(query.toString())
                        .isEqualTo(expected);
            }
            assertThat(found).as("results of all searches").isPositive();
        }

        /** The definition, word for word. */
        private List<LogEntry> expected(List<Entry> all, Query query) {
            List<LogEntry> expected = new ArrayList<>();
            for (int at = all.size() - 1; at >= 0 && expected.size() < query.limit(); at--) {
                Entry entry = all.get(at);
                if (at < query.before().orElse(Long.MAX_VALUE)
                        && entry.type().equals(query.type())
                        && query.conditions().stream().allMatch(condition -> condition.matches(entry))) {
                    expected.add(new LogEntry(at, entry));
                }
            }
            return expected;
        }

        @Test
        void anEmptyKeyStandsForAnyKey() {
            append(
                    store,
                    Entry.of(
                            "note",
                            1,
                            "{}",
                            List.of(),
                            List.of(
                                    Attribute.text("pin", "train", "x"),
                                    Attribute.number("metric", "auc", Value.of(0.9)))));
            append(
                    store,
                    Entry.of(
                            "note",
                            1,
                            "{}",
                            List.of(),
                            List.of(
                                    Attribute.text("pin", "test", "x"),
                                    Attribute.number("metric", "loss", Value.of(0.9)))));

            assertThat(positions(new Condition(Operator.EQUAL, Attribute.text("pin", "x"))))
                    .containsExactly(1L, 0L);
            assertThat(positions(new Condition(Operator.EQUAL, Attribute.text("pin", "train", "x"))))
                    .containsExactly(0L);
            assertThat(positions(new Condition(Operator.EQUAL, Attribute.text("pin", "Train", "x"))))
                    .isEmpty();
            assertThat(positions(new Condition(Operator.GREATER, Attribute.number("metric", Value.of(0.5)))))
                    .containsExactly(1L, 0L);
            assertThat(positions(new Condition(Operator.GREATER, Attribute.number("metric", "loss", Value.of(0.5)))))
                    .containsExactly(1L);
        }

        private List<Long> positions(Condition condition) {
            return store.search(new Query("note", List.of(condition), OptionalLong.empty(), 10)).stream()
                    .map(LogEntry::position)
                    .toList();
        }

        @Test
        void pagesGoOnWhereTheLastOneEnded() {
            for (int i = 0; i < 30; i++) {
                append(store, entry(i % 3 == 0 ? "x" : "y"));
            }
            List<Condition> conditions = List.of(new Condition(Operator.EQUAL, Attribute.text("key", "x")));
            List<Long> positions = new ArrayList<>();
            OptionalLong before = OptionalLong.empty();
            while (true) {
                List<LogEntry> page = store.search(new Query("note", conditions, before, 3));
                if (page.isEmpty()) {
                    break;
                }
                page.forEach(found -> positions.add(found.position()));
                before = OptionalLong.of(page.get(page.size() - 1).position());
            }

            assertThat(positions).containsExactly(27L, 24L, 21L, 18L, 15L, 12L, 9L, 6L, 3L, 0L);
            assertThat(store.search(new Query("none", List.of(), OptionalLong.empty(), Query.MAX_LIMIT)))
                    .isEmpty();
        }
    }

    /** The lineage graph. */
    @Nested
    public final class Graph {
        /** For JUnit. */
        public Graph() {}

        private final Edge made = new Edge("version:fraud", "wasGeneratedBy", "recipe:r");
        private final Edge usedA = new Edge("recipe:r", "used", "data:a");
        private final Edge usedB = new Edge("recipe:r", "used", "data:b");
        private final Edge ran = new Edge("recipe:r", "ran", "commit:c");

        private void link(Edge... edges) {
            append(store, Entry.of("note", 1, "{}", List.of(), List.of(), List.of(edges)));
        }

        private Reach from(String node, Direction direction) {
            return new Reach(
                    Set.of(node), direction, Set.of(), Set.of(), Reach.UNBOUNDED, Optional.empty(), Reach.MAX_LIMIT);
        }

        @Test
        void edgesAreFoundFromBothEndsInOrderAndOnce() {
            link(usedB, made, usedA);
            link(usedB, ran);

            for (RecordStore each : List.of(store, handle())) {
                assertThat(each.edges(Set.of("recipe:r"), Direction.UPSTREAM, Optional.empty(), 10))
                        .containsExactly(ran, usedA, usedB);
                assertThat(each.edges(Set.of("recipe:r"), Direction.DOWNSTREAM, Optional.empty(), 10))
                        .containsExactly(made);
                assertThat(each.edges(Set.of("recipe:r"), Direction.UPSTREAM, Optional.of(ran), 1))
                        .containsExactly(usedA);
                assertThat(each.edges(Set.of("recipe:r"), Direction.UPSTREAM, Optional.of(usedB), 1))
                        .isEmpty();
                assertThat(each.edges(Set.of("recipe:R"), Direction.UPSTREAM, Optional.empty(), 10))
                        .isEmpty();
                assertThat(each.entry(0).orElseThrow().entry().edges()).containsExactly(usedB, made, usedA);
            }
        }

        @Test
        void edgesOfARefusedAppendDoNotExist() {
            append(store, entry("a", move("p", 1, "one")));

            append(
                    store,
                    Entry.of("note", 1, "{}", List.of(move("p", 1, "two")), List.of(), List.of(usedA)),
                    Entry.of("note", 1, "{}", List.of(), List.of(), List.of(usedB)));

            assertThat(store.edges(Set.of("data:a"), Direction.DOWNSTREAM, Optional.empty(), 10))
                    .isEmpty();
            assertThat(store.reachable(from("recipe:r", Direction.UPSTREAM))).isEmpty();
        }

        @Test
        void whatIsReachedIsBoundedByTypeAndDepth() {
            link(made, usedA, ran);
            link(new Edge("data:a", "wasDerivedFrom", "data:raw"));

            assertThat(store.reachable(from("version:fraud", Direction.UPSTREAM)))
                    .containsExactly("commit:c", "data:a", "data:raw", "recipe:r");
            assertThat(store.reachable(from("data:raw", Direction.DOWNSTREAM)))
                    .containsExactly("data:a", "recipe:r", "version:fraud");
            assertThat(store.reachable(new Reach(
                            Set.of("version:fraud"), Direction.UPSTREAM, Set.of(), Set.of(), 2, Optional.empty(), 10)))
                    .containsExactly("commit:c", "data:a", "recipe:r");
            assertThat(store.reachable(new Reach(
                            Set.of("version:fraud", "data:a"),
                            Direction.UPSTREAM,
                            Set.of("wasGeneratedBy", "wasDerivedFrom"),
                            Set.of(),
                            Reach.UNBOUNDED,
                            Optional.empty(),
                            10)))
                    .containsExactly("data:raw", "recipe:r");
            assertThat(store.reachable(from("data:none", Direction.UPSTREAM))).isEmpty();
        }

        /** 2 to the power of 60 paths, and back to the beginning. */
        @Test
        void manyPathsToANodeAndCyclesAreWalkedOnce() {
            List<Edge> edges = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                edges.add(new Edge("n:" + i, "left", "l:" + i));
                edges.add(new Edge("n:" + i, "right", "r:" + i));
                edges.add(new Edge("l:" + i, "down", "n:" + (i + 1)));
                edges.add(new Edge("r:" + i, "down", "n:" + (i + 1)));
            }
            edges.add(new Edge("n:60", "back", "n:0"));
            link(edges.toArray(Edge[]::new));

            assertThat(store.reachable(from("n:0", Direction.UPSTREAM)))
                    .hasSize(180)
                    .doesNotContain("n:0");
            assertThat(store.reachable(from("n:0", Direction.DOWNSTREAM))).hasSize(180);
            assertThat(store.reachable(new Reach(
                            Set.of("n:0"), Direction.UPSTREAM, Set.of(), Set.of(), 100, Optional.empty(), 1_000)))
                    .hasSize(150)
                    .contains("n:50")
                    .doesNotContain("l:50");
        }

        @Test
        void nodesAreExactTextSortedByCodePoint() {
            List<String> names = List.of("A", "a", "a ", "a%", "a'b", "e\u0301", "é", "ﬁ", "\uFFFD", "𐐀");
            for (int i = names.size() - 1; i >= 0; i--) {
                link(new Edge("version:v", "used", "data:" + names.get(i)));
            }
            List<String> sorted = names.stream()
                    .map(name -> "data:" + name)
                    .sorted(Names::compareCodePoints)
                    .toList();

            for (RecordStore each : List.of(store, handle())) {
                assertThat(each.reachable(from("version:v", Direction.UPSTREAM)))
                        .isEqualTo(sorted);
                assertThat(each.edges(Set.of("version:v"), Direction.UPSTREAM, Optional.empty(), 100))
                        .extracting(Edge::target)
                        .isEqualTo(sorted);
                for (String node : sorted) {
                    assertThat(each.edges(Set.of("version:v", node), Direction.UPSTREAM, Optional.empty(), 100))
                            .extracting(Edge::target)
                            .isEqualTo(sorted);
                    assertThat(each.edges(
                                    Set.of("version:v", node),
                                    Direction.UPSTREAM,
                                    Optional.of(new Edge("version:v", "used", node)),
                                    100))
                            .extracting(Edge::target)
                            .isEqualTo(sorted.subList(sorted.indexOf(node) + 1, sorted.size()));
                    assertThat(each.edges(Set.of(node), Direction.DOWNSTREAM, Optional.empty(), 2))
                            .as(node)
                            .containsExactly(new Edge("version:v", "used", node));
                }
            }
            String longest = "data:" + "é".repeat((Edge.MAX_NODE_BYTES - 5) / 2);
            link(new Edge(longest + "x", "used", longest.substring(1)));
        }

        @Test
        void agreesWithPlainSearchOnRandomGraphs(Random random) {
            RecordStore other = handle();
            Map<String, Set<Edge>> downstream = new HashMap<>();
            Set<Edge> all = new TreeSet<>(Edge.ORDER);
            for (int i = 1; i < 120; i++) {
                List<Edge> edges = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    Edge edge = new Edge(node(i), random.nextBoolean() ? "x" : "y", node(random.nextInt(i)));
                    edges.add(edge);
                    all.add(edge);
                    downstream
                            .computeIfAbsent(edge.target(), t -> new HashSet<>())
                            .add(edge);
                }
                append(
                        i % 2 == 0 ? store : other,
                        Entry.of("note", 1, "{\"n\":" + i + "}", List.of(), List.of(), edges));
            }
            for (int i = 0; i < 30; i++) {
                Set<String> types =
                        List.of(Set.<String>of(), Set.of("x"), Set.of("x", "y")).get(random.nextInt(3));
                Set<String> kinds = List.of(Set.<String>of(), Set.of("m"), Set.of("m", "nn"), Set.of("m", "n"))
                        .get(random.nextInt(4));
                int depth = random.nextBoolean() ? Reach.UNBOUNDED : 1 + random.nextInt(6);
                String start = node(random.nextInt(60));
                List<String> expected = walk(downstream, start, types, depth).stream()
                        .filter(node -> kinds.isEmpty() || kinds.contains(node.substring(0, 1)))
                        .toList();
                int page = 1 + random.nextInt(20);
                assertThat(paged(
                                page,
                                (Optional<String> after) -> store.reachable(new Reach(
                                        Set.of(start), Direction.DOWNSTREAM, types, kinds, depth, after, page))))
                        .as(start + types + kinds + depth)
                        .isEqualTo(expected);
            }
            for (int i = 0; i < 30; i++) {
                Set<String> nodes = new HashSet<>();
                for (int n = 1 + random.nextInt(5); n > 0; n--) {
                    nodes.add(node(random.nextInt(120)));
                }
                Direction direction = random.nextBoolean() ? Direction.UPSTREAM : Direction.DOWNSTREAM;
                int page = 1 + random.nextInt(5);
                assertThat(paged(page, (Optional<Edge> after) -> store.edges(nodes, direction, after, page)))
                        .as(nodes + " " + direction)
                        .isEqualTo(all.stream()
                                .filter(edge -> nodes.contains(edge.start(direction)))
                                .toList());
            }
        }

        private static String node(int number) {
            return (number % 3 == 0 ? "m:" : "n:") + number;
        }

        private static <T> List<T> paged(int size, Function<Optional<T>, List<T>> page) {
            List<T> found = new ArrayList<>();
            Optional<T> after = Optional.empty();
            while (true) {
                List<T> next = page.apply(after);
                found.addAll(next);
                if (next.size() < size) {
                    return found;
                }
                after = Optional.of(next.get(size - 1));
            }
        }

        private static List<String> walk(
                Map<String, Set<Edge>> downstream, String start, Set<String> types, int depth) {
            Set<String> seen = new TreeSet<>(Set.of(start));
            Set<String> level = Set.of(start);
            for (int d = 0; d < depth && !level.isEmpty(); d++) {
                Set<String> next = new HashSet<>();
                for (String node : level) {
                    for (Edge edge : downstream.getOrDefault(node, Set.of())) {
                        if ((types.isEmpty() || types.contains(edge.type())) && seen.add(edge.source())) {
                            next.add(edge.source());
                        }
                    }
                }
                level = next;
            }
            seen.remove(start);
            return List.copyOf(seen);
        }

        @Test
        void whatIsNoQuestionIsRefused() {
            assertThatThrownBy(() -> store.edges(Set.of("nonode"), Direction.UPSTREAM, Optional.empty(), 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.edges(Set.of("a:b"), Direction.UPSTREAM, Optional.empty(), 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.edges(Set.of(), Direction.UPSTREAM, Optional.empty(), 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Reach(
                            Set.of("a:b"), Direction.UPSTREAM, Set.of(), Set.of("a%"), 1, Optional.empty(), 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> from("a:\n", Direction.UPSTREAM)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** What other handles see. */
    @Nested
    public final class Visibility {
        /** For JUnit. */
        public Visibility() {}

        @Test
        void anotherHandleSeesAnAcknowledgedAppendAtOnce() {
            RecordStore other = handle();
            for (int i = 1; i <= 50; i++) {
                RecordStore writer = i % 2 == 0 ? store : other;
                RecordStore reader = i % 2 == 0 ? other : store;
                Entry entry = entry("e" + i, new Move("p/x" + i % 5, (i + 4) / 5, "v" + i, View.LINE));
                append(writer, entry);

                assertThat(reader.size()).isEqualTo(i);
                assertThat(reader.pointer("p/x" + i % 5).orElseThrow().value()).isEqualTo("v" + i);
                assertThat(reader.entry(i - 1L).orElseThrow().entry()).isEqualTo(entry);
                assertThat(reader.children("p", Optional.empty(), 10)).hasSize(Math.min(i, 5));
                Query query = new Query(
                        "note",
                        List.of(new Condition(Operator.EQUAL, Attribute.text("key", "e" + i))),
                        OptionalLong.empty(),
                        1);
                assertThat(reader.search(query)).containsExactly(new LogEntry(i - 1L, entry));
            }
        }

        @Test
        void aConflictIsSeenThroughEveryHandle() {
            RecordStore other = handle();
            append(store, entry("a", move("p", 1, "one")));

            assertThat(append(other, entry("b", move("p", 1, "two"))))
                    .isEqualTo(new Conflict(move("p", 1, "two"), Optional.of(new Pointer("p", 1, "one", 0))));
        }
    }

    /** Threads that want the same, and threads that do not. */
    @Nested
    public final class Races {
        /** For JUnit. */
        public Races() {}

        @Test
        void ofManyClaimsOfOneRevisionOneWins() throws Exception {
            int revisions = 25;
            List<RecordStore> handles = List.of(store, handle(), handle());
            Map<Long, String> winners = new ConcurrentHashMap<>();
            Together.run(THREADS, t -> () -> {
                RecordStore handle = handles.get(t % handles.size());
                for (long next = 1; next <= revisions; ) {
                    String value = "t" + t + "-" + next;
                    if (append(handle, entry(value, move("p", next, value))) instanceof Conflict conflict) {
                        assertThat(conflict.current().orElseThrow().revision()).isGreaterThanOrEqualTo(next);
                    } else {
                        assertThat(winners.put(next, value))
                                .as("another winner of revision " + next)
                                .isNull();
                    }
                    next = handle.pointer("p").orElseThrow().revision() + 1;
                }
                return t;
            });

            assertThat(winners).hasSize(revisions);
            assertThat(store.size()).isEqualTo(revisions);
            winners.forEach((revision, value) -> assertThat(
                            store.pointer("p", revision).orElseThrow().value())
                    .isEqualTo(value));
        }

        @Test
        void appendsThatDoNotMeetAllSucceed() throws Exception {
            int each = 20;
            List<RecordStore> handles = List.of(store, handle(), handle());
            Together.run(THREADS, t -> () -> {
                String pointer = "own/t" + t;
                for (int i = 1; i <= each; i++) {
                    assertThat(append(
                                    handles.get(t % handles.size()),
                                    entry(pointer + i, new Move(pointer, i, "v" + i, View.DOCUMENT))))
                            .isInstanceOf(Appended.class);
                }
                return t;
            });

            assertThat(store.size()).isEqualTo((long) THREADS * each);
            assertThat(acknowledged.size()).isEqualTo(THREADS * each);
        }

        @Test
        void everyHistoryHasAnOrderInWhichEveryAnswerIsRight(SplittableRandom random) throws Exception {
            int each = 25;
            List<RecordStore> handles = List.of(store, handle());
            for (int round = 0; round * each * THREADS < LINEARIZED; round++) {
                StoreHistory.Recorded history = StoreHistory.record(handles, "round" + round, THREADS, each, random);
                assertThat(history.violation()).as("what is not linearizable").isEmpty();
                assertThat(history.violationInOrder())
                        .as("what is not linearizable in the order of the log")
                        .isEmpty();
            }
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

            List<ThrowingCallable> calls = List.of(
                    () -> store.append(List.of(entry("a"))),
                    () -> store.size(),
                    () -> store.entry(0),
                    () -> store.entries(0, 1),
                    () -> store.pointer("p"),
                    () -> store.pointer("p", 1),
                    () -> store.children("p", Optional.empty(), 1),
                    () -> store.search(new Query("note", List.of(), OptionalLong.empty(), 1)),
                    () -> store.edges(Set.of("a:b"), Direction.UPSTREAM, Optional.empty(), 1),
                    () -> store.reachable(
                            new Reach(Set.of("a:b"), Direction.UPSTREAM, Set.of(), Set.of(), 1, Optional.empty(), 1)),
                    () -> store.verify(problem -> {}));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOf(StoreException.class).hasMessageContaining("closed");
            }
        }

        @Test
        void closingOneHandleLeavesTheOthers() {
            RecordStore other = handle();
            append(store, entry("a", move("p", 1, "one")));
            store.close();

            assertThat(append(other, entry("b", move("p", 2, "two")))).isEqualTo(new Appended(1));
        }

        /** Whether what was refused is absent, and what was acknowledged is there, is checked after every test. */
        @Test
        void closingWhileAppendsRunLosesNothing(Random random) throws Exception {
            for (int round = 0; round < 10; round++) {
                RecordStore closing = handle();
                int name = round;
                int patience = random.nextInt(20);
                AtomicInteger appends = new AtomicInteger();
                Together.run(THREADS, t -> () -> {
                    if (t == 0) {
                        while (appends.get() < patience) {
                            Thread.onSpinWait();
                        }
                        closing.close();
                        assertThatThrownBy(closing::size).isInstanceOf(StoreException.class);
                        return t;
                    }
                    String pointer = "round" + name + "/t" + t;
                    try {
                        for (int i = 1; ; i++) {
                            append(closing, entry(pointer + i, move(pointer, i, "v")));
                            appends.incrementAndGet();
                        }
                    } catch (StoreException e) {
                        return t;
                    }
                });
                assertThat(store.size()).isEqualTo(acknowledged.size());
            }
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

    /** Tiles of the log's Merkle tree. */
    @Nested
    public final class Tiles {
        /** For JUnit. */
        public Tiles() {}

        private static byte[] hashes(int count, int seed) {
            byte[] hashes = new byte[32 * count];
            new Random(seed).nextBytes(hashes);
            return hashes;
        }

        @Test
        void whatWasPutIsThere() {
            assertThat(store.tile(0, 0)).isEmpty();
            store.putTile(0, 0, hashes(256, 1));
            store.putTile(0, 1_234_567_890_123L, hashes(1, 2));
            store.putTile(7, 3, hashes(17, 3));

            for (RecordStore handle : List.of(store, handle())) {
                assertThat(handle.tile(0, 0))
                        .hasValueSatisfying(tile -> assertThat(tile).isEqualTo(hashes(256, 1)));
                assertThat(handle.tile(0, 1_234_567_890_123L))
                        .hasValueSatisfying(tile -> assertThat(tile).isEqualTo(hashes(1, 2)));
                assertThat(handle.tile(7, 3))
                        .hasValueSatisfying(tile -> assertThat(tile).isEqualTo(hashes(17, 3)));
                assertThat(handle.tile(7, 4)).isEmpty();
                assertThat(handle.tile(6, 3)).isEmpty();
            }
        }

        @Test
        void theWidestIsKept() {
            RecordStore other = handle();
            store.putTile(1, 5, hashes(3, 1));
            other.putTile(1, 5, hashes(200, 2));
            store.putTile(1, 5, hashes(3, 1));
            other.putTile(1, 5, hashes(199, 3));
            assertThat(store.tile(1, 5))
                    .hasValueSatisfying(tile -> assertThat(tile).isEqualTo(hashes(200, 2)));
            store.putTile(1, 5, hashes(256, 4));
            assertThat(other.tile(1, 5))
                    .hasValueSatisfying(tile -> assertThat(tile).isEqualTo(hashes(256, 4)));
        }

        @Test
        void aTileIsMadeOfHashes() {
            for (int bytes : new int[] {0, 1, 31, 33, 257 * 32}) {
                assertThatThrownBy(() -> store.putTile(0, 0, new byte[bytes]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(bytes + " bytes");
            }
            assertThat(store.tile(0, 0)).isEmpty();
        }

        @Test
        void manyMayPutTheSame() throws Exception {
            RecordStore other = handle();
            Together.run(THREADS, t -> () -> {
                for (int i = 0; i < 20; i++) {
                    (t % 2 == 0 ? store : other).putTile(0, i / 4, hashes(1 + i % 4, i / 4));
                }
                return t;
            });
            for (int i = 0; i < 5; i++) {
                byte[] expected = hashes(4, i);
                assertThat(store.tile(0, i))
                        .hasValueSatisfying(tile -> assertThat(tile).isEqualTo(expected));
            }
        }
    }
}
