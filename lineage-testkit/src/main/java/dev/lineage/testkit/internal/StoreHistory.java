package dev.lineage.testkit.internal;

import dev.lineage.CommitUnknownException;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.AppendResult.Conflict;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets threads race on one store through several handles and writes down what they asked and what they were told, as a
 * history for {@link Linearizability}. The object whose history it is is the whole store: the length of the log and two
 * pointers, which some appends move together.
 */
public final class StoreHistory {
    /** How many pointers there are. */
    private static final int POINTERS = 2;

    /** A store as far as these operations can see it. */
    public record State(long size, List<Optional<Pointer>> pointers) {
        /** Copies the list. */
        public State {
            pointers = List.copyOf(pointers);
        }

        private Optional<State> appended(long position, List<Move> moves, List<String> names) {
            if (position != size) {
                return Optional.empty();
            }
            List<Optional<Pointer>> after = new ArrayList<>(pointers);
            for (Move move : moves) {
                int index = names.indexOf(move.pointer());
                if (move.revision() != revision(after.get(index)) + 1) {
                    return Optional.empty();
                }
                after.set(index, Optional.of(new Pointer(move.pointer(), move.revision(), move.value(), position)));
            }
            return Optional.of(new State(size + 1, after));
        }
    }

    private final List<RecordStore> handles;
    private final List<String> names;
    private final AtomicLong clock = new AtomicLong();

