package dev.lineage.fs.internal;

import dev.lineage.IntegrityException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.model.Digest;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index and the views up with the log, and decides which index can be trusted. A commit never fails because of
 * them: what is not in the index yet is remembered, and read from the log again by whoever opens the store meanwhile. For
 * the writer thread only.
 */
final class IndexKeeper {
    /** So many commits may be missing in the index while commits come without a pause. */
    private static final int MAX_LAG = 256;

    private static final int CHUNK = 16_384;
    private static final String APPLIED = "applied";

    private static final int READS = 5;
    private static final long READ_AGAIN_NANOS = 1_000_000;

    private final FileOps files;
    private final Layout layout;
    private final CommitLog log;
    private final Tail tail;
    private final Views views;
    private final Checkpoints checkpoints;
    private final String boot;
    private final Function<String, Optional<Pointer>> newest;

    /** The commits above the index that this handle made: nothing of them is there to be repaired. */
    private final TreeSet<Long> own = new TreeSet<>();

    private @Nullable Applier applier;
    private int patience = MAX_LAG;

    /**
     * Makes a keeper.
     *
     * @param boot the kernel's boot id; empty if unknown
     * @param newest asks for the current revision of a pointer
     */
    IndexKeeper(
            FileOps files,
            Layout layout,
            CommitLog log,
            Tail tail,
            Views views,
            Checkpoints checkpoints,
            String boot,
            Function<String, Optional<Pointer>> newest) {
        this.files = files;
        this.layout = layout;
        this.log = log;
        this.tail = tail;
        this.views = views;
        this.checkpoints = checkpoints;
        this.boot = boot;
        this.newest = newest;
    }

    // ---- opening

    /** Finds an index that can be trusted, or makes one; if nothing can be written, the log's moves are remembered. */
    void attach() {
        try {
            find();
        } catch (IntegrityException e) {
            // Every read will say so again, but verify() needs an open store to say what else is broken.
            FsLog.warn("{}", FsErrors.text(e));
        }
    }

    private void find() {
        Optional<IndexMark> mark = Optional.empty();
        Optional<IndexMark> checkpoint = Optional.empty();
        try {
            mark = ofThisLog(readMark());
            if (mark.isPresent() && isTrusted(mark.get())) {
                start(mark.get());
                tail.catchUp();
                if (tail.applied() < tail.next()) {
                    settle(true);
                }
                return;
            }
            if (!log.exists(0)) {
                tail.start(Optional.empty(), 0, Optional.empty(), -1);
                return;
            }
            checkpoint = ofThisLog(IndexMark.read(files, checkpoints.file())).filter(this::isOriginal);
        } catch (IOException e) {
            FsLog.warn("The index in {} cannot be read and is made again: {}", layout.index(), e.toString());
        }
        try {
            restore(mark, checkpoint);
        } catch (IntegrityException e) {
            startWithout(checkpoint);
            throw e;
        } catch (IOException e) {
            FsLog.debug("The index in {} cannot be written, so the log is read instead: {}", layout.index(), e);
            startWithout(checkpoint);
        }
    }

    /** Another handle may be writing the mark at this moment: to make the index again for that would be too dear. */
    private Optional<IndexMark> readMark() throws IOException {
        Optional<IndexMark> mark = IndexMark.read(files, applied());
        for (int i = 0; i < READS && mark.isEmpty() && files.exists(applied()); i++) {
            LockSupport.parkNanos(READ_AGAIN_NANOS);
            mark = IndexMark.read(files, applied());
        }
        return mark;
    }

    private void restore(Optional<IndexMark> mark, Optional<IndexMark> checkpoint) throws IOException {
        Optional<String> generation = checkpoint.or(() -> mark).map(IndexMark::generation);
        if (generation.isPresent()) {
            Optional<Index> index = Index.open(files, layout.index(), generation.get());
            if (index.isPresent()) {
                try {
                    replay(index.get(), checkpoint, Applier.Mode.REPAIR);
                    return;
                } catch (IndexException e) {
                    FsLog.warn("{}; the index is made again from the log", FsErrors.text(e));
                }
            }
        }
        rebuild();
    }

    /** Makes a new index from the whole log. */
    private void rebuild() throws IOException {
        try {
            replay(Index.make(files, layout.index(), log.last()), Optional.empty(), Applier.Mode.REBUILD);
        } catch (IndexException e) {
            throw new IOException(FsErrors.text(e), e);
        }
    }

