package dev.lineage.core.internal.memory;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.ArtifactStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Artifacts in the heap, for tests. */
final class MemoryArtifactStore implements ArtifactStore {
    /** What handles of one name share. */
    static final class Shared {
        private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
        /** When each was needed; changed together with the blob, under its key. */
        private final Map<Digest, Instant> needed = new ConcurrentHashMap<>();

        private final Clock clock;

        Shared(Clock clock) {
            this.clock = clock;
        }

        /** Whether the blob is new. */
        private boolean put(Digest digest, byte[] blob) {
            boolean[] isNew = new boolean[1];
            blobs.compute(digest, (key, known) -> {
                needed.put(key, clock.instant());
                isNew[0] = known == null;
                return known == null ? SharedBlobs.of(key, blob) : known;
            });
            return isNew[0];
        }
    }

    private final String location;
    private final Shared shared;
    private volatile boolean closed;

    MemoryArtifactStore(String location, Shared shared) {
        this.location = location;
        this.shared = shared;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public BlobWriter writer() {
        requireOpen();
        return new Writer(blob -> {
            requireOpen();
            return shared.put(Digest.of(blob), blob);
        });
    }

    @Override
    public BlobBatch batch() {
        requireOpen();
        return new Batch();
    }

    @Override
    public OptionalLong size(Digest digest) {
        requireOpen();
        byte[] blob = shared.blobs.get(digest);
        return blob == null ? OptionalLong.empty() : OptionalLong.of(blob.length);
    }

    @Override
    public SeekableByteChannel open(Digest digest) {
        return new Reader(blob(digest));
    }

    @Override
    public void verify(Digest digest) {
        Digest actual = Digest.of(blob(digest));
        if (!actual.equals(digest)) {
            throw new IntegrityException("Blob " + digest + " at " + location + " has the digest " + actual
                    + ": something in this JVM changed its bytes. Record it again");
        }
    }

    @Override
    public Optional<Path> file(Digest digest) {
        verify(digest);
        return Optional.empty();
    }

    @Override
    public void copyTo(Digest digest, Path target) throws IOException {
        verify(digest);
        Files.write(target, blob(digest), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public long verifyAll(Consumer<Problem> problems) {
        requireOpen();
        long read = 0;
        for (Digest digest : shared.blobs.keySet()) {
            read++;
            try {
                verify(digest);
            } catch (IntegrityException e) {
                problems.accept(new Problem(digest.toString(), e.getMessage() + "", "Record the artifact again"));
            }
        }
        return read;
    }

    @Override
    public boolean renew(Digest digest) {
        requireOpen();
        return shared.blobs.computeIfPresent(digest, (key, blob) -> {
                    shared.needed.put(key, shared.clock.instant());
                    return blob;
                })
                != null;
    }

    @Override
    public void forEach(Consumer<Stored> visitor) {
        requireOpen();
        shared.blobs.forEach((digest, blob) ->
                visitor.accept(new Stored(digest, blob.length, shared.needed.getOrDefault(digest, Instant.MAX))));
    }

    @Override
    public boolean delete(Digest digest, Instant since) {
        requireOpen();
        boolean[] deleted = new boolean[1];
        shared.blobs.computeIfPresent(digest, (key, blob) -> {
            deleted[0] = shared.needed.getOrDefault(key, Instant.MIN).isBefore(since);
            if (deleted[0]) {
                shared.needed.remove(key);
            }
            return deleted[0] ? null : blob;
        });
        return deleted[0];
    }

    @Override
    public void close() {
        closed = true;
    }

    private byte[] blob(Digest digest) {
        requireOpen();
        byte[] blob = shared.blobs.get(digest);
        if (blob == null) {
            throw new NotFoundException("There is no blob " + digest + " at " + location
                    + "; check the digest, or open the store that it was put into");
        }
        return blob;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("The artifacts at " + location + " are closed; open them again");
        }
    }

    private interface Keep {
        /** Whether the blob is new. */
        boolean keep(byte[] blob);
    }

    private final class Batch implements BlobBatch {
        private final Map<Digest, byte[]> pending = new ConcurrentHashMap<>();
        private volatile boolean batchClosed;

        @Override
        public BlobWriter writer() {
            requireBatchOpen();
            return new Writer(blob -> {
                requireBatchOpen();
                Digest digest = Digest.of(blob);
                return pending.putIfAbsent(digest, blob) == null && !shared.blobs.containsKey(digest);
            });
        }

        @Override
        public void flush() {
            requireBatchOpen();
            // One by one, so that what another thread commits meanwhile stays for its own flush.
            pending.forEach((digest, blob) -> {
                shared.put(digest, blob);
                pending.remove(digest, blob);
            });
        }

        @Override
        public void close() {
            batchClosed = true;
            pending.clear();
        }

        private void requireBatchOpen() {
            requireOpen();
            if (batchClosed) {
                throw new IllegalStateException("This batch is closed; begin a new one");
            }
        }
    }

    private static final class Writer implements BlobWriter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Keep keep;
        private boolean open = true;

        Writer(Keep keep) {
            this.keep = keep;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (!open) {
                throw new ClosedChannelException();
            }
            byte[] part = new byte[source.remaining()];
            source.get(part);
            bytes.writeBytes(part);
            return part.length;
        }

        @Override
        public Blob commit() {
            if (!open) {
                throw new IllegalStateException("This blob was committed or closed already; begin a new one");
            }
            open = false;
            byte[] blob = bytes.toByteArray();
            return new Blob(Digest.of(blob), blob.length, keep.keep(blob));
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private static final class Reader implements SeekableByteChannel {
        private final byte[] blob;
        private long position;
        private boolean open = true;

        Reader(byte[] blob) {
            this.blob = blob;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            requireChannelOpen();
            if (position >= blob.length) {
                return target.hasRemaining() ? -1 : 0;
            }
            int n = Math.min(target.remaining(), blob.length - (int) position);
            target.put(blob, (int) position, n);
            position += n;
            return n;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new NonWritableChannelException();
        }

        @Override
        public long position() throws IOException {
            requireChannelOpen();
            return position;
        }

        @Override
        public SeekableByteChannel position(long newPosition) throws IOException {
            requireChannelOpen();
            if (newPosition < 0) {
                throw new IllegalArgumentException("A position is 0 or more, not " + newPosition);
            }
            position = newPosition;
            return this;
        }

        @Override
        public long size() throws IOException {
            requireChannelOpen();
            return blob.length;
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }

        private void requireChannelOpen() throws ClosedChannelException {
            if (!open) {
                throw new ClosedChannelException();
            }
        }
    }
}
