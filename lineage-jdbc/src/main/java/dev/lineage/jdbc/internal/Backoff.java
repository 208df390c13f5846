package dev.lineage.jdbc.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting between tries. */
final class Backoff {
    private static final long FIRST_MILLIS = 10;
    private static final int MOST_DOUBLINGS = 7;

    private Backoff() {}

    /** Waits about 10 ms in the first try, twice as long in each further one up to a second; never in one below the first. */
    static void pause(int tries) {
        if (tries < 1) {
            return;
        }
        long millis = FIRST_MILLIS << Math.min(tries - 1, MOST_DOUBLINGS);
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        LockSupport.parkNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos));
    }
}