    /** Makes a new index in place of one that turned out to be unusable. */
    void replace(Index unusable) {
        if (tail.index().filter(index -> index == unusable).isEmpty()) {
            return;
        }
        try {
            rebuild();
        } catch (IOException e) {
            FsLog.warn("The index in {} cannot be made again, so the log is read instead: {}", layout.index(), e);
            startWithout(Optional.empty());
        }
    }

    private void startWithout(Optional<IndexMark> checkpoint) {
        own.clear();
        try {
            if (checkpoint.isPresent()) {
                start(checkpoint.get());
            } else {
                tail.start(Optional.empty(), 0, Optional.empty(), -1);
            }
        } catch (IOException e) {
            tail.start(Optional.empty(), 0, Optional.empty(), -1);
        }
        tail.catchUp();
    }

    private void start(IndexMark mark) throws IOException {
        own.clear();
        tail.start(
                Index.open(files, layout.index(), mark.generation()),
                mark.end(),
                Optional.of(mark.tail()),
                mark.tailFirst());
    }

    /** Brings the log from {@code from} on into {@code index}, repairs the views, and puts it into use. */
    private void replay(Index index, Optional<IndexMark> from, Applier.Mode mode) throws IOException, IndexException {
        Applier target = new Applier(index, views);
        Map<String, Pointer> lines = new HashMap<>();
        long next = from.map(IndexMark::end).orElse(0L);
        long first = from.map(IndexMark::tailFirst).orElse(-1L);
        Optional<Digest> digest = from.map(IndexMark::tail);
        List<Commit> chunk = new ArrayList<>();
        int entries = 0;
        while (log.exists(next) || goesOn(next)) {
            Commit commit = log.read(next);
            if (!commit.previous().equals(digest)) {
                throw FsErrors.badCommit(layout.commit(next), FsErrors.doesNotFollow());
            }
            chunk.add(commit);
            entries += commit.entries().size();
            next = commit.end();
            first = commit.first();
            digest = Optional.of(commit.digest());
            if (entries >= CHUNK) {
                apply(target, chunk, mode, lines);
                chunk.clear();
                entries = 0;
            }
        }
        apply(target, chunk, mode, lines);
        own.clear();
        applier = target;
        tail.start(Optional.of(index), next, digest, first);
        showLines(lines, true);
        mark(index, next);
        index.removeOld();
    }

    /** Whether somebody appended at this moment; a log that goes on behind a missing file is no log. */
    private boolean goesOn(long next) throws IOException {
        if (log.last() < next) {
            return false;
        }
        if (!log.exists(next)) {
            throw FsErrors.missingCommit(layout.root(), next);
        }
        return true;
    }

    private void apply(Applier target, List<Commit> commits, Applier.Mode mode, Map<String, Pointer> lines)
            throws IOException, IndexException {
        flushNames(commits);
        lines.putAll(target.apply(commits, mode));
    }

    /** What others published is theirs to flush, but the index must not know what may yet vanish. */
    private void flushNames(List<Commit> commits) throws IOException {
        Path last = layout.log();
        for (Commit commit : commits) {
            Path directory = layout.commit(commit.first()).getParent();
            if (directory != null && !directory.equals(last)) {
                files.syncDirectory(directory);
                last = directory;
            }
        }
    }

    // ---- trust

