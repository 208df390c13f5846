package dev.lineage.testkit.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history is linearizable: whether its operations have an order that agrees with real time and in which
 * each answer is right. The algorithm is that of Wing and Gong with Lowe's memory of the configurations that were tried.
 *
 * @see <a href="https://doi.org/10.1002/cpe.3928">Lowe, Testing for linearizability</a>
 */
public final class Linearizability {
    private Linearizability() {}

    /**
     * Checks a history.
     *
     * @param initial the state before the first operation
     * @return what is wrong with it; empty if it is linearizable
     */
    public static <S> Optional<String> violation(S initial, List<Operation<S>> history) {
        return new Search<>(initial, history).run();
    }

    /**
     * Checks a history in which every operation either leaves the state as it is or leads from one state of a known
     * sequence to the next, as appends do that say their position. That takes time in proportion to the operations and the
     * states, where {@link #violation} may take exponential time in the number of threads.
     *
     * <p>An operation that changes the state has its place. One that does not is given the earliest state that explains its
     * answer and is no earlier than those of the operations that returned before it was called; if any places will do,
     * these do, because a place is only ever pushed back by others.
     *
     * @param states all states, in their order
     * @param history the operations; those that never returned and changed the state are told by that change
     * @return what is wrong with it; empty if it is linearizable
     * @throws IllegalArgumentException if an operation fits between two states of which there are others alike
     */
    public static <S> Optional<String> violationInOrder(List<S> states, List<Operation<S>> history) {
        record At<T>(long time, boolean isCall, Operation<T> operation) {}
        List<At<S>> events = new ArrayList<>();
        for (Operation<S> operation : history) {
            events.add(new At<>(operation.call(), true, operation));
            events.add(new At<>(operation.end(), false, operation));
        }
        events.sort(Comparator.<At<S>>comparingLong(At::time).thenComparing(at -> !at.isCall()));
        Map<S, Integer> index = new HashMap<>();
        for (S state : states) {
            if (index.put(state, index.size()) != null) {
                throw new IllegalArgumentException("The state " + state + " is there twice");
            }
        }
        IdentityHashMap<Operation<S>, Integer> lowest = new IdentityHashMap<>();
        BitSet changes = new BitSet();
        int floor = 0;
        for (At<S> event : events) {
            if (event.isCall()) {
                lowest.put(event.operation(), floor);
                continue;
            }
            int from = Objects.requireNonNull(lowest.get(event.operation()));
            int place = place(states, index, event.operation(), from);
            if (place < 0 && event.operation().end() == Operation.NEVER) {
                // It took no effect.
                continue;
            }
            if (place < 0) {
                return Optional.of("No state from " + states.get(from) + " on explains " + event.operation());
            }
            if (place >= states.size()) {
                int change = place - states.size();
                if (changes.get(change)) {
                    return Optional.of(
                            "Another operation than " + event.operation() + " led to " + states.get(change + 1));
                }
                changes.set(change);
                place = change + 1;
            }
            floor = Math.max(floor, place);
        }
        int missing = changes.nextClearBit(0);
        return missing == states.size() - 1
                ? Optional.empty()
                : Optional.of("No operation led to " + states.get(missing + 1));
    }

    /**
     * The first state, from {@code from} on, in which {@code operation} could have given its answer. If it changes that
     * state, the number of all states is added. -1 if there is none.
     */
    private static <S> int place(List<S> states, Map<S, Integer> index, Operation<S> operation, int from) {
        for (int i = from; i < states.size(); i++) {
            Optional<S> after = operation.step().apply(states.get(i));
            boolean returned = operation.end() != Operation.NEVER;
            if (returned && after.isPresent() && after.get().equals(states.get(i))) {
                return i;
            }
            if (after.isPresent() && i + 1 == index.getOrDefault(after.get(), -1)) {
                return states.size() + i;
            }
        }
        return -1;
    }

    /** A call or a return, in the list of those that are not yet in the order. */
    private static final class Event<S> {
        private final @Nullable Operation<S> operation;
        private final int id;
        /** Of a call. */
        private @Nullable Event<S> end;

        private @Nullable Event<S> before;
        private @Nullable Event<S> next;

        Event(@Nullable Operation<S> operation, int id) {
            this.operation = operation;
            this.id = id;
        }

        void remove() {
            Event<S> left = Objects.requireNonNull(before);
            left.next = next;
            if (next != null) {
                next.before = left;
            }
        }

        void restore() {
            Objects.requireNonNull(before).next = this;
            if (next != null) {
                next.before = this;
            }
        }
    }

    private record Configuration<S>(BitSet done, S state) {}

    private record Choice<S>(Event<S> call, S stateBefore) {}

    private static final class Search<S> {
        private final List<Operation<S>> history;
        private final Event<S> head = new Event<>(null, -1);
        private final Set<Configuration<S>> tried = new HashSet<>();
        private final Deque<Choice<S>> choices = new ArrayDeque<>();
        private final BitSet done = new BitSet();
        private S state;
        private int farthest = -1;
        private String obstacle = "";

        Search(S initial, List<Operation<S>> history) {
            this.history = List.copyOf(history);
            this.state = initial;
            link();
        }

        private void link() {
            record At<T>(long time, boolean isCall, Event<T> event) {}
            List<At<S>> all = new ArrayList<>();
            for (int id = 0; id < history.size(); id++) {
                Operation<S> operation = history.get(id);
                if (operation.end() < operation.call()) {
                    throw new IllegalArgumentException("Operation " + operation + " returned before it was called");
                }
                Event<S> call = new Event<>(operation, id);
                Event<S> end = new Event<>(operation, id);
                call.end = end;
                all.add(new At<>(operation.call(), true, call));
                all.add(new At<>(operation.end(), false, end));
            }
            // At one instant calls come first: nothing says that the one that returned was earlier.
            all.sort(Comparator.<At<S>>comparingLong(At::time).thenComparing(at -> !at.isCall()));
            Event<S> last = head;
            for (At<S> at : all) {
                last.next = at.event();
                at.event().before = last;
                last = at.event();
            }
        }

        Optional<String> run() {
            Event<S> event = head.next;
            while (head.next != null) {
                // Every operation that is not in the order has its return in the list, so the end is never passed.
                Event<S> current = Objects.requireNonNull(event);
                Event<S> end = current.end;
                if (end != null) {
                    event = place(current, end) ? head.next : current.next;
                    continue;
                }
                if (done.cardinality() > farthest) {
                    farthest = done.cardinality();
                    obstacle = Objects.requireNonNull(current.operation) + " in state " + state;
                }
                Choice<S> last = choices.poll();
                if (last == null) {
                    return Optional.of("No order of the " + history.size() + " operations explains the answers. The"
                            + " longest begins with " + farthest + " of them and then meets " + obstacle);
                }
                state = last.stateBefore();
                done.clear(last.call().id);
                Objects.requireNonNull(last.call().end).restore();
                last.call().restore();
                event = last.call().next;
            }
            return Optional.empty();
        }

        /** Puts an operation next into the order, unless its answer forbids it or that was tried before. */
        private boolean place(Event<S> call, Event<S> end) {
            Optional<S> after = Objects.requireNonNull(call.operation).step().apply(state);
            if (after.isEmpty()) {
                return false;
            }
            BitSet with = (BitSet) done.clone();
            with.set(call.id);
            if (!tried.add(new Configuration<>(with, after.get()))) {
                return false;
            }
            choices.push(new Choice<>(call, state));
            state = after.get();
            done.set(call.id);
            call.remove();
            end.remove();
            return true;
        }
    }
}
