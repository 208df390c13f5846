package dev.lineage.fs.internal.artifacts;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.Stored;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When blobs were last needed, which is their modification time, and the deletion of those that are not needed any more.
 * Thread-safe, and safe beside other processes.
 *
 * <p>Who needs a blob touches it and looks again whether it is there. Who deletes one takes its name away, looks again
 * whether it was touched, and gives the name back if it was. Of the two one comes first: either the touch is seen, or its
 * author finds the name gone and stores the bytes again.
 */
final class Needs {
    private static final Logger LOG = LoggerFactory.getLogger(Needs.class);

    private final BlobPaths paths;
    private final Disk disk;
    private final Clock clock;
    private boolean tidied;

    Needs(BlobPaths paths, Disk disk, Clock clock) {
        this.paths = paths;
        this.disk = disk;
        this.clock = clock;
    }

    boolean renew(Digest digest) {
        Path file = paths.file(digest);
        try {
            FileState state = FileState.of(file);
            return state.isFile() && renew(file, state);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw ArtifactErrors.unreadable(file, e);
        }
    }

    /** Renews the time of a blob that was just looked at. */
    boolean renew(Path file, FileState seen) throws IOException {
        Instant now = clock.instant();
        if (!needed(seen).isBefore(now.minus(ArtifactStore.RENEWAL))) {
            return true;
        }
        try {
            disk.touch(file, now);
            FileState after = FileState.of(file);
            return after.isFile() && after.key() == seen.key() && !needed(after).isBefore(needed(seen));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // Of another user: storing the bytes again gives the name a file of this one.
            LOG.debug("The time of {} cannot be set", file, e);
            return false;
        }
    }

    private static Instant needed(FileState state) {
        return Instant.ofEpochSecond(
                Math.floorDiv(state.modified(), TimeUnit.SECONDS.toNanos(1)),
                Math.floorMod(state.modified(), TimeUnit.SECONDS.toNanos(1)));
    }

    void forEach(Consumer<Stored> visitor) {
        tidy();
        for (int shard = 0; shard < BlobPaths.SHARDS; shard++) {
            Path directory = paths.shard(shard);
            String begin = String.valueOf(directory.getFileName());
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    visit(file, begin, visitor);
                }
            } catch (NoSuchFileException e) {
                // Nothing was stored in it yet.
            } catch (IOException | DirectoryIteratorException e) {
                throw ArtifactErrors.unreadable(directory, e);
            }
        }
    }

    private static void visit(Path file, String begin, Consumer<Stored> visitor) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!BlobPaths.isBlobName(name)) {
            return;
        }
        FileState state;
        try {
            state = FileState.of(file);
        } catch (NoSuchFileException e) {
            return;
        }
        if (state.isFile()) {
            visitor.accept(new Stored(Digest.ofHex(begin + name), state.size(), needed(state)));
        }
    }

    boolean delete(Digest digest, Instant since) {
        tidy();
        Path file = paths.file(digest);
        Path aside = paths.trash().resolve(digest.hex());
        try {
            if (!isOld(file, since)) {
                return false;
            }
            disk.makeDirectory(paths.trash());
            disk.move(file, aside);
            if (!isOld(aside, since)) {
                giveBack(aside, file);
                return false;
            }
            disk.delete(aside);
            return true;
        } catch (NoSuchFileException e) {
            // Somebody else collects too.
            return false;
        } catch (IOException e) {
            throw ArtifactErrors.unwritable(paths.root(), e);
        }
    }

    private static boolean isOld(Path file, Instant since) throws IOException {
        FileState state = FileState.of(file);
        return state.isFile() && needed(state).isBefore(since);
    }

    /** A blob that was stored again meanwhile keeps the name. */
    private void giveBack(Path aside, Path file) throws IOException {
        try {
            disk.link(file, aside);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} was stored again meanwhile", file);
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("{} is renamed, because it cannot be linked", aside, e);
            disk.move(aside, file);
            return;
        }
        disk.delete(aside);
    }

    /** What a process that died had taken aside gets its name back: whether it is needed is found out again. */
    private synchronized void tidy() {
        if (tidied) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(paths.trash())) {
            for (Path aside : files) {
                String name = String.valueOf(aside.getFileName());
                if (name.length() == 2 * Digest.BYTES && BlobPaths.isBlobName(name.substring(2))) {
                    giveBack(aside, paths.file(Digest.ofHex(name)));
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was deleted yet, or somebody else tidies too.
        } catch (IOException | DirectoryIteratorException e) {
            throw ArtifactErrors.unwritable(paths.root(), e);
        }
        tidied = true;
    }
}
