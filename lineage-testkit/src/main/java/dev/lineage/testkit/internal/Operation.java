package dev.lineage.testkit.internal;

import java.util.Optional;

/**
 * One operation of a history: it took effect at one instant between its call and its return.
 *
 * @param what the operation and what it answered, for messages
 * @param call when it began, on a clock that is total over all threads
 * @param end when it returned; {@link #NEVER} if nobody knows whether it took effect, and it may still
 * @param step what it does
 * @param <S> the state of the object, compared by {@code equals}
 */
public record Operation<S>(String what, long call, long end, Step<S> step) {
    /** The end of an operation that did not return. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What an operation means. */
    @FunctionalInterface
    public interface Step<S> {
        /** The state after the operation; empty if in this state it could not have given the answer that it gave. */
        Optional<S> apply(S state);
    }

    @Override
    public String toString() {
        return "[" + call + ", " + (end == NEVER ? "never" : end) + "] " + what;
    }
}
