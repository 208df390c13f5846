package dev.lineage.core.internal;

import dev.lineage.TrainingRun;
import dev.lineage.model.Artifact;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The run that training code talks to; writes into a {@link Draft}. Thread-safe. */
final class RunRecorder implements TrainingRun, AutoCloseable {
    private final Draft draft;
    private final Records records;
    private final Snapshots snapshots;
    private final Servings servings;
    private final Map<List<String>, Path> ofBases = new HashMap<>();
    private boolean over;
    private @Nullable Path scratch;
    private @Nullable Path basesDirectory;

    RunRecorder(Draft draft, Records records, Snapshots snapshots, Servings servings) {
        this.draft = draft;
        this.records = records;
        this.snapshots = snapshots;
        this.servings = servings;
    }

    @Override
    public Path data(String name, Path path) {
        return pin(name, path, Snapshots.Options.LISTED);
    }

    @Override
    public Path storedData(String name, Path path) {
        return pin(name, path, Snapshots.Options.STORED);
    }

    private Path pin(String name, Path path, Snapshots.Options options) {
        requireRunning();
        Optional<Draft.Data> earlier = draft.data(name);
        if (earlier.isPresent()) {
            if (earlier.get().path().equals(Optional.of(path))) {
                return path;
            }
            throw Errors.alreadySet("pin", name, earlier.get().pin());
        }
        draft.data(name, pin(snapshots, draft.model, name, path, options));
        return path;
    }

    /** Pins data of a run under a name of its model, so that consecutive snapshots share their manifests. */
    static Draft.Data pin(Snapshots snapshots, String model, String name, Path path, Snapshots.Options options) {
        Snapshots.Made made = snapshots.pin(model + "/" + name, path, options);
        return new Draft.Data(made.pin(), Optional.of(path), made.snapshot());
    }

    @Override
    public SnapshotPin data(String name, SnapshotPin pin) {
        requireRunning();
        Optional<Draft.Data> earlier = draft.data(name);
        if (earlier.isPresent() && !earlier.get().pin().equals(pin)) {
            throw Errors.alreadySet("pin", name, earlier.get().pin());
        }
        if (earlier.isEmpty()) {
            draft.data(name, new Draft.Data(pin, Optional.empty(), Optional.empty()));
        }
        return pin;
    }

    @Override
    public String param(String name, String value) {
        param(name, Value.of(value));
        return value;
    }

    @Override
    public long param(String name, long value) {
        param(name, Value.of(value));
        return value;
    }

    @Override
    public int param(String name, int value) {
        param(name, Value.of(value));
        return value;
    }

    @Override
    public double param(String name, double value) {
        param(name, Value.of(value));
        return value;
    }

    @Override
    public BigDecimal param(String name, BigDecimal value) {
        param(name, Value.of(value));
        return value;
    }

    @Override
    public boolean param(String name, boolean value) {
        param(name, Value.of(value));
        return value;
    }

    @Override
    public Value param(String name, Value value) {
        requireRunning();
        draft.parameter(name, value);
        return value;
    }

    @Override
    public List<Value> param(String name, List<?> values) {
        Value.Items items = (Value.Items) Value.ofObject(values);
        param(name, items);
        return items.items();
    }

    @Override
    public long seed(String name, long value) {
        requireRunning();
        draft.seed(name, value);
        return value;
    }

    @Override
    public ModelVersion base(String name, String version) {
        requireRunning();
        ModelVersion base = records.version(VersionName.parse(version));
        draft.base(name, base);
        return base;
    }

    @Override
    public synchronized Path baseArtifact(String name, String artifact) {
        requireRunning();
        ModelVersion base = draft.base(name)
                .orElseThrow(() -> Errors.noBase(name, draft.bases().keySet()));
        Artifact wanted = Optional.ofNullable(base.artifacts().get(artifact))
                .orElseThrow(() -> Errors.noArtifact(
                        base.name(), artifact, base.artifacts().keySet().toString()));
        List<String> key = List.of(name, artifact);
        Path known = ofBases.get(key);
        if (known != null) {
            return known;
        }
        if (basesDirectory == null) {
            basesDirectory = temporary();
        }
        // A name of the caller is never a file's.
        Path copy = basesDirectory.resolve("artifact-" + (ofBases.size() + 1));
        try {
            snapshots.bring(wanted.kind(), wanted.digest(), copy);
        } catch (IOException e) {
            throw Errors.unwritable("artifact '" + artifact + "' of " + base.name(), copy, e);
        }
        ofBases.put(key, copy);
        return copy;
    }

    @Override
    public synchronized Path scratch() {
        requireRunning();
        if (scratch == null) {
            scratch = temporary();
        }
        return scratch;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("lineage-run-");
        } catch (IOException e) {
            throw Errors.scratch(e);
        }
    }

    @Override
    public void serving(ServingSpec spec) {
        requireRunning();
        draft.result(ServingSpec.ARTIFACT, servings.store(spec));
    }

    @Override
    public void artifact(String name, Path path) {
        requireRunning();
        Servings.requireOther(name);
        Optional<Draft.Result> earlier = draft.result(name);
        if (earlier.isPresent()) {
            throw Errors.alreadySet("artifact", name, earlier.get().path());
        }
        draft.result(name, store(snapshots, draft.model, name, path));
    }

    static Draft.Result store(Snapshots snapshots, String model, String name, Path path) {
        Snapshots.Made made = snapshots.pin(model + "/" + name, path, Snapshots.Options.STORED);
        SnapshotPin.Content pin = made.pin();
        return new Draft.Result(
                new Artifact(pin.kind(), pin.digest(), pin.files(), pin.bytes()), path, made.snapshot());
    }

    @Override
    public void archiveClassPath(boolean archive) {
        requireRunning();
        draft.archiveClassPath(archive);
    }

    @Override
    public void metric(String name, double value) {
        requireRunning();
        draft.metric(name, value);
    }

    @Override
    public void tag(String name, String value) {
        requireRunning();
        draft.tag(name, value);
    }

    @Override
    public void tracker(String system, String runId) {
        requireRunning();
        draft.tracker(system, runId);
    }

    private synchronized void requireRunning() {
        if (over) {
            throw Errors.runOver(draft.model);
        }
    }

    /** No more reports are taken. */
    synchronized void end() {
        over = true;
    }

    /** Data that changed after it was pinned was perhaps read half old, half new. */
    static void requireUnchanged(Draft draft, Snapshots snapshots) {
        draft.data()
                .forEach((name, data) -> data.path().ifPresent(path -> {
                    if (!snapshots.hash(path).equals(data.pin())) {
                        throw Errors.changedDuringTraining(name, path);
                    }
                }));
    }

    /** Deletes the temporary directories. */
    @Override
    public synchronized void close() {
        over = true;
        delete(scratch);
        delete(basesDirectory);
        scratch = null;
        basesDirectory = null;
    }

    private static void delete(@Nullable Path directory) {
        if (directory != null) {
            try {
                deleteTree(directory);
            } catch (IOException e) {
                Log.warn("Cannot delete the run's temporary directory {}", directory, e);
            }
        }
    }

    static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
