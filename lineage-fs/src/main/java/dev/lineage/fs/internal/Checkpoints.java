package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.model.Digest;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * From time to time flushes the index and the views in the background, and notes how far, so that after a restart of the
 * machine only the rest is repaired.
 */
final class Checkpoints implements AutoCloseable {
    /** What stands in place of the boot in a checkpoint. */
    private static final String FLUSHED = "flushed";
    /** Repairing so many entries takes less than a second, flushing the index may take several. */
    private static final long LEAST = 8_192;

    private static final long SHARE = 8;

    private final FileOps files;
    private final Layout layout;
    private final CommitLog log;
    private volatile boolean closed;
    private @Nullable Thread thread;
    private long done = -1;

    Checkpoints(FileOps files, Layout layout, CommitLog log) {
        this.files = files;
        this.layout = layout;
        this.log = log;
    }

    Path file() {
        return layout.index().resolve("checkpoint");
    }

    /** Begins a checkpoint if the last one is far enough below {@code end}. For the writer thread. */
    void consider(Index index, long end) throws IOException {
        if (thread != null && thread.isAlive()) {
            return;
        }
        if (done < 0 || done > end) {
            done = last(index);
        }
        long from = done;
        if (closed || end - from < Math.max(LEAST, end / SHARE)) {
            return;
        }
        done = end;
        Thread background = new Thread(
                () -> {
                    try {
                        write(index, from, end);
                    } catch (IOException | RuntimeException e) {
                        FsLog.warn("The index in {} was not flushed: {}", index.directory(), e.toString());
                    }
                },
                "lineage-checkpoint");
        background.setDaemon(true);
        thread = background;
        background.start();
    }

    private long last(Index index) throws IOException {
        return IndexMark.read(files, file())
                .filter(mark -> mark.generation().equals(index.name())
                        && mark.identity().equals(index.identity()))
                .map(IndexMark::end)
                .orElse(0L);
    }

    /** Flushes what commits from {@code from} up to {@code end} brought, whoever wrote it. */
    void write(Index index, long from, long end) throws IOException {
        Set<Path> buckets = new TreeSet<>();
        Set<Path> shown = new TreeSet<>();
        Set<Path> directories = new TreeSet<>();
        Digest tail = log.holding(end - 1).digest();
        long first = log.holding(end - 1).first();
        for (long next = from; next < end && !closed; ) {
            Commit commit = log.holding(next);
            for (Entry entry : commit.entries()) {
                for (Move move : entry.moves()) {
                    buckets.add(index.file(IndexKey.revision(move.pointer(), move.revision())));
                    for (Listing listing : Listing.of(move)) {
                        buckets.add(index.file(IndexKey.list(listing.parent())));
                        buckets.add(index.file(IndexKey.listed(listing.parent(), listing.segment())));
                    }
                    if (move.view() != Move.View.HIDDEN) {
                        Path file = move.view() == Move.View.LINE
                                ? Views.path(layout, move.pointer())
                                : Views.document(layout, move.pointer(), move.revision());
                        shown.add(file);
                        for (Path directory = file.getParent();
                                directory != null && directory.startsWith(layout.root());
                                directory = directory.getParent()) {
                            directories.add(directory);
                        }
                    }
                }
            }
            next = commit.end();
        }
        for (Path bucket : buckets) {
            flush(() -> files.syncFile(bucket));
        }
        for (Path file : shown) {
            flush(() -> files.syncFile(file));
        }
        for (Path directory : directories) {
            flush(() -> files.syncDirectory(directory));
        }
        flush(() -> files.syncDirectory(index.directory()));
        if (closed) {
            return;
        }
        Path temp = layout.tmp()
                .resolve("checkpoint-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime())
                        + ".tmp");
        try (FileOps.NewFile mark = files.create(temp)) {
            mark.write(new IndexMark(index.name(), index.identity(), FLUSHED, end, tail, first).encode());
            mark.force();
        }
        files.replace(temp, file());
        files.syncDirectory(layout.index());
    }

    private void flush(FlushFailedException.Flush flush) throws IOException {
        if (!closed) {
            try {
                flush.run();
            } catch (NoSuchFileException e) {
                FsLog.debug("{} is gone and was not flushed", e.getFile());
            }
        }
    }

    /** Stops after the flush under way. For the writer thread. */
    @Override
    public void close() {
        closed = true;
        Thread background = thread;
        boolean interrupted = false;
        while (background != null && background.isAlive()) {
            try {
                background.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