    private StoreHistory(List<RecordStore> handles, String name) {
        this.handles = List.copyOf(handles);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < POINTERS; i++) {
            all.add(name + "/p" + i);
        }
        this.names = all;
    }

    /**
     * What was recorded.
     *
     * @param states the state before, and those that the log tells of, in its order
     * @param operations the operations
     */
    public record Recorded(List<State> states, List<Operation<State>> operations) {
        /** What is wrong with it, whatever the log says; empty if it is linearizable. For few threads. */
        public Optional<String> violation() {
            return Linearizability.violation(states.get(0), operations);
        }

        /** What is wrong with it, in the order of the log; empty if it is linearizable in that order. */
        public Optional<String> violationInOrder() {
            return Linearizability.violationInOrder(states, operations);
        }

        /** How many operations appended something. */
        public long appends() {
            return operations.stream()
                    .filter(operation -> operation.what().contains("Appended"))
                    .count();
        }
    }

    /**
     * Records a history. Nothing else may append meanwhile.
     *
     * @param handles on one store; thread {@code t} uses the handle {@code t} modulo their number
     * @param name a name for pointers that nobody used yet
     * @param threads how many threads race
     * @param operations how many operations each of them makes
     */
    public static Recorded record(
            List<RecordStore> handles, String name, int threads, int operations, SplittableRandom random)
            throws InterruptedException, ExecutionException {
        StoreHistory history = new StoreHistory(handles, name);
        State before = new State(
                handles.get(0).size(),
                history.names.stream().map(handles.get(0)::pointer).toList());
        List<SplittableRandom> randoms = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            randoms.add(random.split());
        }
        List<Operation<State>> all = new ArrayList<>();
        Together.run(threads, t -> () -> history.play(t, operations, randoms.get(t)))
                .forEach(all::addAll);
        return new Recorded(history.states(before), all);
    }

    private List<State> states(State before) {
        List<State> states = new ArrayList<>(List.of(before));
        for (LogEntry entry : handles.get(0).entries(before.size(), Integer.MAX_VALUE)) {
            Optional<State> after = states.get(states.size() - 1)
                    .appended(entry.position(), entry.entry().moves(), names);
            // What does not follow is no state; whoever was told of it has no place.
            after.ifPresent(states::add);
        }
        return states;
    }

    private List<Operation<State>> play(int thread, int count, SplittableRandom random) {
        RecordStore store = handles.get(thread % handles.size());
        List<Operation<State>> done = new ArrayList<>();
        long[] seen = new long[POINTERS];
        for (int i = 0; i < count; i++) {
            int index = random.nextInt(POINTERS);
            switch (random.nextInt(8)) {
                case 0 -> done.add(size(store));
                case 1 -> done.add(entry(store, random.nextInt(1 + (int) Math.min(1_000, clock.get()))));
                case 2 -> done.add(revision(store, index, 1 + random.nextInt(1 + (int) seen[index])));
                case 3, 4 -> done.add(current(store, index, seen));
                default -> {
                    List<Integer> moved = random.nextInt(3) == 0 ? List.of(index, 1 - index) : List.of(index);
                    done.add(append(store, moved, seen, "t" + thread + "-" + i));
                }
            }
        }
        return done;
    }

    private Operation<State> size(RecordStore store) {
        long call = clock.incrementAndGet();
        long size = store.size();
        return new Operation<>("size " + size, call, clock.incrementAndGet(), only(state -> state.size() == size));
    }

    private Operation<State> entry(RecordStore store, long position) {
        long call = clock.incrementAndGet();
        Optional<LogEntry> entry = store.entry(position);
        return new Operation<>(
                "entry " + position + ": " + entry,
                call,
                clock.incrementAndGet(),
                only(state -> entry.isPresent() == position < state.size()));
    }

    private Operation<State> current(RecordStore store, int index, long[] seen) {
        long call = clock.incrementAndGet();
        Optional<Pointer> pointer = store.pointer(names.get(index));
        long end = clock.incrementAndGet();
        seen[index] = revision(pointer);
        return new Operation<>(
                "current " + names.get(index) + ": " + pointer,
                call,
                end,
                only(state -> state.pointers().get(index).equals(pointer)));
    }

    private Operation<State> revision(RecordStore store, int index, long revision) {
        long call = clock.incrementAndGet();
        Optional<Pointer> pointer = store.pointer(names.get(index), revision);
        return new Operation<>(
                "revision " + revision + " of " + names.get(index) + ": " + pointer,
                call,
                clock.incrementAndGet(),
                only(state -> pointer.isPresent()
                                == revision <= revision(state.pointers().get(index))
                        && pointer.stream().allMatch(p -> p.revision() == revision)));
    }

    private Operation<State> append(RecordStore store, List<Integer> moved, long[] seen, String value) {
        List<Move> moves = moved.stream()
                .map(index -> new Move(names.get(index), seen[index] + 1, value, Move.View.HIDDEN))
                .toList();
        Entry entry = Entry.of("note", 1, "{\"value\":\"" + value + "\"}", moves, List.of());
        long call = clock.incrementAndGet();
        AppendResult result;
        try {
            result = store.append(List.of(entry));
        } catch (CommitUnknownException e) {
            // It may happen late or never; never is the same as after everything else.
            return new Operation<>(
                    "append " + moves + ": unknown",
                    call,
                    Operation.NEVER,
                    state -> state.appended(state.size(), moves, names).or(() -> Optional.of(state)));
        }
        long end = clock.incrementAndGet();
        String what = "append " + moves + ": " + result;
        if (result instanceof Appended appended) {
            moved.forEach(index -> seen[index]++);
            return new Operation<>(what, call, end, state -> state.appended(appended.position(), moves, names));
        }
        Conflict conflict = (Conflict) result;
        int index = names.indexOf(conflict.move().pointer());
        seen[index] = revision(conflict.current());
        return new Operation<>(
                what,
                call,
                end,
                only(state -> state.pointers().get(index).equals(conflict.current())
                        && conflict.move().equals(firstMisfit(state, moves))));
    }

    private @org.jspecify.annotations.Nullable Move firstMisfit(State state, List<Move> moves) {
        for (Move move : moves) {
            if (move.revision() != revision(state.pointers().get(names.indexOf(move.pointer()))) + 1) {
                return move;
            }
        }
        return null;
    }

    private static Operation.Step<State> only(java.util.function.Predicate<State> condition) {
        return state -> condition.test(state) ? Optional.of(state) : Optional.empty();
    }

    private static long revision(Optional<Pointer> pointer) {
        return pointer.map(Pointer::revision).orElse(0L);
    }
}
