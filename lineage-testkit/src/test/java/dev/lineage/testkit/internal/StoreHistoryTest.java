package dev.lineage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.CommitUnknownException;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.AppendResult.Conflict;
import dev.lineage.spi.Entry;
import dev.lineage.spi.ForwardingRecordStore;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The history of a store that keeps its promises has no violation, and that of one with a bug soon has. */
@ExtendWith(Seeded.class)
final class StoreHistoryTest {
    private static final int ROUNDS = 200;

    private static RecordStore memory() {
        return ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.handles("memory:"))
                .findFirst()
                .orElseThrow()
                .open("memory:")
                .records();
    }

    private static Optional<String> findViolation(
            UnaryOperator<RecordStore> first,
            UnaryOperator<RecordStore> second,
            Function<StoreHistory.Recorded, Optional<String>> judge,
            SplittableRandom random)
            throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            RecordStore store = memory();
            List<RecordStore> handles = List.of(first.apply(store), second.apply(store));
            StoreHistory.Recorded history = StoreHistory.record(handles, "r", 8, 20, random);
            Optional<String> violation = judge.apply(history);
            if (violation.isPresent()) {
                assertThat(history.violationInOrder()).isPresent();
                return violation;
            }
        }
        return Optional.empty();
    }

    @ParameterizedTest
    @MethodSource("sound")
    void aSoundStoreHasNone(UnaryOperator<RecordStore> handle, SplittableRandom random) throws Exception {
        assertThat(findViolation(handle, handle, StoreHistory.Recorded::violation, random))
                .isEmpty();
        assertThat(findViolation(handle, handle, StoreHistory.Recorded::violationInOrder, random))
                .isEmpty();
    }

    static Stream<Named<UnaryOperator<RecordStore>>> sound() {
        return Stream.of(
                Named.of("memory", store -> store),
                Named.of("some answers are lost, before or after the append", LostAnswers::new));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void everySeededBugIsFound(UnaryOperator<RecordStore> handle, SplittableRandom random) throws Exception {
        assertThat(findViolation(handle, store -> store, StoreHistory.Recorded::violation, random))
                .isPresent();
    }

    static Stream<Named<UnaryOperator<RecordStore>>> bugs() {
        return Stream.of(
                Named.of("a reader keeps what it read last time", StaleReads::new),
                Named.of("an append is acknowledged and lost", LostAppends::new),
                Named.of("an append is acknowledged before it is done", EarlyAcknowledgements::new),
                Named.of("an append of two pointers is done in two steps", TornAppends::new),
                Named.of("a conflict is reported where there is none", FalseConflicts::new),
                Named.of("a refused append is there all the same", HalfRefused::new));
    }

    /** What the bugs have in common: they show from time to time. */
    private abstract static class Spoiled extends ForwardingRecordStore {
        private final AtomicInteger calls = new AtomicInteger();

        Spoiled(RecordStore store) {
            super(store);
        }

        boolean oneIn(int n) {
            return calls.incrementAndGet() % n == 0;
        }
    }

    private static final class LostAnswers extends Spoiled {
        LostAnswers(RecordStore store) {
            super(store);
        }

        @Override
        public AppendResult append(List<Entry> entries) {
            if (oneIn(9)) {
                throw new CommitUnknownException("The answer was lost");
            }
            AppendResult result = super.append(entries);
            if (result instanceof Appended && oneIn(9)) {
                throw new CommitUnknownException("The answer was lost");
            }
            return result;
        }
    }

    private static final class StaleReads extends Spoiled {
        private final Map<String, Optional<Pointer>> last = new ConcurrentHashMap<>();

        StaleReads(RecordStore store) {
            super(store);
        }

        @Override
        public Optional<Pointer> pointer(String name) {
            Optional<Pointer> remembered = last.get(name);
            if (remembered != null && oneIn(3)) {
                return remembered;
            }
            Optional<Pointer> current = super.pointer(name);
            last.put(name, current);
            return current;
        }
    }

    private static final class LostAppends extends Spoiled {
        LostAppends(RecordStore store) {
            super(store);
        }

        @Override
        public AppendResult append(List<Entry> entries) {
            for (Move move : entries.get(0).moves()) {
                long current = pointer(move.pointer()).map(Pointer::revision).orElse(0L);
                if (move.revision() != current + 1) {
                    return super.append(entries);
                }
            }
            return oneIn(5) ? new Appended(size()) : super.append(entries);
        }
    }

    private static final class EarlyAcknowledgements extends Spoiled {
        private final List<List<Entry>> waiting = new ArrayList<>();

        EarlyAcknowledgements(RecordStore store) {
            super(store);
        }

        @Override
        public synchronized AppendResult append(List<Entry> entries) {
            waiting.forEach(super::append);
            waiting.clear();
            boolean fits = entries.get(0).moves().stream()
                    .allMatch(move -> move.revision()
                            == pointer(move.pointer()).map(Pointer::revision).orElse(0L) + 1);
            if (fits && oneIn(3)) {
                waiting.add(entries);
                return new Appended(size());
            }
            return super.append(entries);
        }
    }

    private static final class TornAppends extends Spoiled {
        TornAppends(RecordStore store) {
            super(store);
        }

        @Override
        public AppendResult append(List<Entry> entries) {
            Entry entry = entries.get(0);
            if (entry.moves().size() == 1) {
                return super.append(entries);
            }
            for (Move move : entry.moves()) {
                AppendResult result = super.append(
                        List.of(Entry.of(entry.type(), entry.format(), entry.body(), List.of(move), List.of())));
                if (result instanceof Conflict) {
                    return result;
                }
            }
            return new Appended(size() - 1);
        }
    }

    private static final class FalseConflicts extends Spoiled {
        FalseConflicts(RecordStore store) {
            super(store);
        }

        @Override
        public AppendResult append(List<Entry> entries) {
            Move move = entries.get(0).moves().get(0);
            return oneIn(4) ? new Conflict(move, pointer(move.pointer())) : super.append(entries);
        }
    }

    private static final class HalfRefused extends Spoiled {
        HalfRefused(RecordStore store) {
            super(store);
        }

        @Override
        public AppendResult append(List<Entry> entries) {
            AppendResult result = super.append(entries);
            if (result instanceof Conflict) {
                super.append(List.of(Entry.of("note", 1, "{}", List.of(), List.of())));
            }
            return result;
        }
    }
}
