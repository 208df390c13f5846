package dev.lineage.fs.internal;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.spi.RecordStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The commit files, read and checked one by one; the last ones read are kept. Thread-safe. */
final class CommitLog {
    /** More than may be missing in the index, so that what was just written need not be read again. */
    private static final int KEPT = 512;

    private static final int KEPT_BYTES = 4 << 20;

    private final FileOps files;
    private final Layout layout;
    private final TreeMap<Long, Commit> kept = new TreeMap<>();
    private final ArrayDeque<Long> order = new ArrayDeque<>();
    private int keptBytes;

    CommitLog(FileOps files, Layout layout) {
        this.files = files;
        this.layout = layout;
    }

    /** Whether there is a commit file for exactly this first position. */
    boolean exists(long first) {
        try {
            return files.exists(layout.commit(first));
        } catch (IOException e) {
            throw FsErrors.cannotRead(layout.root(), e);
        }
    }

    /** The same, cheaper, at the end of the log. */
    boolean isThere(long first) {
        return files.isThere(layout.commit(first));
    }

    /**
     * The commit whose first entry has position {@code first}, read from its file.
     *
     * @throws IntegrityException if the file is not what was written
     * @throws StoreException if it cannot be read or is not there
     */
    Commit read(long first) {
        return tryRead(first).orElseThrow(() -> FsErrors.missingCommit(layout.root(), first));
    }

    private Optional<Commit> tryRead(long first) {
        Path file = layout.commit(first);
        try {
            Commit commit = Commit.parse(first, files.read(file, Commit.MAX_BYTES));
            keep(commit);
            return Optional.of(commit);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FsErrors.cannotRead(layout.root(), e);
        } catch (BadCommitException e) {
            throw FsErrors.badCommit(file, FsErrors.text(e));
        }
    }

    /**
     * The commit that holds {@code position}, which must be in the log.
     *
     * @throws IntegrityException if there is none or it is not what was written
     */
    Commit holding(long position) {
        Optional<Commit> known = kept(position);
        if (known.isPresent()) {
            return known.get();
        }
        for (long first = position; first >= 0 && first > position - RecordStore.MAX_ENTRIES; first--) {
            if (exists(first)) {
                Commit commit = read(first);
                if (commit.end() <= position) {
                    break;
                }
                return commit;
            }
        }
        throw FsErrors.missingCommit(layout.root(), position);
    }

    /** The commit that holds {@code position}, if it begins at {@code first} as somebody noted; otherwise looked for. */
    Commit holding(long position, long first) {
        Optional<Commit> known = kept(position);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Commit> noted = first >= 0 && first <= position ? tryRead(first) : Optional.empty();
        return noted.filter(commit -> commit.end() > position).orElseGet(() -> holding(position));
    }

    /** The greatest first position of any commit file, found by listing; −1 if there is none. */
    long last() throws IOException {
        List<Path> directories = files.list(layout.log());
        for (int i = directories.size() - 1; i >= 0; i--) {
            if (layout.holdsCommits(directories.get(i))) {
                List<Path> commits = files.list(directories.get(i));
                for (int j = commits.size() - 1; j >= 0; j--) {
                    if (layout.position(commits.get(j)) >= 0) {
                        return layout.position(commits.get(j));
                    }
                }
            }
        }
        return -1;
    }

    /** Remembers a commit that was just written or read. */
    void keep(Commit commit) {
        synchronized (kept) {
            if (kept.put(commit.first(), commit) == null) {
                order.addLast(commit.first());
                keptBytes += commit.bytes();
            }
            for (Iterator<Long> oldest = order.iterator();
                    order.size() > 1 && (order.size() > KEPT || keptBytes > KEPT_BYTES); ) {
                Commit dropped = kept.remove(oldest.next());
                oldest.remove();
                if (dropped != null) {
                    keptBytes -= dropped.bytes();
                }
            }
        }
    }

    private Optional<Commit> kept(long position) {
        synchronized (kept) {
            Map.Entry<Long, Commit> candidate = kept.floorEntry(position);
            return candidate != null && candidate.getValue().end() > position
                    ? Optional.of(candidate.getValue())
                    : Optional.empty();
        }
    }
}
