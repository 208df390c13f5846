package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lists one directory and looks at everything in it. Nothing in it, nor the directory itself, may have changed since the
 * walk began: what is found is then what was there at that moment.
 */
final class Scan extends Work {
    /** Directories with more entries are listed in parts. */
    static final int PART = 8 * 1024;

    private final PinContext context;
    private final Path directory;
    private final long key;
    private final long origin;
    private final Listing listing = new Listing();
    private @Nullable DirectoryStream<Path> stream;
    private @Nullable Iterator<Path> rest;

    /**
     * A scan.
     *
     * @param key which directory it must be, see {@link FileStat#key}
     * @param origin when the walk began, on the file system's clock
     */
    Scan(PinContext context, Path directory, long key, long origin) {
        this.context = context;
        this.directory = directory;
        this.key = key;
        this.origin = origin;
    }

    Path directory() {
        return directory;
    }

    /** The sorted entries: all of them, or the first part if there is a {@link #rest}. */
    Listing listing() {
        return listing;
    }

    /** The paths that were not looked at yet, if there are too many for one part. */
    @Nullable
    Iterator<Path> rest() {
        return rest;
    }

    @Override
    // Whoever lists the rest of a directory with too many entries closes it.
    @SuppressWarnings("StreamResourceLeak")
    void work() {
        try {
            context.checkStopped();
            DirectoryStream<Path> opened = Files.newDirectoryStream(directory);
            stream = opened;
            Iterator<Path> paths = opened.iterator();
            FileStat stat = FileStat.of(directory);
            for (int i = 0; i < PART && paths.hasNext(); i++) {
                look(paths.next(), stat, listing);
            }
            listing.sort();
            if (paths.hasNext()) {
                rest = paths;
            } else {
                finish();
            }
        } catch (DirectoryIteratorException e) {
            close();
            throw PinContext.unreadable(directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException | RuntimeException e) {
            close();
            throw PinContext.unreadable(directory, e);
        }
    }

    /** Looks at one entry and adds it to a listing. */
    void look(Path path, FileStat stat, Listing target) {
        byte[] name = NameRules.bytes(directory, path);
        try {
            stat.read(path);
        } catch (IOException e) {
            throw PinContext.unreadable(path, e);
        }
        if (stat.kind == FileStat.LINK) {
            throw SnapshotErrors.symbolicLink(path);
        }
        if (stat.kind == FileStat.OTHER) {
            throw SnapshotErrors.special(path);
        }
        if (stat.kind == FileStat.FILE) {
            requireUnchanged(path, stat.changed);
        } else if (StoreDirectories.isStore(path)) {
            if (context.leavesStoresOut()) {
                return;
            }
            throw SnapshotErrors.insideStore(path);
        }
        target.add(name, 0, name.length, stat.kind, stat.size, stat.changed, stat.key);
    }

    /** Ends the listing: the directory must still be the one it was, without entries that came or went. */
    void finish() throws IOException {
        close();
        FileStat stat = FileStat.of(directory);
        stat.read(directory);
        if (stat.kind != FileStat.DIRECTORY || stat.key != key) {
            throw SnapshotErrors.changed(directory);
        }
        requireUnchanged(directory, stat.changed);
    }

    private void requireUnchanged(Path path, long stamp) {
        if (FileClock.isBefore(stamp, origin) || context.clock().isAhead(stamp)) {
            return;
        }
        if (stamp > origin && stamp <= context.clock().now()) {
            throw SnapshotErrors.changed(path);
        }
        throw new TooFreshException(stamp);
    }

    /** Closes the directory. Idempotent. */
    void close() {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }
}
