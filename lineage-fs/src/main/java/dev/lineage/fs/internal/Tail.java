package dev.lineage.fs.internal;

import dev.lineage.IntegrityException;
import dev.lineage.model.Digest;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/**
 * The end of the log as one handle knows it: the next position, the digest that the next commit has to name, and the
 * moves that the index may not have yet. Thread-safe.
 */
final class Tail {
    private static final int KNOWN = 4_096;

    private final Layout layout;
    private final CommitLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Overlay overlay = new Overlay();
    private final LinkedHashMap<String, Pointer> current = new LinkedHashMap<>(16, 0.75f, true);
    private volatile long next;
    private Optional<Digest> digest = Optional.empty();
    private long first = -1;
    private Optional<Index> index = Optional.empty();
    private long applied;

    Tail(Layout layout, CommitLog log) {
        this.layout = layout;
        this.log = log;
    }

    /** Begins at a position below which {@code index} knows everything. */
    void start(Optional<Index> newIndex, long position, Optional<Digest> newDigest, long newFirst) {
        lock.lock();
        try {
            overlay.clear();
            current.clear();
            next = position;
            digest = newDigest;
            first = newFirst;
            index = newIndex;
            applied = position;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads the commits that were published since, and returns the next position.
     *
     * @throws IntegrityException if one is damaged or does not follow the one before
     */
    long catchUp() {
        if (!log.isThere(next)) {
            return next;
        }
        lock.lock();
        try {
            while (log.isThere(next)) {
                Commit commit = log.read(next);
                if (!commit.previous().equals(digest)) {
                    throw FsErrors.badCommit(layout.commit(next), FsErrors.doesNotFollow());
                }
                add(commit);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a commit that this handle published; a reader may have found it already. */
    void advance(Commit commit) {
        lock.lock();
        try {
            if (next == commit.first()) {
                add(commit);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Commit commit) {
        overlay.add(commit);
        for (int i = 0; i < commit.entries().size(); i++) {
            long position = commit.first() + i;
            for (Move move : commit.entries().get(i).moves()) {
                current.computeIfPresent(
                        move.pointer(), (name, before) -> new Pointer(name, move.revision(), move.value(), position));
            }
        }
        digest = Optional.of(commit.digest());
        first = commit.first();
        next = commit.end();
    }

    /** The current revision of a pointer, if it was moved lately, or asked for: since then every move was seen. */
    Optional<Pointer> known(String name) {
        lock.lock();
        try {
            return overlay.current(name).or(() -> Optional.ofNullable(current.get(name)));
        } finally {
            lock.unlock();
        }
    }

    /** Remembers the current revision of a pointer, unless it may have been moved since the next position was {@code asOf}. */
    void remember(Pointer pointer, long asOf) {
        lock.lock();
        try {
            if (next == asOf) {
                current.put(pointer.name(), pointer);
                if (current.size() > KNOWN) {
                    current.remove(current.keySet().iterator().next());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    long next() {
        return next;
    }

    /**
     * The end of the log at one instant.
     *
     * @param next the next position
     * @param digest the digest of the last commit file
     * @param first the first position of the last commit file; −1 if there is none
     */
    record End(long next, Optional<Digest> digest, long first) {}

    /** The end of the log: what goes there must be judged after this was asked for. */
    End end() {
        return locked((o, i) -> new End(next, digest, first));
    }

    Optional<Index> index() {
        return locked((o, i) -> i);
    }

    /**
     * What the index knows at one instant.
     *
     * @param index the index in use
     * @param applied everything below this position is in it
     */
    record Indexed(Optional<Index> index, long applied) {}

    Indexed indexed() {
        return locked((o, i) -> new Indexed(i, applied));
    }

    /** Everything below this position is in the index. */
    long applied() {
        return locked((o, i) -> applied);
    }

    /** States that everything below {@code position} is in {@code newIndex}. */
    void bind(Index newIndex, long position) {
        lock.lock();
        try {
            index = Optional.of(newIndex);
            applied = position;
            overlay.dropBelow(position);
        } finally {
            lock.unlock();
        }
    }

    /** What {@code read} says of the overlay and of the index that has the rest. */
    <T> T locked(BiFunction<Overlay, Optional<Index>, T> read) {
        lock.lock();
        try {
            return read.apply(overlay, index);
        } finally {
            lock.unlock();
        }
    }
}
