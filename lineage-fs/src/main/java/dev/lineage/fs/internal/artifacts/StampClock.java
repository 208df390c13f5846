package dev.lineage.fs.internal.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The clock that stamps files, read from a file that is made for it. Stamps move in ticks: a file that was changed in the
 * tick in which it is read may be changed again and get the same stamp, so its stamp proves nothing until the tick is
 * over. Thread-safe.
 */
final class StampClock {
    /** How much later than its stamp it must be before a write is taken to be over. */
    private static final long SETTLE = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    /** What another file system's clock is allowed to differ. */
    private static final long FOREIGN = 2 * SECOND;

    private final LongSupplier now;
    private volatile long latest = Long.MIN_VALUE;

    /**
     * A clock.
     *
     * @param directory a directory of the file system whose time it is; may be missing or read-only
     */
    StampClock(Path directory) {
        this(() -> stampIn(directory));
    }

    /** A clock that is read otherwise. */
    StampClock(LongSupplier now) {
        this.now = now;
    }

    /** Whether every change from now on gets a later stamp than this one. */
    boolean isOver(long stamp) {
        long moment = stamp + granularity(stamp) + SETTLE;
        if (latest > moment) {
            return true;
        }
        long read = now();
        latest = Math.max(latest, read);
        return read > moment;
    }

    /** What a file that is changed now is stamped with, or earlier; long ago if that cannot be found out. */
    long now() {
        return now.getAsLong();
    }

    private static long stampIn(Path directory) {
        try {
            return probe(directory);
        } catch (IOException e) {
            // A store that cannot be written to: this machine's own files tell nearly the same time.
        }
        try {
            return probe(Path.of(System.getProperty("java.io.tmpdir", "."))) - FOREIGN;
        } catch (IOException e) {
            return Long.MIN_VALUE;
        }
    }

    private static long probe(Path directory) throws IOException {
        Path probe = directory.resolve(
                "clock-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        Files.newByteChannel(probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                .close();
        try {
            return FileState.of(probe).changed();
        } finally {
            Files.deleteIfExists(probe);
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
