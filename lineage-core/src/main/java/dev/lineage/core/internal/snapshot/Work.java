package dev.lineage.core.internal.snapshot;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Something that a worker does, or whoever needs it first. Runs at most once. */
abstract class Work implements Runnable {
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    /** Does it; never waits for other work. */
    abstract void work() throws Exception;

    /** Whether it may take long, so that a thread with something else to do should not begin it. */
    boolean isLong() {
        return false;
    }

    @Override
    public final void run() {
        if (!claimed.compareAndSet(false, true)) {
            return;
        }
        try {
            work();
        } catch (Throwable t) {
            failure = t;
        } finally {
            done.countDown();
        }
    }

    /** Makes sure that it will not begin. */
    final void abandon() {
        if (claimed.compareAndSet(false, true)) {
            done.countDown();
        }
    }

    final boolean isDone() {
        return done.getCount() == 0;
    }

    final boolean await(long millis) throws InterruptedException {
        return done.await(millis, TimeUnit.MILLISECONDS);
    }

    final @Nullable Throwable failure() {
        return failure;
    }
}