    /** Drops a mark of another log: of another branch, or of one that was replaced. */
    private Optional<IndexMark> ofThisLog(Optional<IndexMark> mark) {
        return mark.filter(m -> {
            try {
                if (!files.exists(layout.index().resolve(m.generation()))) {
                    return false;
                }
                byte[] file = files.read(layout.commit(m.tailFirst()), Commit.MAX_BYTES);
                return Digest.of(file).equals(m.tail());
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Everything that was written in this boot of the kernel is in its page cache, or behind it. */
    private boolean isTrusted(IndexMark mark) {
        return !boot.isEmpty() && mark.boot().equals(boot) && isOriginal(mark);
    }

    private boolean isOriginal(IndexMark mark) {
        try {
            return Index.open(files, layout.index(), mark.generation())
                    .filter(index -> index.identity().equals(mark.identity()))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    // ---- keeping up

    /** Notes that this handle published a commit, so that nothing of it can be there yet. */
    void published(Commit commit) {
        own.add(commit.first());
    }

    /** Whether so much is missing in the index that the next commit should wait for it. */
    boolean lags() {
        return tail.locked((overlay, index) -> overlay.commits()) > patience;
    }

    /**
     * Brings everything that this handle knows of into the index and the views. Never fails.
     *
     * @param quiet whether failing is to be expected, as on a medium that is only read
     */
    void settle(boolean quiet) {
        try {
            // First: another handle may have put an index of its own into use, and what is applied is applied to that
            // one.
            refresh();
            Applier target = target();
            List<Long> firsts = tail.locked((overlay, index) -> overlay.commitsFrom(tail.applied()));
            if (firsts.isEmpty()
                    || tail.index().filter(index -> index == target.index()).isEmpty()) {
                return;
            }
            boolean alone = own.containsAll(firsts);
            Map<String, Pointer> lines = new LinkedHashMap<>();
            List<Commit> chunk = new ArrayList<>();
            long end = tail.applied();
            for (long first : firsts) {
                Commit commit = log.holding(first, first);
                end = commit.end();
                chunk.add(commit);
                if (chunk.size() >= CHUNK / 16) {
                    apply(target, chunk, alone ? Applier.Mode.NEW : Applier.Mode.REPAIR, lines);
                    chunk.clear();
                }
            }
            apply(target, chunk, alone ? Applier.Mode.NEW : Applier.Mode.REPAIR, lines);
            showLines(lines, !alone);
            raise(target.index(), end);
            patience = MAX_LAG;
        } catch (IndexException e) {
            FsLog.warn("{}; the index is made again from the log", FsErrors.text(e));
            tail.index().ifPresent(this::replace);
        } catch (IOException | RuntimeException e) {
            patience = Math.min(patience * 2, 1 << 20);
            String message = "The index or the views of {} could not follow the log: {}";
            if (quiet) {
                FsLog.debug(message, layout.root(), e.toString());
            } else {
                FsLog.warn(message, layout.root(), e.toString());
            }
        }
    }

    /** The applier of the index in use, of somebody else's if there is none in use, or of a new one. */
    private Applier target() throws IOException {
        if (tail.index().isEmpty()) {
            refresh();
        }
        Index index = tail.index().orElse(null);
        if (index == null) {
            index = Index.make(files, layout.index(), tail.next());
            tail.bind(index, 0);
        } else if (!index.isThere()) {
            replace(index);
            index = tail.index().orElseThrow(() -> new NoSuchFileException(APPLIED));
        }
        Applier known = applier;
        if (known == null || known.index() != index) {
            known = new Applier(index, views);
            applier = known;
        }
        return known;
    }

    /** Takes over what other handles stated, if it goes further than what this one knows. */
    private void refresh() throws IOException {
        Optional<IndexMark> mark = IndexMark.read(files, applied());
        if (mark.isEmpty() || !isTrusted(mark.get()) || mark.get().end() > tail.next()) {
            return;
        }
        Optional<Index> current = tail.index();
        if (current.isPresent() && current.get().name().equals(mark.get().generation())) {
            if (mark.get().end() > tail.applied()) {
                tail.bind(current.get(), mark.get().end());
            }
        } else if (mark.get().end() >= tail.applied()) {
            Optional<Index> other = Index.open(files, layout.index(), mark.get().generation());
            if (other.isPresent()) {
                tail.bind(other.get(), mark.get().end());
            }
        }
    }

    /** Lets a reader forget what others have put into the index meanwhile. */
    void forget() {
        try {
            refresh();
        } catch (IOException e) {
            FsLog.debug("The index in {} cannot be read: {}", layout.index(), e);
        }
    }

    private void raise(Index index, long end) throws IOException {
        mark(index, end);
        tail.bind(index, end);
        own.headSet(end).clear();
        checkpoints.consider(index, end);
        if (index.isFull(end)) {
            grow(index, end);
        }
    }

    /** Puts an index with more buckets in the place of one that is full. Others take over its mark. */
    private void grow(Index full, long end) throws IOException {
        try {
            Index larger = Index.make(files, layout.index(), end);
            full.copyTo(larger);
            mark(larger, end);
            tail.bind(larger, end);
            larger.removeOld();
        } catch (IndexException e) {
            FsLog.debug("{}; the next look-up there makes the index again", FsErrors.text(e));
        }
    }

    private void mark(Index index, long end) throws IOException {
        if (end > 0) {
            Commit last = log.holding(end - 1);
            files.overwrite(
                    applied(),
                    new IndexMark(index.name(), index.identity(), boot, end, last.digest(), last.first()).encode());
        }
    }

    private void showLines(Map<String, Pointer> lines, boolean look) throws IOException {
        for (Pointer line : lines.values()) {
            views.showLine(look ? newest.apply(line.name()).orElse(line) : line, look, newest);
        }
    }

    private Path applied() {
        return layout.index().resolve(APPLIED);
    }
}
