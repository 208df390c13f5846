package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.fs.internal.files.FileNames;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.fs.internal.files.SystemFileOps;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Predictions in a directory. Each stream is written by one process into a directory of its own, without any other. Thread-safe. */
public final class FilePredictionStore implements PredictionStore {
    private static final int TRIES = 20;

    private final Path root;
    private final FileOps files;
    private final Limits limits;
    private final List<FileSink> open = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Pace pace = new Pace();
    private final ThreadPoolExecutor sealer;

    FilePredictionStore(Path root, FileOps files, Limits limits) {
        this.root = root;
        this.files = files;
        this.limits = limits;
        this.sealer = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "lineage-predictions-sealing");
            thread.setDaemon(true);
            return thread;
        });
        sealer.allowCoreThreadTimeOut(true);
    }

    /** A store in {@code root}, which is made when the first stream begins. */
    public static FilePredictionStore open(Path root) {
        return new FilePredictionStore(root, new SystemFileOps(), Limits.DEFAULT);
    }

    Pace pace() {
        return pace;
    }

    Limits limits() {
        return limits;
    }

    void requireOpen() {
        if (closed.get()) {
            throw PredictionErrors.closed(root);
        }
    }

    @Override
    public String location() {
        return root.toString();
    }

    private ModelDirectory model(String model) {
        return new ModelDirectory(files, root.resolve(FileNames.encode(model)));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T doing(String what, Path where, Work<T> work) {
        requireOpen();
        try {
            return work.run();
        } catch (IOException e) {
            throw PredictionErrors.failed(what, where, e);
        }
    }

    // ---- writing

    @Override
    public PredictionSink open(PredictionStream stream) {
        StreamDirectory directory = model(stream.model()).stream(stream.id());
        return doing("begin a stream of predictions", directory.path(), () -> {
            Path model = java.util.Objects.requireNonNull(directory.path().getParent());
            make(root);
            make(model);
            if (!files.makeDirectory(directory.path())) {
                throw PredictionErrors.exists(stream, directory.path());
            }
            files.syncDirectory(model);
            Locks.Held lock = Locks.lock(directory.lock());
            directory.publish(directory.path().resolve(StreamDirectory.STREAM), StreamDirectory.describe(stream));
            FileSink sink = new FileSink(this, directory, lock);
            open.add(sink);
            return sink;
        });
    }

    private void make(Path directory) throws IOException {
        if (files.makeDirectory(directory)) {
            files.syncDirectory(
                    java.util.Objects.requireNonNull(directory.toAbsolutePath().getParent()));
        }
    }

    void closed(FileSink sink) {
        open.remove(sink);
    }

    /** Seals what can be sealed in a stream, in the background. */
    void sealLater(StreamDirectory directory) {
        try {
            sealer.execute(() -> {
                try {
                    seal(directory);
                    new ModelDirectory(
                                    files,
                                    java.util.Objects.requireNonNull(
                                            directory.path().getParent()))
                            .merge(limits.fanIn());
                } catch (IOException | IntegrityException e) {
                    FsLog.warn(
                            "The predictions in {} are not compressed and indexed yet: {}",
                            directory.path(),
                            e.toString());
                }
            });
        } catch (RejectedExecutionException e) {
            FsLog.debug("{} is sealed when it is next opened", directory.path());
        }
    }

    private void seal(StreamDirectory directory) throws IOException {
        try (Locks.Held lock = Locks.lock(directory.sealing())) {
            seal(directory, lock);
        }
    }

    private void seal(StreamDirectory directory, Locks.Held lock) throws IOException {
        FsLog.debug("Sealing in {} under {}", directory.path(), lock);
        new Sealing(directory, pace).seal(file -> open.stream().anyMatch(sink -> sink.isOpen(file)));
    }

    // ---- ending what others left

    @Override
    public Optional<Ended> end(String model, String stream, Duration quiet) {
        StreamDirectory directory = model(model).stream(stream);
        return doing("end a stream of predictions", directory.path(), () -> {
            if (!directory.exists()) {
                return Optional.of(new Ended(0, 0, List.of(), false));
            }
            OptionalLong closedAt = directory.closedAt();
            if (closedAt.isEmpty() && !directory.isEnded() && isAlive(directory, quiet)) {
                return Optional.empty();
            }
            if (closedAt.isEmpty()) {
                directory.end();
            }
            for (Path file : directory.all(StreamDirectory.RAW)) {
                takeAway(file);
            }
            files.syncDirectory(directory.path());
            Optional<Ended> ended = Optional.of(new Coverage(directory).ended(closedAt));
            sealLater(directory);
            return ended;
        });
    }

    /** Nothing that is acknowledged after this is in the file; what was before is. */
    private void takeAway(Path file) throws IOException {
        String name = StreamDirectory.name(file);
        try {
            files.replace(
                    file,
                    file.resolveSibling(
                            name.substring(0, name.length() - StreamDirectory.RAW.length()) + StreamDirectory.DEAD));
        } catch (NoSuchFileException e) {
            FsLog.debug("{} was taken away by somebody else", file);
        }
    }

    private boolean isAlive(StreamDirectory directory, Duration quiet) throws IOException {
        Optional<Locks.Held> lock = Locks.tryLock(directory.lock());
        if (lock.isEmpty()) {
            return true;
        }
        try (Locks.Held held = lock.get()) {
            // The time of the file system, which is the one that its files have.
            long newest = directory.newest();
            Path probe = root.resolve("probe");
            files.overwrite(probe, new byte[1]);
            long silent = files.modifiedMillis(probe) - newest;
            FsLog.debug("Nothing was heard of {} for {} ms: {}", directory.path(), silent, held);
            return silent < quiet.toMillis();
        }
    }

    // ---- reading

    /** Files are sealed, merged and deleted by others at any time; then what is in them is found elsewhere. */
    private <T> T reading(Path where, Work<T> work) {
        return doing("read predictions", where, () -> {
            for (int tries = 1; ; tries++) {
                try {
                    return work.run();
                } catch (NoSuchFileException e) {
                    if (tries == TRIES) {
                        throw e;
                    }
                }
            }
        });
    }

    @Override
    public List<PredictionRecord> read(String model, String stream, long from, int limit) {
        StreamDirectory directory = model(model).stream(stream);
        return reading(directory.path(), () -> new Coverage(directory).read(from, limit));
    }

    @Override
    public List<Found> find(String model, Key key, String value, Optional<Found> after, int limit) {
        ModelDirectory directory = model(model);
        return reading(directory.path(), () -> new Search(directory, key, value).find(after, limit));
    }

    // ---- erasing and deleting

    @Override
    public SortedSet<Long> erase(String model, String stream, SortedSet<Long> sequences) {
        ModelDirectory all = model(model);
        StreamDirectory directory = all.stream(stream);
        return doing("erase predictions", directory.path(), () -> {
            if (!directory.exists()) {
                return new TreeSet<Long>();
            }
            TreeSet<Long> left = new TreeSet<>(sequences);
            try (Locks.Held sealing = Locks.lock(directory.sealing());
                    Locks.Held lock = Locks.lock(all.lock())) {
                if (directory.isClosed() || directory.isEnded()) {
                    seal(directory, sealing);
                }
                FsLog.debug("Erasing in {} under {}", directory.path(), lock);
                for (Path sealed : directory.all(SealedFile.SUFFIX)) {
                    SortedSet<Long> here =
                            new TreeSet<>(left.subSet(StreamDirectory.first(sealed), StreamDirectory.last(sealed) + 1));
                    if (!here.isEmpty()) {
                        new Sealing(directory, pace).erase(sealed, record -> here.contains(record.sequence()), all);
                        left.removeAll(here);
                    }
                }
            }
            left.retainAll(new Coverage(directory).unsealed(left));
            return left;
        });
    }

    @Override
    public long delete(String model, String stream, long through) {
        StreamDirectory directory = model(model).stream(stream);
        return doing("delete predictions", directory.path(), () -> {
            if (!directory.exists()) {
                return 0L;
            }
            try (Locks.Held sealing = Locks.lock(directory.sealing())) {
                if (directory.isClosed() || directory.isEnded()) {
                    seal(directory, sealing);
                }
                for (Path sealed : directory.all(SealedFile.SUFFIX)) {
                    if (StreamDirectory.last(sealed) <= through) {
                        files.delete(sealed);
                        files.delete(StreamDirectory.index(sealed));
                    }
                }
                files.syncDirectory(directory.path());
            }
            return new Coverage(directory).first().orElse(through + 1) - 1;
        });
    }

    // ---- checking

    @Override
    public long verify(Consumer<Problem> problems) {
        return doing("verify predictions", root, () -> new Check(root, files, problems).run());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            sealer.shutdown();
            pace.hurry();
            try {
                if (!sealer.awaitTermination(1, TimeUnit.MINUTES)) {
                    FsLog.warn("Predictions in {} are sealed when the registry is next opened for predicting", root);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** For {@link StoreException}s of this store. */
    @Override
    public String toString() {
        return "predictions in " + root;
    }
}
