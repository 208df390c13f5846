package dev.lineage.fs.internal;

import java.util.function.Supplier;

/** What a task came to, to be looked at by another thread. */
final class Outcomes {
    private Outcomes() {}

    /** Runs {@code task} now; the supplier returns what it returned or throws what it threw. */
    static <T> Supplier<T> of(Supplier<T> task) {
        try {
            T value = task.get();
            return () -> value;
        } catch (RuntimeException | Error e) {
            return failure(e);
        }
    }

    /** A supplier that throws. */
    static <T> Supplier<T> failure(Throwable thrown) {
        return () -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IllegalStateException(thrown);
        };
    }
}
