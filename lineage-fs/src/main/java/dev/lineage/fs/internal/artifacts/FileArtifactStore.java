package dev.lineage.fs.internal.artifacts;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Artifacts in a directory, {@code sha256/ab/cdef…}. Any number of stores of any number of processes may have the same
 * directory open. Thread-safe.
 */
public final class FileArtifactStore implements ArtifactStore {
    private final BlobPaths paths;
    private final BlobReader reader;
    private final Publisher publisher;
    private final Needs needs;
    private volatile boolean closed;

    private FileArtifactStore(BlobPaths paths, BlobReader reader, Publisher publisher, Needs needs) {
        this.paths = paths;
        this.needs = needs;
        this.reader = reader;
        this.publisher = publisher;
    }

    /**
     * Opens the artifacts in {@code directory}. It is made, and what dead processes left in it is removed, when something
     * is written first; a store that is only read needs no right to write.
     *
     * @throws StoreException if there is something else of that name
     * @throws IntegrityException if the directory of the blobs is a link or something else
     */
    public static FileArtifactStore open(Path directory) {
        return open(directory, new SystemDisk());
    }

    static FileArtifactStore open(Path directory, Disk disk) {
        BlobPaths paths = new BlobPaths(directory.toAbsolutePath());
        StampClock clock = new StampClock(paths.temporary());
        BlobReader reader = new BlobReader(paths, clock);
        reader.checkDirectories();
        Needs needs = new Needs(paths, disk, Clock.systemUTC());
        return new FileArtifactStore(paths, reader, new Publisher(paths, disk, clock, needs), needs);
    }

    @Override
    public String location() {
        return paths.root().toString();
    }

    @Override
    public BlobWriter writer() {
        return new StagingWriter(publisher, publisher::store);
    }

    @Override
    public BlobBatch batch() {
        publisher.checkWritable();
        return new PublishingBatch(publisher);
    }

    @Override
    public OptionalLong size(Digest digest) {
        checkOpen();
        return reader.size(digest);
    }

    @Override
    public SeekableByteChannel open(Digest digest) {
        checkOpen();
        return reader.open(digest);
    }

    @Override
    public void verify(Digest digest) {
        checkOpen();
        reader.verify(digest);
    }

    @Override
    public Optional<Path> file(Digest digest) {
        checkOpen();
        return Optional.of(reader.file(digest));
    }

    @Override
    public void copyTo(Digest digest, Path target) throws IOException {
        checkOpen();
        reader.copyTo(digest, target);
    }

    @Override
    public long verifyAll(Consumer<Problem> problems) {
        checkOpen();
        return new Sweep(paths, reader, problems, this::checkOpen).run();
    }

    @Override
    public boolean renew(Digest digest) {
        checkOpen();
        return needs.renew(digest);
    }

    @Override
    public void forEach(Consumer<Stored> visitor) {
        checkOpen();
        needs.forEach(visitor);
    }

    @Override
    public boolean delete(Digest digest, Instant since) {
        publisher.checkWritable();
        return needs.delete(digest, since);
    }

    private void checkOpen() {
        if (closed) {
            throw ArtifactErrors.closed(paths.root());
        }
    }

    /** How many bytes were read to verify blobs. */
    long bytesVerified() {
        return reader.bytesRead();
    }

    @Override
    public void close() {
        closed = true;
        publisher.close();
    }
}
