package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FsLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a handle that changes files. Nobody can interrupt it, so no interrupt can close a channel in the
 * middle of a commit or hide that a flush failed. It ends soon when it has nothing to do; until then it keeps the virtual
 * machine alive, so that a program that ends after its last commit leaves an index and views that are up to date.
 */
final class WriterThread implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;
    private static final long END_MILLIS = 50;

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread current;
    private @Nullable ScheduledFuture<?> pause;

    WriterThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(false);
            current = thread;
            return thread;
        });
        executor.setKeepAliveTime(END_MILLIS, TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Runs {@code task} after a short pause, unless this is called again before. For tasks of this thread. */
    void whenIdle(Runnable task) {
        cancelPause();
        try {
            pause = executor.schedule(task, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            FsLog.debug("No pause comes any more: the store is closed");
        }
    }

    /** Forgets what was to be run after a pause. For tasks of this thread. */
    void cancelPause() {
        ScheduledFuture<?> before = pause;
        if (before != null) {
            before.cancel(false);
        }
    }

    /** @throws RejectedExecutionException if closed */
    void execute(Runnable task) {
        executor.execute(task);
    }

    /**
     * Runs {@code task} there and waits, whatever interrupts the caller; its interrupt status is kept.
     *
     * @throws RejectedExecutionException if closed
     */
    <T> T call(Supplier<T> task) {
        if (Thread.currentThread() == current) {
            return task.get();
        }
        CompletableFuture<Supplier<T>> outcome = new CompletableFuture<>();
        executor.execute(() -> outcome.complete(Outcomes.of(task)));
        return outcome.join().get();
    }

    /** Waits for the tasks that were handed over. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (executor.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
