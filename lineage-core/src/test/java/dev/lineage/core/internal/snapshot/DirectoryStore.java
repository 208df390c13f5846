package dev.lineage.core.internal.snapshot;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Blobs as files of one directory, not synced; counts what is written and read. Thread-safe. */
final class DirectoryStore implements ArtifactStore {
    private final Path directory;
    final AtomicLong bytesWritten = new AtomicLong();
    final AtomicLong blobsWritten = new AtomicLong();

    DirectoryStore(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path(Digest digest) {
        return directory.resolve(digest.hex());
    }

    List<Digest> blobs() {
        List<Digest> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "????????????????????????????????*")) {
            files.forEach(file -> all.add(Digest.ofHex(file.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    @Override
    public String location() {
        return directory.toString();
    }

    @Override
    public BlobWriter writer() {
        return new Writer(Runnable::run);
    }

    @Override
    public BlobBatch batch() {
        ConcurrentLinkedQueue<Runnable> pending = new ConcurrentLinkedQueue<>();
        return new BlobBatch() {
            @Override
            public BlobWriter writer() {
                return new Writer(pending::add);
            }

            @Override
            public void flush() {
                for (Runnable next = pending.poll(); next != null; next = pending.poll()) {
                    next.run();
                }
            }

            @Override
            public void close() {
                pending.clear();
            }
        };
    }

    @Override
    public OptionalLong size(Digest digest) {
        try {
            return OptionalLong.of(Files.size(path(digest)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SeekableByteChannel open(Digest digest) {
        try {
            return FileChannel.open(path(digest), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new NotFoundException("no blob " + digest, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean renew(Digest digest) {
        return size(digest).isPresent();
    }

    @Override
    public void forEach(Consumer<Stored> visitor) {
        blobs().forEach(blob -> visitor.accept(new Stored(blob, size(blob).orElseThrow(), Instant.EPOCH)));
    }

    @Override
    public boolean delete(Digest digest, Instant since) {
        try {
            return Files.deleteIfExists(path(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void verify(Digest digest) {
        if (size(digest).isEmpty()) {
            throw new NotFoundException("no blob " + digest);
        }
        try {
            if (!Digest.of(Files.readAllBytes(path(digest))).equals(digest)) {
                throw new IntegrityException("damaged blob " + digest);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Path> file(Digest digest) {
        verify(digest);
        return Optional.of(path(digest));
    }

    @Override
    public void copyTo(Digest digest, Path target) throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        verify(digest);
        Files.copy(path(digest), target);
    }

    @Override
    public long verifyAll(Consumer<Problem> problems) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private final class Writer implements BlobWriter {
        private final Consumer<Runnable> publisher;
        private final MessageDigest sha256 = Hashing.sha256();
        private final Path temporary;
        private final FileChannel channel;
        private boolean committed;
        private long size;

        Writer(Consumer<Runnable> publisher) {
            this.publisher = publisher;
            try {
                temporary = Files.createTempFile(directory, "tmp", "");
                channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int n = bytes.remaining();
            sha256.update(bytes.duplicate());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            size += n;
            return n;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public Blob commit() {
            Digest digest = Digest.ofSha256(sha256.digest());
            committed = true;
            boolean isNew = size(digest).isEmpty();
            Runnable publish = () -> {
                try {
                    channel.close();
                    Files.move(temporary, path(digest), StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            if (isNew) {
                bytesWritten.addAndGet(size);
                blobsWritten.incrementAndGet();
            }
            publisher.accept(publish);
            return new Blob(digest, size, isNew);
        }

        @Override
        public void close() {
            if (!committed) {
                try {
                    channel.close();
                    Files.deleteIfExists(temporary);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
