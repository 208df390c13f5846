package dev.lineage.core.internal.snapshot;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** As many daemon threads as there are processors, which end when there is nothing to do. Thread-safe. */
final class Workers {
    private static final int IDLE_SECONDS = 2;

    private final ThreadPoolExecutor pool;

    Workers() {
        int threads = Runtime.getRuntime().availableProcessors();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "lineage-snapshot");
                    thread.setDaemon(true);
                    thread.setContextClassLoader(null);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    void submit(Work work) {
        pool.execute(work);
    }
}
