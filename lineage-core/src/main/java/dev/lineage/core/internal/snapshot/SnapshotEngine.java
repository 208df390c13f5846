package dev.lineage.core.internal.snapshot;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.UnpinnableDataException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.model.DataDiff;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Pins data, compares pins and brings pinned data back.
 *
 * <p><b>What a pin says.</b> A file's pin is the digest of a state that the file had. A tree's pin is the digest of the
 * state that the whole tree had at one instant, the moment when pinning began: if anything in it changed since then, there
 * is no pin but an {@link UnpinnableDataException}. This rests on change times (ctime), which every write moves on. It
 * does not notice writes through memory mappings, writes that a single system call has been carrying out for longer than
 * {@code FileClock} waits (20 ms), a clock that is set back meanwhile, and changes on a network file system whose server's
 * clock lags behind this machine's. Where there are no change times (Windows), modification times take their place, which
 * programs can set.
 *
 * <p>The stat cache answers for a file whose size, change time and inode are as they were when it was hashed, under the
 * same conditions. Damage to the cache costs time and nothing else.
 *
 * <p>Thread-safe.
 */
public final class SnapshotEngine {
    private static final int MAX_WALKS = 10;

    private final ArtifactStore artifacts;
    private final Optional<Path> stats;
    private final Optional<FileCache> files;
    private final FileClock clock;
    private final Workers workers = new Workers();
    private final LongAdder filesRead = new LongAdder();

    /**
     * An engine.
     *
     * @param artifacts where manifests and data are stored
     * @param cacheDirectory where the stat caches are, made if it is absent; empty for none
     */
    public SnapshotEngine(ArtifactStore artifacts, Optional<Path> cacheDirectory) {
        this.artifacts = artifacts;
        this.stats = cacheDirectory.map(directory -> directory.resolve("stat"));
        this.files = stats.map(directory -> new FileCache(directory.resolve("files.bin")));
        this.clock = new FileClock(stats);
    }

    /**
     * Pins a file or a tree. Nothing is visible in the artifact store unless this returns, except whole blobs that no
     * record refers to.
     *
     * @throws UnpinnableDataException if the data cannot be pinned honestly, with the reason; see there
     * @throws StoreException if the store cannot be written
     */
    public Pinned pin(PinRequest request) {
        Path root = realPath(request.path());
        FileStat stat = look(root);
        PinContext context = new PinContext(root, request, clock, workers, filesRead);
        if (stat.kind == FileStat.FILE) {
            return new FilePin(context, request, artifacts, files).run(stat);
        }
        if (stat.kind != FileStat.DIRECTORY) {
            throw SnapshotErrors.special(root);
        }
        for (int walks = 1; ; walks++) {
            try (TreePin pin = new TreePin(context, request, artifacts, cacheOf(root))) {
                return pin.run();
            } catch (TooFreshException e) {
                if (walks == MAX_WALKS) {
                    throw SnapshotErrors.changed(root);
                }
                await(root, e.stamp());
                context = new PinContext(root, request, clock, workers, filesRead);
            }
        }
    }

    private void await(Path root, long stamp) {
        try {
            clock.awaitPast(stamp);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SnapshotErrors.cancelled(root);
        }
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            throw SnapshotErrors.missing(path);
        } catch (IOException e) {
            throw PinContext.unreadable(path, e);
        }
    }

    private static FileStat look(Path path) {
        FileStat stat = FileStat.of(path);
        try {
            stat.read(path);
            return stat;
        } catch (NoSuchFileException e) {
            throw SnapshotErrors.missing(path);
        } catch (IOException e) {
            throw PinContext.unreadable(path, e);
        }
    }

    private Optional<Path> cacheOf(Path root) {
        String name =
                Digest.of(root.toString().getBytes(StandardCharsets.UTF_8)).hex();
        return stats.map(directory -> directory.resolve(name + ".bin"));
    }

    /**
     * Pins a file or a tree and stores nothing but the stat cache.
     *
     * @throws UnpinnableDataException if the data cannot be pinned honestly, with the reason; see there
     */
    public SnapshotPin.Content hash(Path path) {
        return pin(PinRequest.hash(path)).pin();
    }

    /**
     * The same for a jar or class directory. A registry in it is left out: it changes with everything that is recorded, and
     * no class is loaded from it.
     */
    public SnapshotPin.Content hashClasses(Path path) {
        return pin(PinRequest.hashClasses(path)).pin();
    }

    /**
     * The difference of two pins. Reads only the parts of the manifests that differ.
     *
     * @param manifestA the manifest of {@code a}, if it is known
     * @param manifestB the manifest of {@code b}, if it is known
     * @param listed how many changes to list at the most
     * @throws IntegrityException if a manifest is damaged or lists other data than its pin
     * @throws UnsupportedFormatException if a newer Lineage wrote a manifest
     */
    public DataDiff diff(
            SnapshotPin.Content a,
            Optional<Digest> manifestA,
            SnapshotPin.Content b,
            Optional<Digest> manifestB,
            int listed) {
        return new PinDiff(artifacts).between(a, manifestA, b, manifestB, listed);
    }

    /**
     * Brings stored data back: a tree's files under their paths, a single file as {@code data}. A link, file or directory
     * that is in the way is never touched, nothing is written outside of {@code directory}, and nothing is left there if
     * this fails.
     *
     * @param manifest the manifest of a tree
     * @param directory where to, empty or absent
     * @throws NotFoundException if the data was pinned without being stored
     * @throws IntegrityException if something stored is damaged
     * @throws StoreException if {@code directory} is not empty or cannot be written
     */
    public void materialize(SnapshotPin.Content pin, Optional<Digest> manifest, Path directory) {
        new Materializer(artifacts).materialize(pin, manifest, directory);
    }

    /**
     * Hands over every file of a manifest in path order.
     *
     * @throws IntegrityException if the manifest is damaged; files before the damage have been handed over
     */
    public void forEachFile(Digest manifest, FileVisitor visitor) {
        Manifests.forEachRecord(
                artifacts,
                manifest,
                record -> visitor.visit(
                        Paths.text(record.path(), 0, record.pathLength()), record.size(), Manifests.digest(record)));
    }

    /**
     * Reads a whole manifest, recomputes the tree's digest from it and compares it with the pin.
     *
     * @param problems receives what is wrong
     * @return how many files were listed
     */
    public long verifyManifest(Digest manifest, SnapshotPin.Content pin, Consumer<Problem> problems) {
        return Manifests.verify(artifacts, manifest, pin, problems);
    }

    /**
     * Names every blob that a manifest needs: its root, its packs and, if asked, the contents of its files. A content that
     * several files have is named several times.
     *
     * @throws IntegrityException if the manifest is damaged
     */
    public void forEachBlob(Digest manifest, boolean withData, Consumer<Digest> blobs) {
        Manifests.forEachBlob(artifacts, manifest, withData, blobs);
    }

    /** How many files were opened to be hashed or stored, since this engine was made. */
    long filesRead() {
        return filesRead.sum();
    }
}
