package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.Release;
import dev.lineage.ReleaseWatch;
import dev.lineage.model.Names;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A stage that is looked at again and again. */
final class Watching implements ReleaseWatch {
    private final String model;
    private final String stage;
    private final Records records;
    private final Releases releases;
    private final Listener listener;
    private final ScheduledExecutorService looker;
    private volatile Optional<Release> current = Optional.empty();
    /** The withdrawals after which what is served was still good. Of the looking thread, and before it starts. */
    private volatile long judged;

    private volatile Optional<ScheduledFuture<?>> task = Optional.empty();

    private Watching(String model, String stage, Records records, Releases releases, Listener listener) {
        this.model = Names.model(model);
        this.stage = Names.stage(stage);
        this.records = records;
        this.releases = releases;
        this.listener = listener;
        this.looker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lineage-watch-" + model);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks at the stage now, on the caller's thread, and then at every interval. */
    static Watching start(
            String model, String stage, Duration interval, Listener listener, Records records, Releases releases) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The interval of looking is positive, not " + interval);
        }
        Watching watching = new Watching(model, stage, records, releases, listener);
        watching.look();
        watching.task = Optional.of(watching.looker.scheduleWithFixedDelay(
                watching::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS));
        return watching;
    }

    private void look() {
        try {
            long revision = records.newest(Records.stage(model, stage));
            long withdrawals = records.newest(Withdrawals.ALL);
            long known = current.map(release -> release.stage().revision()).orElse(0L);
            if (revision > known) {
                swap(releases.release(model, stage));
            } else if (withdrawals > judged && revision > 0) {
                // Throws if what is served is not to be served any more.
                releases.release(model, stage);
            }
            judged = withdrawals;
        } catch (LineageException e) {
            tell(() -> listener.failed(e));
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            Log.warn("Looking at stage {} of {} failed", stage, model, e);
        }
    }

    private void swap(Release next) {
        Optional<Release> before = current;
        current = Optional.of(next);
        tell(() -> listener.swapped(before, next));
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            Log.warn("The listener of stage {} of {} failed", stage, model, e);
        }
    }

    @Override
    public Optional<Release> current() {
        return current;
    }

    @Override
    public void close() {
        task.ifPresent(looking -> looking.cancel(false));
        looker.shutdown();
        boolean interrupted = false;
        while (!looker.isTerminated()) {
            try {
                looker.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
