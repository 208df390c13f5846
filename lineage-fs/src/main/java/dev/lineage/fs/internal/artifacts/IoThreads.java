package dev.lineage.fs.internal.artifacts;

import dev.lineage.StoreException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that write, which nobody interrupts: daemons that end when there is nothing to do. No task waits for
 * another one. Thread-safe.
 */
final class IoThreads implements AutoCloseable {
    /** Flushing waits for the disk, not for a processor; more at once share the commits of its journal. */
    static final int PUBLISHERS = 8;

    private static final int IDLE_SECONDS = 2;
    private static final ThreadFactory THREADS = task -> {
        Thread thread = new Thread(task, "lineage-artifacts");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    };

    /** Make blobs durable and visible. */
    private final ThreadPoolExecutor publishers = new ThreadPoolExecutor(
            PUBLISHERS, PUBLISHERS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), THREADS);
    /** Append to large blobs, at most one for each writer, so that none waits behind small blobs. */
    private final ThreadPoolExecutor appenders = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), THREADS);

    IoThreads() {
        publishers.allowCoreThreadTimeOut(true);
    }

    /**
     * Has a blob published.
     *
     * @throws RejectedExecutionException if this is closed
     */
    void publish(Runnable task) {
        publishers.execute(task);
    }

    /**
     * Has bytes written.
     *
     * @throws RejectedExecutionException if this is closed
     */
    Future<?> append(Runnable task) {
        return appenders.submit(task);
    }

    /** Waits for a task. An interrupt is kept for the caller, who gets the outcome first. */
    static void await(Future<?> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (CancellationException e) {
            // There was nothing to do.
        } catch (ExecutionException e) {
            throw rethrow(e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** With the stack of the caller and that of the thread that failed. */
    private static RuntimeException rethrow(Throwable thrown) {
        if (thrown instanceof StoreException) {
            return new StoreException(String.valueOf(thrown.getMessage()), thrown);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(thrown);
    }

    /** Waits for what has begun; nothing is begun any more. */
    @Override
    public void close() {
        publishers.shutdown();
        appenders.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (publishers.awaitTermination(1, TimeUnit.DAYS) && appenders.awaitTermination(1, TimeUnit.DAYS)) {
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
