package dev.lineage.fs.internal.predictions;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.spi.PredictionChunk;
import dev.lineage.spi.PredictionSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Appends chunks to a file, and begins another one when that is large or old enough, or anything went wrong with it. */
final class FileSink implements PredictionSink {
    private final FilePredictionStore store;
    private final StreamDirectory directory;
    private final Locks.Held lock;
    private final FileOps files;
    private FileOps.@Nullable NewFile out;
    private @Nullable Path segment;
    private int number;
    private long bytes;
    private long since;
    private long durable;
    private boolean closed;

    FileSink(FilePredictionStore store, StreamDirectory directory, Locks.Held lock) {
        this.store = store;
        this.directory = directory;
        this.lock = lock;
        this.files = directory.files();
    }

    @Override
    public void write(PredictionChunk chunk) throws IOException {
        store.requireOpen();
        if (closed) {
            throw new IOException("The stream in " + directory.path() + " is closed");
        }
        if (chunk.last() <= durable) {
            return;
        }
        requireNotEnded();
        boolean done = false;
        try {
            append(chunk);
            done = true;
        } finally {
            if (!done) {
                // After a failed flush nobody knows what is in the file: what follows goes into another one.
                leave();
            }
        }
        // Whoever ends the stream first says so and takes the files away, and then reads them; so this is in what is
        // read.
        requireNotEnded();
        durable = chunk.last();
        store.pace().written();
        if (bytes >= store.limits().segmentBytes()
                || System.nanoTime() - since >= store.limits().segmentNanos()) {
            roll();
        }
    }

    private void append(PredictionChunk chunk) throws IOException {
        if (out == null) {
            Path file = directory.raw(chunk.first(), ++number);
            out = files.create(file);
            segment = file;
            bytes = 0;
            since = System.nanoTime();
            files.syncDirectory(directory.path());
        }
        FileOps.NewFile to = java.util.Objects.requireNonNull(out);
        ByteBuffer body = chunk.bytes();
        bytes += Block.HEAD + body.remaining();
        to.write(Block.head(body, chunk.first(), chunk.count()));
        to.write(body);
        to.force();
    }

    private void requireNotEnded() throws IOException {
        boolean gone = segment != null && !files.isThere(segment);
        if (gone || directory.isEnded()) {
            leave();
            throw new StreamEndedException("The stream in " + directory.path()
                    + " was ended by another process, because nothing was heard of this one");
        }
    }

    /** Lets go of the file. */
    private void leave() {
        FileOps.NewFile old = out;
        out = null;
        segment = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException e) {
                FsLog.debug("{} cannot be closed", directory.path(), e);
            }
        }
    }

    private void roll() {
        leave();
        store.sealLater(directory);
    }

    @Override
    public void alive() throws IOException {
        files.overwrite(directory.heartbeat(), new byte[1]);
        if (out != null && System.nanoTime() - since >= store.limits().segmentNanos()) {
            roll();
        }
    }

    /** The file that is appended to, which is not to be sealed. */
    boolean isOpen(Path file) {
        return file.equals(segment);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        leave();
        if (!directory.isEnded()) {
            directory.close(durable);
        }
        closed = true;
        lock.close();
        store.closed(this);
        store.sealLater(directory);
    }

    StreamDirectory directory() {
        return directory;
    }
}
