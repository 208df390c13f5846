package dev.lineage.jdbc.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What a task of another thread comes to: a value or what it threw. Thread-safe. */
final class Outcome<T> {
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

    /** Waits, whatever interrupts the caller; its interrupt status is kept. */
    T await() {
        return result.join().get();
    }
}
