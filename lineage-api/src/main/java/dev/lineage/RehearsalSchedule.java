package dev.lineage;

import dev.lineage.model.Rehearsal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Rehearses the rollback of a stage whenever the last rehearsal in the log is older than wanted:
 *
 * <pre>{@code
 * RehearsalSchedule schedule = RehearsalSchedule.of(registry, "fraud", "production", Duration.ofDays(7), clock,
 *     change -> change.loader(loader).by("scheduler"), listener);
 * schedule.start(executor);
 * }</pre>
 *
 * <p>It asks the log and not its own memory, so any number of processes may run the same schedule, and one that was away
 * rehearses when it is back. Thread-safe.
 */
public final class RehearsalSchedule implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final ModelRegistry registry;
    private final String model;
    private final String stage;
    private final Duration every;
    private final Clock clock;
    private final UnaryOperator<RehearseChange> how;
    private final Listener listener;
    private Optional<ScheduledFuture<?>> task = Optional.empty();

    /** Hears of rehearsals; on the thread that made them. What it throws is thrown on by {@link #look}. */
    public interface Listener {
        /** A rehearsal was made and passed. */
        default void passed(Rehearsal rehearsal) {}

        /** A rehearsal was made and did not pass. */
        void failed(Rehearsal rehearsal);

        /** No rehearsal could be made, because the registry failed or the stage was never set. */
        void broken(LineageException failure);
    }

    private RehearsalSchedule(
            ModelRegistry registry,
            String model,
            String stage,
            Duration every,
            Clock clock,
            UnaryOperator<RehearseChange> how,
            Listener listener) {
        this.registry = registry;
        this.model = model;
        this.stage = stage;
        this.every = every;
        this.clock = clock;
        this.how = how;
        this.listener = listener;
    }

    /**
     * A schedule that nothing runs yet.
     *
     * @param every how old the last rehearsal may be; a failed one is repeated after that time too
     * @param clock the clock by which that is judged: the registry's
     * @param how sets the options of each rehearsal, the loader at least
     * @throws IllegalArgumentException if {@code every} is not positive
     */
    public static RehearsalSchedule of(
            ModelRegistry registry,
            String model,
            String stage,
            Duration every,
            Clock clock,
            UnaryOperator<RehearseChange> how,
            Listener listener) {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("The time between two rehearsals is positive, not " + every);
        }
        return new RehearsalSchedule(registry, model, stage, every, clock, how, listener);
    }

    /**
     * Looks now, and then every hour, or as often as it rehearses if that is more often, on a thread of {@code executor},
     * which stays the caller's.
     *
     * @throws IllegalStateException if it was started before
     */
    public synchronized void start(ScheduledExecutorService executor) {
        if (task.isPresent()) {
            throw new IllegalStateException("The schedule was started already");
        }
        Duration pause = every.compareTo(LONGEST_PAUSE) < 0 ? every : LONGEST_PAUSE;
        task = Optional.of(executor.scheduleWithFixedDelay(this::lookSafely, 0, pause.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** An exception would end the executor's schedule: whatever the listener throws is its own affair. */
    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /**
     * Rehearses if it is time.
     *
     * @return the rehearsal that was made, if one was
     */
    public Optional<Rehearsal> look() {
        Rehearsal made;
        try {
            Optional<Instant> last = registry.rehearsals(model, stage, 1, Optional.empty()).items().stream()
                    .map(Rehearsal::at)
                    .findFirst();
            if (last.isPresent() && last.get().plus(every).isAfter(clock.instant())) {
                return Optional.empty();
            }
            made = how.apply(registry.rehearse(model, stage)).commit();
        } catch (LineageException e) {
            listener.broken(e);
            return Optional.empty();
        }
        if (made.passed()) {
            listener.passed(made);
        } else {
            listener.failed(made);
        }
        return Optional.of(made);
    }

    /** Looks no more; a rehearsal under way goes on. Idempotent. */
    @Override
    public synchronized void close() {
        task.ifPresent(running -> running.cancel(false));
    }
}
