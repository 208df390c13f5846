package dev.lineage.fs.internal.artifacts;

import dev.lineage.IntegrityException;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reads blobs and proves them. Reading uses the streams of {@link Files}, which an interrupt does not close. Links are
 * never followed below the root. Thread-safe.
 */
final class BlobReader {
    private static final int BUFFER = 128 * 1024;
    private static final int MAX_PROVED = 65_536;
    private static final int MAX_TRIES = 3;
    private static final int LOCKS = 64;
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final BlobPaths paths;
    private final StampClock clock;
    private final LongAdder bytesRead = new LongAdder();
    private final Proofs proofs = new Proofs();
    /** So that threads that ask for one blob at the same time do not all read it. */
    private final Object[] locks = new Object[LOCKS];

    BlobReader(BlobPaths paths, StampClock clock) {
        this.paths = paths;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /** A file that had the right bytes when it was in this state. */
    private record Proof(Path file, FileState state) {}

    /** What is proved, the least recently used forgotten first. */
    private static final class Proofs {
        private final Map<Digest, Proof> proofs = new LinkedHashMap<>(16, 0.75f, true);

        synchronized @Nullable Proof get(Digest digest) {
            return proofs.get(digest);
        }

        synchronized void put(Digest digest, Proof proof) {
            proofs.put(digest, proof);
            if (proofs.size() > MAX_PROVED) {
                proofs.remove(proofs.keySet().iterator().next());
            }
        }

        synchronized void remove(Digest digest) {
            proofs.remove(digest);
        }
    }

    /** Refuses a store whose directories are not its own. */
    void checkDirectories() {
        for (Path directory : new Path[] {paths.blobs(), paths.temporary(), paths.trash()}) {
            try {
                requireDirectory(directory);
            } catch (NoSuchFileException e) {
                // It is made by the first write.
            } catch (IOException e) {
                throw ArtifactErrors.unreadable(directory, e);
            }
        }
    }

    private static void requireDirectory(Path directory) throws IOException {
        FileState.Kind kind = FileState.of(directory).kind();
        if (kind != FileState.Kind.DIRECTORY) {
            throw ArtifactErrors.notADirectory(directory, kind);
        }
    }

    /** How many bytes of blobs were read for verification. */
    long bytesRead() {
        return bytesRead.sum();
    }

    OptionalLong size(Digest digest) {
        Path file = paths.file(digest);
        try {
            FileState state = FileState.of(file);
            return state.isFile() ? OptionalLong.of(state.size()) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw ArtifactErrors.unreadable(file, e);
        }
    }

    SeekableByteChannel open(Digest digest) {
        Path file = paths.file(digest);
        try {
            stateOf(digest, file);
            return Files.newByteChannel(file, READ);
        } catch (NoSuchFileException e) {
            throw ArtifactErrors.absent(paths.root(), digest);
        } catch (IOException e) {
            throw ArtifactErrors.unreadable(file, e);
        }
    }

    Path file(Digest digest) {
        Proof proof = proofs.get(digest);
        if (proof != null && isStill(digest, proof)) {
            return proof.file();
        }
        synchronized (locks[Math.floorMod(digest.hashCode(), LOCKS)]) {
            Proof meanwhile = proofs.get(digest);
            if (meanwhile != null && !meanwhile.equals(proof) && isStill(digest, meanwhile)) {
                return meanwhile.file();
            }
            return verify(digest);
        }
    }

    private boolean isStill(Digest digest, Proof proof) {
        try {
            return FileState.of(proof.file()).equals(proof.state());
        } catch (NoSuchFileException e) {
            proofs.remove(digest);
            throw ArtifactErrors.absent(paths.root(), digest);
        } catch (IOException e) {
            throw ArtifactErrors.unreadable(proof.file(), e);
        }
    }

    /** Reads the whole blob and returns its file. */
    Path verify(Digest digest) {
        Path file = paths.file(digest);
        try {
            for (int tries = 1; tries <= MAX_TRIES; tries++) {
                FileState before = stateOf(digest, file);
                boolean provable = clock.isOver(before.changed());
                require(digest, file, hash(file, before.size()));
                // An equal blob of another process may have taken the name meanwhile; what was read is not what is
                // there.
                if (before.equals(FileState.of(file))) {
                    if (provable) {
                        proofs.put(digest, new Proof(file, before));
                    }
                    return file;
                }
            }
            throw ArtifactErrors.restless(file, digest);
        } catch (IntegrityException e) {
            proofs.remove(digest);
            throw e;
        } catch (NoSuchFileException e) {
            throw ArtifactErrors.absent(paths.root(), digest);
        } catch (IOException e) {
            throw ArtifactErrors.unreadable(file, e);
        }
    }

    private static void require(Digest digest, Path file, Digest found) {
        if (!found.equals(digest)) {
            throw ArtifactErrors.damaged(file, digest, found);
        }
    }

    /** Looks at a blob's file and refuses what the store did not make. */
    private FileState stateOf(Digest digest, Path file) throws IOException {
        requireDirectory(paths.blobs());
        requireDirectory(paths.shard(BlobPaths.shardOf(digest)));
        FileState state = FileState.of(file);
        if (!state.isFile()) {
            throw ArtifactErrors.notAFile(file, digest, state.kind());
        }
        return state;
    }

    /** The digest of a file's bytes. */
    Digest hash(Path file, long size) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            MessageDigest sha256 = Hashing.sha256();
            byte[] buffer = buffer(size);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
                bytesRead.add(n);
            }
            return Digest.ofSha256(sha256.digest());
        }
    }

    /** One byte more than a small file has, so that one read sees the end. */
    private static byte[] buffer(long size) {
        return new byte[(int) Math.min(BUFFER, size + 1)];
    }

    /** Copies a blob to a file that must not exist, and verifies what was copied. */
    void copyTo(Digest digest, Path target) throws IOException {
        Path file = paths.file(digest);
        InputStream in;
        long size;
        try {
            size = stateOf(digest, file).size();
            in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw ArtifactErrors.absent(paths.root(), digest);
        } catch (IOException e) {
            throw ArtifactErrors.unreadable(file, e);
        }
        try (in) {
            OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            boolean done = false;
            try {
                try (out) {
                    require(digest, file, copy(file, in, out, buffer(size)));
                }
                done = true;
            } finally {
                if (!done) {
                    Files.deleteIfExists(target);
                }
            }
        }
    }

    private Digest copy(Path file, InputStream in, OutputStream out, byte[] buffer) throws IOException {
        MessageDigest sha256 = Hashing.sha256();
        for (int n = read(file, in, buffer); n >= 0; n = read(file, in, buffer)) {
            sha256.update(buffer, 0, n);
            out.write(buffer, 0, n);
            bytesRead.add(n);
        }
        return Digest.ofSha256(sha256.digest());
    }

    private static int read(Path file, InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw ArtifactErrors.unreadable(file, e);
        }
    }
}
