package dev.lineage.fs.internal;

import dev.lineage.LineageException;
import dev.lineage.StoreException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.fs.internal.files.SystemFileOps;
import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Records in a directory. The files of the log are the truth; the index and the files for people are made from them.
 *
 * <p>Any number of processes may use one directory. There are no lock files: who links the next commit file first has the
 * position, and the other one judges again.
 */
public final class FileRecordStore implements RecordStore {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int LEAST_LAG = 256;

    private final FileOps files;
    private final Layout layout;
    private final CommitLog log;
    private final Tail tail;
    private final Views views;
    private final Pointers pointers;
    private final Graph graph;
    private final IndexKeeper keeper;
    private final Checkpoints checkpoints;
    private final Tiles tiles;
    private final Committer committer;
    private final WriterThread thread;
    private final AtomicInteger lag = new AtomicInteger(LEAST_LAG);
    private volatile boolean closed;

    private FileRecordStore(Path root, FileOps files, String boot) {
        this.files = files;
        this.layout = new Layout(root);
        this.thread = new WriterThread("lineage-writer");
        this.log = new CommitLog(files, layout);
        this.tail = new Tail(layout, log);
        TempFiles temps = new TempFiles(files, layout);
        this.views = new Views(files, layout, temps);
        this.checkpoints = new Checkpoints(files, layout, log);
        this.tiles = new Tiles(files, layout, temps);
        this.pointers = new Pointers(files, layout, log, tail, this::replaceIndex);
        this.graph = new Graph(pointers);
        this.keeper = new IndexKeeper(files, layout, log, tail, views, checkpoints, boot, name -> {
            tail.catchUp();
            return pointers.current(name);
        });
        this.committer =
                new Committer(layout, log, tail, pointers, new Publisher(files, layout, temps), keeper, thread);
        try {
            thread.call(() -> {
                new StoreDirectory(files, layout, temps).open();
                keeper.attach();
                return layout;
            });
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    /**
     * Opens the store in a directory, making it if there is none.
     *
     * @throws dev.lineage.StoreException if the directory cannot be read, or not be made
     * @throws dev.lineage.UnsupportedFormatException if a newer Lineage wrote it; nothing was touched
     * @throws dev.lineage.IntegrityException if it cannot be known what the directory is
     */
    public static FileRecordStore open(Path root) {
        FileOps files = new SystemFileOps();
        return open(root, files, boot(files));
    }

    /** Opens a store through another way to files, in another boot of the kernel. */
    static FileRecordStore open(Path root, FileOps files, String boot) {
        return new FileRecordStore(root.toAbsolutePath().normalize(), files, boot);
    }

    /** The identity of this boot of the kernel; empty where there is none, and then no index outlives a handle. */
    static String boot(FileOps files) {
        try {
            return new String(files.read(BOOT_ID, 256), StandardCharsets.US_ASCII).trim();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String location() {
        return layout.root().toString();
    }

    @Override
    public long size() {
        return catchUp();
    }

    @Override
    public AppendResult append(List<Entry> entries) {
        List<Entry> copy = List.copyOf(entries);
        if (copy.isEmpty() || copy.size() > MAX_ENTRIES) {
            throw FsErrors.badCount(copy.size());
        }
        for (Entry entry : copy) {
            for (Move move : entry.moves()) {
                String segment = move.pointer().split("/", 2)[0];
                if (move.view() != Move.View.HIDDEN && Layout.RESERVED.contains(segment)) {
                    throw FsErrors.reserved(move.pointer(), segment);
                }
            }
        }
        requireOpen();
        return committer.append(copy);
    }

    @Override
    public Optional<LogEntry> entry(long position) {
        long next = catchUp();
        return position < 0 || position >= next
                ? Optional.empty()
                : Optional.of(log.holding(position).at(position));
    }

    @Override
    public List<LogEntry> entries(long position, int limit) {
        requirePositive(limit);
        long next = catchUp();
        List<LogEntry> entries = new ArrayList<>();
        for (long at = Math.max(0, position); at < next && entries.size() < limit; ) {
            Commit commit = log.holding(at);
            while (at < commit.end() && entries.size() < limit) {
                entries.add(commit.at(at++));
            }
        }
        return entries;
    }

    @Override
    public Optional<Pointer> pointer(String name) {
        Move.requireName(name);
        catchUp();
        return pointers.current(name);
    }

    @Override
    public Optional<Pointer> pointer(String name, long revision) {
        Move.requireName(name);
        catchUp();
        return revision < 1 ? Optional.empty() : pointers.at(name, revision);
    }

    @Override
    public Optional<byte[]> tile(int level, long index) {
        requireOpen();
        return tiles.read(level, index);
    }

    @Override
    public void putTile(int level, long index, byte[] hashes) {
        Tiles.require(hashes);
        requireOpen();
        byte[] copy = hashes.clone();
        onThread(() -> {
            tiles.put(level, index, copy);
            return copy;
        });
    }

    @Override
    public List<String> children(String parent, Optional<String> after, int limit) {
        requirePositive(limit);
        catchUp();
        return pointers.children(parent, after, limit);
    }

    @Override
    public List<LogEntry> search(Query query) {
        long next = catchUp();
        List<LogEntry> found = new ArrayList<>();
        long position = Math.min(next, query.before().orElse(next)) - 1;
        while (position >= 0 && found.size() < query.limit()) {
            Commit commit = log.holding(position);
            while (position >= commit.first() && found.size() < query.limit()) {
                LogEntry candidate = commit.at(position--);
                if (candidate.entry().type().equals(query.type())
                        && query.conditions().stream().allMatch(condition -> condition.matches(candidate.entry()))) {
                    found.add(candidate);
                }
            }
        }
        return found;
    }

    @Override
    public List<Edge> edges(Set<String> nodes, Edge.Direction direction, Optional<Edge> after, int limit) {
        Reach.requireStarts(nodes);
        requirePositive(limit);
        catchUp();
        return graph.edges(nodes, direction, after, limit);
    }

    @Override
    public List<String> reachable(Reach question) {
        catchUp();
        return graph.reachable(question);
    }

    @Override
    public long verify(Consumer<Problem> problems) {
        requireOpen();
        settle();
        ViewCheck check = new ViewCheck(files, layout, views, this::settled, problems);
        Tail.Indexed indexed = tail.indexed();
        long applied = indexed.index().isPresent() ? indexed.applied() : tail.next();
        return new Verification(files, layout, check, indexed.index(), applied, problems).run();
    }

    /** The current revision of a pointer, with the views brought up to date as far as they can be. */
    private Optional<Pointer> settled(String name) {
        long before = tail.next();
        if (catchUp() != before) {
            settle();
        }
        return pointers.current(name);
    }

    private void settle() {
        onThread(() -> {
            try {
                tail.catchUp();
                keeper.settle(true);
            } catch (LineageException e) {
                FsLog.debug("{} could not be brought up to date: {}", layout.root(), e.toString());
            }
            return layout;
        });
    }

    @Override
    public void close() {
        closed = true;
        try {
            settle();
            thread.execute(() -> {
                thread.cancelPause();
                checkpoints.close();
            });
        } catch (StoreException | RejectedExecutionException e) {
            FsLog.debug("{} is closed already", layout.root());
        }
        thread.close();
    }

    private long catchUp() {
        requireOpen();
        long before = tail.next();
        long next = tail.catchUp();
        if (next != before && tail.locked((overlay, index) -> overlay.commits()) > lag.get()) {
            forget();
        }
        return next;
    }

    /** Others put their commits into the index themselves; once that is known, they need not be remembered here. */
    private void forget() {
        int limit = lag.get();
        if (lag.compareAndSet(limit, Integer.MAX_VALUE)) {
            try {
                thread.execute(() -> {
                    keeper.forget();
                    lag.set(Math.max(LEAST_LAG, 2 * tail.locked((overlay, index) -> overlay.commits())));
                });
            } catch (RejectedExecutionException e) {
                throw FsErrors.closed(layout.root());
            }
        }
    }

    private void replaceIndex(Index unusable) {
        onThread(() -> {
            keeper.replace(unusable);
            return unusable;
        });
    }

    private <T> T onThread(Supplier<T> task) {
        try {
            return thread.call(task);
        } catch (RejectedExecutionException e) {
            throw FsErrors.closed(layout.root());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw FsErrors.closed(layout.root());
        }
    }

    private static void requirePositive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A limit is at least 1, not " + limit);
        }
    }
}
