package dev.lineage.fs.internal.artifacts;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are not blobs yet, in {@code tmp/0} to {@code tmp/7}: threads that create and rename in one directory at the
 * same time wait for each other. Thread-safe.
 */
final class TemporaryFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFiles.class);
    private static final long OLD = TimeUnit.DAYS.toNanos(1);
    private static final String SUFFIX = ".tmp";

    private final Path directory;
    private final Disk disk;
    private final StampClock clock;
    private final AtomicLong next = new AtomicLong();
    /** Several processes and stores make files here; one that is taken nevertheless is an error, not a loss. */
    private final String prefix = Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";

    TemporaryFiles(Path directory, Disk disk, StampClock clock) {
        this.directory = directory;
        this.disk = disk;
        this.clock = clock;
    }

    /** A new name. */
    Path name() {
        long number = next.getAndIncrement();
        return lane((int) (number % IoThreads.PUBLISHERS)).resolve(prefix + number + SUFFIX);
    }

    private Path lane(int lane) {
        return directory.resolve(Integer.toString(lane));
    }

    void makeDirectories() throws IOException {
        disk.makeDirectory(directory);
        for (int lane = 0; lane < IoThreads.PUBLISHERS; lane++) {
            disk.makeDirectory(lane(lane));
        }
    }

    /** Removes what processes left behind that died more than a day ago. What cannot be removed stays. */
    void clean() {
        long now = clock.now();
        if (now == Long.MIN_VALUE) {
            return;
        }
        clean(directory, now);
        for (int lane = 0; lane < IoThreads.PUBLISHERS; lane++) {
            clean(lane(lane), now);
        }
    }

    private void clean(Path from, long now) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*" + SUFFIX)) {
            for (Path file : files) {
                cleanFile(file, now);
            }
        } catch (NoSuchFileException e) {
            // Nothing was left behind.
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("Cannot look for old temporary files in {}", from, e);
        }
    }

    private void cleanFile(Path file, long now) {
        try {
            FileState state = FileState.of(file);
            if (state.isFile() && now - state.modified() > OLD) {
                disk.delete(file);
                LOG.info("Removed {}, which a process left behind that died", file);
            }
        } catch (NoSuchFileException e) {
            // Another process cleans too, or the file became a blob.
        } catch (IOException e) {
            LOG.warn("Cannot remove the old temporary file {}", file, e);
        }
    }
}
