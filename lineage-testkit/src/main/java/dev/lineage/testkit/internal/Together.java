package dev.lineage.testkit.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Runs threads that begin at the same moment. */
public final class Together {
    private Together() {}

    /**
     * Runs one task in each of {@code threads} threads and waits for all of them.
     *
     * @param task the task of each thread, by its number from 0
     * @return what they returned, by number
     * @throws ExecutionException if one failed; the others have ended too
     */
    public static <T> List<T> run(int threads, IntFunction<Callable<T>> task)
            throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Callable<T> own = task.apply(t);
                futures.add(pool.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return own.call();
                }));
            }
            List<T> results = new ArrayList<>();
            @Nullable ExecutionException first = null;
            for (Future<T> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    first = first == null ? e : first;
                }
            }
            if (first != null) {
                throw first;
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
