package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;

/**
 * Walks a tree's files in the order of a manifest. Directories ahead are listed by the workers. Memory grows with the
 * depth of the tree, not with the number of files. Not thread-safe.
 */
final class TreeWalk implements AutoCloseable {
    private static final int AHEAD_PER_LEVEL = 8;
    private static final int AHEAD_IN_ALL = 24;

    private final PinContext context;
    private final long origin;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Bytes path = new Bytes(512);
    private int scansAhead;

    /** One directory on the way from the root to the current file. */
    private static final class Level {
        private final Path directory;
        private final int prefix;
        private final Entries entries;
        private final Deque<Scan> ahead = new ArrayDeque<>();

        Level(Path directory, int prefix, Entries entries) {
            this.directory = directory;
            this.prefix = prefix;
            this.entries = entries;
        }
    }

    /**
     * Begins a walk.
     *
     * @param key which directory the root is, see {@link FileStat#key}
     * @param origin the moment, on the file system's clock, whose state is walked
     */
    TreeWalk(PinContext context, Path root, long key, long origin) {
        this.context = context;
        this.origin = origin;
        enter(new Scan(context, root, key, origin), 0);
    }

    /** Goes on to the next file; false at the end. */
    boolean next() {
        try {
            while (!levels.isEmpty()) {
                Level level = level();
                Entries entries = level.entries;
                if (!entries.next()) {
                    leave(level);
                    continue;
                }
                path.truncate(level.prefix);
                path.put(entries.names(), entries.nameAt(), entries.nameLength());
                if (entries.kind() == FileStat.FILE) {
                    return true;
                }
                descend(level);
            }
            return false;
        } catch (IOException e) {
            throw SnapshotErrors.scratch(context.root(), e);
        }
    }

    private void descend(Level level) {
        Entries entries = level.entries;
        Path directory =
                level.directory.resolve(Paths.text(entries.names(), entries.nameAt(), entries.nameLength() - 1));
        Scan scan = level.ahead.peek();
        if (scan != null && scan.directory().equals(directory)) {
            level.ahead.remove();
            scansAhead--;
        } else {
            scan = new Scan(context, directory, entries.key(), origin);
        }
        lookAhead(level);
        enter(scan, path.length());
    }

    private void enter(Scan scan, int prefix) {
        Entries entries;
        try {
            context.await(scan);
            Iterator<Path> rest = scan.rest();
            entries = rest == null ? scan.listing() : new WideScan(context, scan).entries(rest);
        } catch (RuntimeException | Error e) {
            PinContext.settle(scan);
            scan.close();
            throw e;
        }
        Level level = new Level(scan.directory(), prefix, entries);
        levels.push(level);
        lookAhead(level);
    }

    private void lookAhead(Level level) {
        while (level.ahead.size() < AHEAD_PER_LEVEL && scansAhead < AHEAD_IN_ALL + levels.size()) {
            Optional<Listing.Ahead> next = level.entries.directoryAhead();
            if (next.isEmpty()) {
                return;
            }
            Scan scan = new Scan(
                    context,
                    level.directory.resolve(next.get().name()),
                    next.get().key(),
                    origin);
            level.ahead.add(scan);
            scansAhead++;
            context.submit(scan);
        }
    }

    private void leave(Level level) {
        levels.pop();
        level.entries.close();
    }

    private Level level() {
        return Objects.requireNonNull(levels.peek());
    }

    /** The array whose first {@link #pathLength} bytes are the current file's relative path. */
    byte[] path() {
        return path.array();
    }

    int pathLength() {
        return path.length();
    }

    /** Where the current file's own name begins in its path. */
    int nameAt() {
        return level().prefix;
    }

    /** The directory that the current file is in. */
    Path directory() {
        return level().directory;
    }

    long size() {
        return level().entries.size();
    }

    long changed() {
        return level().entries.changed();
    }

    long key() {
        return level().entries.key();
    }

    @Override
    public void close() {
        for (Level level : levels) {
            level.ahead.forEach(scan -> {
                PinContext.settle(scan);
                scan.close();
            });
            level.entries.close();
        }
        levels.clear();
    }
}
