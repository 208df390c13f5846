package dev.lineage.jdbc.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What a task of another thread comes to: a value or what it threw. Thread-safe. */
final class Outcome<T> {
    private static final boolean MANY_PROCESSORS = Runtime.getRuntime().availableProcessors() > 1;
    private static final long AWAKE_NANOS = 100_000;

    private final CompletableFuture<Supplier<T>> result = new CompletableFuture<>();

    void value(T value) {
        result.complete(() -> value);
    }

    void failure(RuntimeException thrown) {
        result.complete(() -> {
            throw thrown;
        });
    }

    void failure(Error thrown) {
        result.complete(() -> {
            throw thrown;
        });
    }

    /** Runs {@code task} now and keeps what comes of it. */
    void run(Supplier<T> task) {
        try {
            value(task.get());
        } catch (RuntimeException e) {
            failure(e);
        } catch (Error e) {
            failure(e);
        }
    }

    /**
     * Waits, whatever interrupts the caller; its interrupt status is kept. A look-up takes less time than putting a thread to
     * sleep and waking it again, so that is not done at once.
     */
    T await() {
        if (MANY_PROCESSORS) {
            long start = System.nanoTime();
            while (!result.isDone() && System.nanoTime() - start < AWAKE_NANOS) {
                Thread.onSpinWait();
            }
        }
        return result.join().get();
    }
}
