package dev.lineage.fs.internal.predictions;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets work in the background step back while predictions are being written: then it has a quarter of a processor, unless it falls
 * behind. Thread-safe.
 */
final class Pace {
    private static final long BUSY = Duration.ofMillis(200).toNanos();
    private static final int REST = 3;

    private final AtomicLong written = new AtomicLong(System.nanoTime() - BUSY);
    private volatile boolean hurried;

    /** Predictions have just been written. */
    void written() {
        written.set(System.nanoTime());
    }

    /** No more resting from now on. */
    void hurry() {
        hurried = true;
    }

    /**
     * Rests for some time, if others are busy.
     *
     * @param worked for how many nanoseconds there was work since the last rest
     */
    void rest(long worked) {
        if (hurried || System.nanoTime() - written.get() > BUSY) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(REST * worked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            hurry();
        }
    }
}
