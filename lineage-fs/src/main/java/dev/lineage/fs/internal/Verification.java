package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a whole store once: every commit, the chain, every move, and whether the index and the views agree. Others may
 * append meanwhile. Not thread-safe.
 */
final class Verification {
    private static final int CHUNK = 16_384;
    private static final String RESTORE = "Restore the file from a copy or from Git";
    private static final String MOVE_OUT = "Move it out of the directory log/";
    private static final String INDEX_AGAIN =
            "Close every handle and delete the directory index/; it is made again from the log";

    private final FileOps files;
    private final Layout layout;
    private final ViewCheck views;
    private final Optional<Index> index;
    private final long applied;
    private final Consumer<Problem> problems;
    private final Map<String, Pointer> pointers = new HashMap<>();
    private final List<IndexRecord> expected = new ArrayList<>();
    private Optional<Digest> previous = Optional.empty();
    private long next;
    /** Whether the file before could not be read as a commit, so that it is not known where the next one begins. */
    private boolean lost;

    private boolean broken;
    private long entries;
    private long lastFirst = -1;

    /**
     * Prepares a verification.
     *
     * @param applied below this, everything should be in the index and the views
     */
    Verification(
            FileOps files,
            Layout layout,
            ViewCheck views,
            Optional<Index> index,
            long applied,
            Consumer<Problem> problems) {
        this.files = files;
        this.layout = layout;
        this.views = views;
        this.index = index;
        this.applied = applied;
        this.problems = problems;
    }

    /** Reports the problems, and returns how many entries were read. */
    long run() {
        try {
            for (Path directory : files.list(layout.log())) {
                if (layout.holdsCommits(directory)) {
                    for (Path file : files.list(directory)) {
                        readListed(file);
                    }
                } else {
                    report(directory, "does not belong into the log", MOVE_OUT);
                }
            }
            compareIndex();
            if (index.isPresent()) {
                index.get().check(bucket -> report(bucket, "is damaged", INDEX_AGAIN));
            }
            if (!broken) {
                views.checkCurrent(pointers.keySet());
            }
            return entries;
        } catch (IOException e) {
            throw FsErrors.cannotRead(layout.root(), e);
        }
    }

    private void readListed(Path file) throws IOException {
        long first = layout.position(file);
        if (first < 0) {
            report(file, "does not belong into the log", MOVE_OUT);
            return;
        }
        if (lost) {
            next = Math.max(next, first);
        }
        // A listing made during appends may lack one that is there.
        while (next < first && files.exists(layout.commit(next))) {
            read(layout.commit(next), next);
        }
        if (first > next) {
            report(layout.commit(next), "is missing, and the log goes on with position " + first, RESTORE);
            broken = true;
            previous = Optional.empty();
            read(file, first);
        } else if (first == next) {
            read(file, first);
        } else if (first != lastFirst) {
            report(file, "begins within the file before it", MOVE_OUT);
            broken = true;
        }
    }

    private void read(Path file, long first) throws IOException {
        lastFirst = first;
        boolean follows = first == 0 || previous.isPresent();
        byte[] bytes;
        try {
            bytes = files.read(file, Commit.MAX_BYTES);
        } catch (IOException e) {
            report(file, "cannot be read: " + FsErrors.reason(e), RESTORE);
            lose(first);
            return;
        }
        try {
            Commit commit = Commit.parse(first, bytes);
            if (follows && !commit.previous().equals(previous)) {
                report(
                        file,
                        "does not follow the file before it, or that one was changed: the digest in its header is"
                                + " another one's",
                        "Restore both files from a copy or from Git");
                broken = true;
            }
            read(commit);
            lost = false;
            next = commit.end();
            previous = Optional.of(commit.digest());
        } catch (BadCommitException e) {
            report(file, FsErrors.text(e), RESTORE);
            lose(first);
        }
    }

    private void lose(long first) {
        broken = true;
        lost = true;
        next = first + 1;
        // The next file names the digest of what was here, not of what is.
        previous = Optional.empty();
    }

    private void read(Commit commit) throws IOException {
        for (int offset = 0; offset < commit.entries().size(); offset++) {
            Entry entry = commit.entries().get(offset);
            long position = commit.first() + offset;
            entries++;
            if (position < applied) {
                for (Edge edge : entry.edges()) {
                    expected.addAll(IndexRecord.edge(edge, position, offset));
                }
            }
            for (Move move : entry.moves()) {
                Pointer before = pointers.put(
                        move.pointer(), new Pointer(move.pointer(), move.revision(), move.value(), position));
                long stood = before == null ? 0 : before.revision();
                if (move.revision() != stood + 1 && !broken) {
                    problems.accept(new Problem(
                            "entry " + position,
                            "claims revision " + move.revision() + " of pointer '" + move.pointer()
                                    + "', which stood at " + stood,
                            "The log was not written by Lineage alone. Restore log/ from a copy or from Git"));
                }
                views.note(move);
                if (position < applied) {
                    expected.add(IndexRecord.revision(move.pointer(), move.revision(), position, offset));
                    if (move.view() == Move.View.DOCUMENT) {
                        views.checkDocument(move, entry);
                    }
                }
            }
        }
        if (expected.size() >= CHUNK) {
            compareIndex();
        }
    }

    private void compareIndex() throws IOException {
        if (index.isPresent() && !expected.isEmpty()) {
            try {
                List<IndexRecord> missing = index.get().missing(expected);
                if (!missing.isEmpty()) {
                    report(
                            index.get().file(missing.get(0).key()),
                            "lacks a record of the entry at "
                                    + missing.get(0).position() + "; records missing here and in others: "
                                    + missing.size(),
                            INDEX_AGAIN);
                }
            } catch (IndexException e) {
                FsLog.debug("{}; that is reported with the file", FsErrors.text(e));
            }
        }
        expected.clear();
    }

    private void report(Path subject, String what, String remedy) {
        problems.accept(new Problem(layout.name(subject), what, remedy));
    }
}
