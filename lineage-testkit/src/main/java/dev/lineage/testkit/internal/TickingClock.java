package dev.lineage.testkit.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until somebody looks: every look is a millisecond later than the one before. Thread-safe. */
public final class TickingClock extends Clock {
    private final AtomicLong millis;

    /** A clock that is first looked at just after {@code start}. */
    public TickingClock(Instant start) {
        this.millis = new AtomicLong(start.toEpochMilli());
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.incrementAndGet());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
