package dev.lineage.core.internal.predict;

import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Up to which position of the ring everything is durable, and who waits for that. Thread-safe. */
final class Progress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** What is durable although something before it is not yet: to which position, by where it begins. */
    private final TreeMap<Long, Long> ahead = new TreeMap<>();

    private volatile long durable;
    private @Nullable String end;

    /** What is between two positions is durable now. */
    void done(long from, long to) {
        lock.lock();
        try {
            ahead.merge(from, to, Math::max);
            while (!ahead.isEmpty() && ahead.firstKey() <= durable) {
                durable = Math.max(durable, ahead.pollFirstEntry().getValue());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing becomes durable any more. */
    void end(String why) {
        lock.lock();
        try {
            if (end == null) {
                end = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long durable() {
        return durable;
    }

    /**
     * Waits until everything before {@code position} is durable.
     *
     * @return why it never will be; null if it is
     */
    @Nullable
    String await(long position) throws InterruptedException {
        if (durable >= position) {
            return null;
        }
        lock.lockInterruptibly();
        try {
            while (durable < position && end == null) {
                changed.await();
            }
            return durable >= position ? null : end;
        } finally {
            lock.unlock();
        }
    }
}
