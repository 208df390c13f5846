package dev.lineage.core.internal.predict;

import dev.lineage.LineageException;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Logs batches on a thread of its own, one after the other, so that writing does not wait for the registry's log. A batch that
 * cannot be logged is tried again until it can, or the pipeline gives up.
 */
final class BatchLog implements Runnable {
    private static final int MAX_WAITING = 1_000;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private record Job(PredictionStream stream, PredictionBatch batch) {}

    private final Home home;
    private final Status status;
    private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicInteger waiting = new AtomicInteger();
    /** For the sink, which is told by the thread that writes. */
    private final ConcurrentLinkedQueue<PredictionBatch> logged = new ConcurrentLinkedQueue<>();

    private volatile boolean ended;

    BatchLog(Home home, Status status) {
        this.home = home;
        this.status = status;
    }

    void add(PredictionStream stream, PredictionBatch batch) throws InterruptedException {
        waiting.incrementAndGet();
        jobs.put(new Job(stream, batch));
    }

    /** A batch that was logged and of which the sink does not know yet. */
    @Nullable
    PredictionBatch logged() {
        return logged.poll();
    }

    /** Nothing is added any more. */
    void end() {
        ended = true;
    }

    /** How many batches are not logged yet. */
    int waiting() {
        return waiting.get();
    }

    @Override
    public void run() {
        try {
            while (!(ended && jobs.isEmpty()) && !status.givesUp()) {
                Job job = jobs.poll(LONGEST_PAUSE_MILLIS / 10, TimeUnit.MILLISECONDS);
                if (job != null) {
                    append(job);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(Job job) throws InterruptedException {
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                home.append(job.stream(), job.batch()).ifPresentOrElse(this::done, () -> status.lost(job.stream()));
                waiting.decrementAndGet();
                return;
            } catch (LineageException e) {
                status.failed("A batch of predictions cannot be logged", e);
            }
            if (status.givesUp()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(pause);
        }
    }

    private void done(PredictionBatch batch) {
        status.logged();
        logged.add(batch);
    }
}
