package dev.lineage.core.internal.predict;

import dev.lineage.PredictionMetrics;
import dev.lineage.model.PredictionStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** How a pipeline is doing: what its threads tell, and whether they should go on. Thread-safe. */
final class Status {
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final Clock clock;
    private final LongAdder shed = new LongAdder();
    private final AtomicLong durable = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile long lastNanos;
    private volatile long longestNanos;
    private volatile @Nullable Instant lastDurable;
    private volatile @Nullable String lastFailure;
    private volatile boolean givesUp;
    private long lastToldNanos;
    private boolean told;

    Status(Clock clock) {
        this.clock = clock;
    }

    void shedOne() {
        shed.increment();
    }

    long shed() {
        return shed.sum();
    }

    void spilled(int count) {
        spilled.addAndGet(count);
    }

    void logged() {
        batches.incrementAndGet();
    }

    /** A write by one thread. */
    void written(int count, long nanos) {
        durable.addAndGet(count);
        lastNanos = nanos;
        longestNanos = Math.max(longestNanos, nanos);
        lastDurable = Instant.ofEpochMilli(clock.millis());
    }

    /** Something failed and is tried again. It is told at once, and then now and then. */
    synchronized void failed(String what, Throwable why) {
        failures.incrementAndGet();
        lastFailure = what + ": " + why.getMessage();
        long now = System.nanoTime();
        if (!told || now - lastToldNanos > QUIET_NANOS) {
            told = true;
            lastToldNanos = now;
            LoggerFactory.getLogger("dev.lineage").warn("{}; it is tried again", what, why);
        }
    }

    /** Somebody else ended a stream. */
    void lost(PredictionStream stream) {
        LoggerFactory.getLogger("dev.lineage")
                .warn("Stream {} was ended by another process, which logs what is in it", stream);
    }

    /** What is not done now is left undone. */
    void giveUp() {
        givesUp = true;
    }

    boolean givesUp() {
        return givesUp;
    }

    PredictionMetrics metrics(Ring ring, long queueBytes, long spilledBytes) {
        return new PredictionMetrics(
                ring.used(),
                queueBytes,
                durable.get(),
                shed(),
                spilled.get(),
                spilledBytes,
                batches.get(),
                failures.get(),
                Duration.ofNanos(lastNanos),
                Duration.ofNanos(longestNanos),
                Optional.ofNullable(lastDurable),
                Optional.ofNullable(lastFailure));
    }
}
