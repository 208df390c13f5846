package dev.lineage.core.internal.snapshot;

import dev.lineage.PinChange;
import dev.lineage.UnpinnableDataException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What everything that works on one pin shares: progress, cancellation and how to wait. */
final class PinContext {
    private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int WAIT_MILLIS = 20;
    private static final int TICKS_PER_LOOK = 64;

    private final Path root;
    private final PinRequest request;
    private final FileClock clock;
    private final Workers workers;
    private final LongAdder filesRead;
    private final AtomicLong bytesDone = new AtomicLong();
    private final long begun = System.nanoTime();
    private volatile boolean stopped;
    private long lastReport = begun;
    private int ticks;
    private long filesDone;
    private long filesFound;
    private long bytesFound;
    private PinChange.@Nullable Progress shown;

    PinContext(Path root, PinRequest request, FileClock clock, Workers workers, LongAdder filesRead) {
        this.root = root;
        this.request = request;
        this.clock = clock;
        this.workers = workers;
        this.filesRead = filesRead;
    }

    Path root() {
        return root;
    }

    boolean leavesStoresOut() {
        return request.leaveStoresOut();
    }

    FileClock clock() {
        return clock;
    }

    // For the thread that pins.

    void submit(Work work) {
        workers.submit(work);
    }

    /** Returns when the work is done, doing it if nobody began it and it is not long; throws what it threw. */
    void await(Work work) {
        if (!work.isLong()) {
            work.run();
        }
        try {
            while (!work.await(WAIT_MILLIS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled();
        }
        Throwable failure = work.failure();
        if (failure instanceof InterruptedException) {
            // The work was done by this thread: nobody interrupts the workers.
            Thread.currentThread().interrupt();
            throw cancelled();
        }
        if (failure != null) {
            rethrow(failure);
        }
    }

    /** Makes all workers of this pin stop soon. */
    void stop() {
        stopped = true;
    }

    /** Waits for work that may be under way after {@link #stop}. */
    static void settle(Work work) {
        work.abandon();
        boolean interrupted = false;
        while (true) {
            try {
                if (work.await(WAIT_MILLIS)) {
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

    void found(long size) {
        filesFound++;
        bytesFound += size;
        tick();
    }

    void done(long files) {
        filesDone += files;
    }

    void doneWithoutReading(long size) {
        bytesDone.addAndGet(size);
    }

    void tick() {
        if (++ticks % TICKS_PER_LOOK == 0) {
            look();
        }
    }

    private void look() {
        if (request.cancelled().getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
        long now = System.nanoTime();
        if (now - lastReport >= REPORT_NANOS) {
            lastReport = now;
            report(false);
        }
    }

    /** Checks once for cancellation and reports the end, if anything was reported or is wanted. */
    void finish() {
        if (request.cancelled().getAsBoolean()) {
            throw SnapshotErrors.cancelled(root);
        }
        report(true);
    }

    private void report(boolean walked) {
        if (request.progress().isEmpty()) {
            return;
        }
        double seconds = Math.max(1, System.nanoTime() - begun) / 1e9;
        long bytes = bytesDone.get();
        PinChange.Progress before = shown;
        shown = before == null
                ? new PinChange.Progress(filesDone, bytes, filesFound, bytesFound, walked, bytes / seconds)
                : new PinChange.Progress(
                        Math.max(before.files(), filesDone),
                        Math.max(before.bytes(), bytes),
                        Math.max(before.filesFound(), filesFound),
                        Math.max(before.bytesFound(), bytesFound),
                        walked,
                        bytes / seconds);
        request.progress().get().accept(shown);
    }

    private UnpinnableDataException cancelled() {
        stop();
        return SnapshotErrors.cancelled(root);
    }

    // For every thread.

    /** Counts a file that is about to be read. */
    void opening() {
        filesRead.increment();
    }

    /** Counts bytes that were read; throws if the pin was stopped. */
    void read(long bytes) {
        bytesDone.addAndGet(bytes);
        checkStopped();
    }

    void checkStopped() {
        if (stopped) {
            throw SnapshotErrors.cancelled(root);
        }
    }

    /** What a failure to read {@code path}, which was there before, means. */
    static RuntimeException unreadable(Path path, Exception e) {
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return SnapshotErrors.vanished(path, e);
        }
        if (e instanceof ClosedByInterruptException) {
            return SnapshotErrors.cancelled(path);
        }
        return e instanceof RuntimeException known && !(e instanceof SecurityException)
                ? known
                : SnapshotErrors.unreadable(path, e instanceof AccessDeniedException ? "permission denied" : e, e);
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException("A worker failed: " + failure, failure);
    }
}
