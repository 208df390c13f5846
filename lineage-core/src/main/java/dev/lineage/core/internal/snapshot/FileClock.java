package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The clock that stamps files, read from a file that is made for it: like the stamps it moves in ticks of some
 * milliseconds, so a stamp that it has passed can never be given again. (The wall clock runs ahead of the stamps.)
 * Thread-safe.
 */
final class FileClock {
    /** How much later than a stamp it must be before a file is read, so that the write that was stamped is over. */
    private static final long SETTLE = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    /** Stamps so far ahead were made by another clock; waiting for them is pointless. */
    private static final long AHEAD = TimeUnit.SECONDS.toNanos(10);

    private final Optional<Path> directory;
    private volatile long latest = Long.MIN_VALUE;

    FileClock(Optional<Path> directory) {
        this.directory = directory;
    }

    /** What a file that is changed now is stamped with. */
    synchronized long now() {
        Path probe = probe();
        try {
            FileStat stat = FileStat.of(probe);
            stat.read(probe);
            latest = Math.max(latest, stat.changed);
            return stat.changed;
        } catch (IOException e) {
            throw SnapshotErrors.scratch(probe, e);
        } finally {
            delete(probe);
        }
    }

    private Path probe() {
        if (directory.isPresent()) {
            try {
                Files.createDirectories(directory.get());
                return Temporary.file(directory.get(), "clock");
            } catch (IOException e) {
                // A cache that cannot be written is no cache; any other file on this machine tells the time as well.
            }
        }
        try {
            return Files.createTempFile("lineage-clock", ".tmp");
        } catch (IOException e) {
            throw SnapshotErrors.scratch(Path.of("the file system's clock"), e);
        }
    }

    private static void delete(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException e) {
            // An empty file in a temporary place is no reason to fail.
        }
    }

    /** Whether a change with this stamp certainly came before {@code moment}, which this clock showed. */
    static boolean isBefore(long stamp, long moment) {
        return stamp < moment - granularity(stamp);
    }

    /** Whether this stamp was given by a clock that runs ahead, so that a change now would change it. */
    boolean isAhead(long stamp) {
        return stamp > latest && stamp - now() > AHEAD;
    }

    /**
     * Whether the clock has passed this stamp, and the time for that write to end, so that every later change gets a
     * later stamp. Asks the file system only if the answer is not known yet.
     */
    boolean isPast(long stamp) {
        long moment = stamp + granularity(stamp) + SETTLE;
        return latest > moment || now() > moment;
    }

    /** Waits until {@link #isPast}, or until the stamp turns out to be ahead. */
    void awaitPast(long stamp) throws InterruptedException {
        while (!isPast(stamp) && !isAhead(stamp)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Stamps of whole seconds and milliseconds come from file systems that keep no more. */
    private static long granularity(long stamp) {
        if (stamp % SECOND == 0) {
            return 2 * SECOND;
        }
        return stamp % MILLISECOND == 0 ? 20 * MILLISECOND : 0;
    }
}
