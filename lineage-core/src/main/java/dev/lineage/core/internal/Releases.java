package dev.lineage.core.internal;

import dev.lineage.EnvironmentMismatchException;
import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.PredictionLog;
import dev.lineage.PredictionSettings;
import dev.lineage.Release;
import dev.lineage.core.internal.predict.Pipeline;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Withdrawal;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Resolves stages. What a stage says is kept for as long as the log has not grown, so that resolving again costs one look
 * at the log's size and one at each artifact's file.
 */
final class Releases implements AutoCloseable {
    private static final int MAX_KEPT = 1_000;

    private record Key(String model, String stage) {}

    private record Resolved(long logSize, Stage stage, ModelVersion version) {}

    private final Records records;
    private final Withdrawals withdrawals;
    private final ArtifactStore artifacts;
    private final Supplier<Snapshots> snapshots;
    private final Supplier<Environments> environments;
    private final Optional<Path> cache;
    private final PredictionLogs predictions;
    private final Map<Key, Resolved> kept = new ConcurrentHashMap<>();
    private @Nullable Path temporary;

    Releases(
            Records records,
            Withdrawals withdrawals,
            ArtifactStore artifacts,
            Supplier<Snapshots> snapshots,
            Supplier<Environments> environments,
            Optional<Path> cache,
            PredictionLogs predictions) {
        this.records = records;
        this.withdrawals = withdrawals;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
        this.environments = environments;
        this.cache = cache;
        this.predictions = predictions;
    }

    Release release(String model, String stage) {
        Resolved resolved = resolve(new Key(Names.model(model), Names.stage(stage)));
        Map<String, Path> files = new LinkedHashMap<>();
        resolved.version()
                .artifacts()
                .forEach((name, artifact) -> files.put(name, verified(resolved.version(), name, artifact)));
        ServingSpec serving = new Servings(artifacts).of(resolved.version());
        return new Held(resolved.version(), resolved.stage(), serving, files);
    }

    private Resolved resolve(Key key) {
        Resolved earlier = kept.get(key);
        // The size is read first: what is resolved afterwards is at least as new. Where nothing is kept, the log is at
        // least as long as its entry for the stage says.
        long size = earlier == null ? -1 : records.store().size();
        if (earlier != null && earlier.logSize() == size) {
            return earlier;
        }
        Stage stage = records.stageNow(key.model(), key.stage())
                .orElseThrow(() -> Errors.noStage(key.model(), key.stage(), stages(key.model())));
        ModelVersion version = records.version(stage.version());
        if (!version.digest().equals(stage.digest())) {
            throw new IntegrityException("Stage '" + key.stage() + "' was set to " + stage.version() + " with digest "
                    + stage.digest() + ", but that version now has " + version.digest()
                    + ": the record was swapped. Restore the store from a copy and run verify()");
        }
        requireNotWithdrawn(stage, version);
        requireEnvironment(stage, version);
        Resolved resolved = new Resolved(size < 0 ? stage.position() + 1 : size, stage, version);
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(key, resolved);
        return resolved;
    }

    private void requireNotWithdrawn(Stage stage, ModelVersion version) {
        List<Withdrawal> found = withdrawals.of(version);
        if (found.stream().anyMatch(withdrawal -> withdrawal.effect() == Withdrawal.Effect.NOT_SERVED)) {
            throw Errors.withdrawn(stage, Withdrawals.told(found));
        }
        if (!found.isEmpty()) {
            Log.warn(
                    "Stage '{}' of {} still points to {}: {}",
                    stage.name(),
                    stage.model(),
                    stage.version(),
                    Withdrawals.told(found));
        }
    }

    private void requireEnvironment(Stage stage, ModelVersion version) {
        if (!stage.sameEnvironment()) {
            return;
        }
        EnvironmentDiff diff = environments.get().compare(version);
        if (!diff.thatMatter().isEmpty()) {
            throw new EnvironmentMismatchException(
                    "Stage '" + stage.name() + "' of " + stage.model() + " points to " + stage.version()
                            + ", which was promoted to be served in the environment that it was trained in. This one"
                            + " differs",
                    diff);
        }
    }

    private String stages(String model) {
        return String.join(", ", records.store().children(Records.stages(model), Optional.empty(), 20));
    }

    private Path verified(ModelVersion version, String name, Artifact artifact) {
        if (artifact.kind() == SnapshotPin.Kind.TREE) {
            return tree(artifact);
        }
        try {
            return artifacts.file(artifact.digest()).orElseGet(() -> copy(artifact));
        } catch (NotFoundException e) {
            throw Errors.missingBlob("artifact '" + name + "' of " + version.name() + ",", artifact.digest());
        }
    }

    /** A directory artifact, brought together once and verified every time (by the stat cache, when nothing changed). */
    private Path tree(Artifact artifact) {
        SnapshotPin.Content pin =
                new SnapshotPin.Content(artifact.kind(), artifact.digest(), artifact.files(), artifact.bytes());
        Path directory = handedOut().resolve("trees").resolve(artifact.digest().hex());
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            snapshots.get().materialize(pin, directory);
        }
        SnapshotPin.Content found = snapshots.get().hash(directory);
        requireSame(directory, artifact.digest(), found.digest());
        return directory;
    }

    /** A file artifact of a store that has no local files. */
    private Path copy(Artifact artifact) {
        Path file = handedOut().resolve("files").resolve(artifact.digest().hex());
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(file.getParent());
                artifacts.copyTo(artifact.digest(), file);
            }
        } catch (FileAlreadyExistsException e) {
            // Another thread or process was faster; what it wrote is verified below.
            Log.debug("{} was written by somebody else", file);
        } catch (IOException e) {
            throw Errors.unwritable("artifact " + artifact.digest(), file, e);
        }
        requireSame(file, artifact.digest(), snapshots.get().hash(file).digest());
        return file;
    }

    private static void requireSame(Path path, Digest recorded, Digest found) {
        if (!found.equals(recorded)) {
            throw new IntegrityException(
                    "The cached artifact " + path + " has digest " + found + " instead of " + recorded
                            + ": it was changed after it was handed out. Delete it; it is made again from the artifact store");
        }
    }

    private synchronized Path handedOut() {
        if (cache.isPresent()) {
            return cache.get().resolve("handed-out");
        }
        if (temporary == null) {
            try {
                temporary = Files.createTempDirectory("lineage-artifacts-");
            } catch (IOException e) {
                throw Errors.scratch(e);
            }
        }
        return temporary;
    }

    @Override
    public synchronized void close() {
        if (temporary != null) {
            try {
                RunRecorder.deleteTree(temporary);
            } catch (IOException e) {
                Log.warn("Cannot delete the temporary directory {}", temporary, e);
            }
            temporary = null;
        }
    }

    private final class Held implements Release {
        private final ModelVersion version;
        private final Stage stage;
        private final ServingSpec serving;
        private final Map<String, Path> files;
        private @Nullable Pipeline log;

        Held(ModelVersion version, Stage stage, ServingSpec serving, Map<String, Path> files) {
            this.version = version;
            this.stage = stage;
            this.serving = serving;
            this.files = files;
        }

        @Override
        public ModelVersion version() {
            return version;
        }

        @Override
        public Stage stage() {
            return stage;
        }

        @Override
        public ServingSpec serving() {
            return serving;
        }

        @Override
        public EnvironmentDiff environment() {
            return environments.get().compare(version);
        }

        @Override
        public Path artifact(String name) {
            requireLogged();
            Path file = files.get(name);
            if (file == null) {
                throw noArtifact(name);
            }
            return file;
        }

        @Override
        public Path copyArtifact(String name, Path target) {
            requireLogged();
            Artifact artifact = version.artifacts().get(name);
            if (artifact == null) {
                throw noArtifact(name);
            }
            try {
                if (artifact.kind() == SnapshotPin.Kind.FILE) {
                    artifacts.copyTo(artifact.digest(), target);
                } else {
                    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                        throw new FileAlreadyExistsException(target.toString());
                    }
                    snapshots
                            .get()
                            .materialize(
                                    new SnapshotPin.Content(
                                            artifact.kind(), artifact.digest(), artifact.files(), artifact.bytes()),
                                    target);
                }
                return target;
            } catch (IOException e) {
                throw Errors.unwritable("artifact '" + name + "' of " + version.name(), target, e);
            }
        }

        @Override
        public synchronized PredictionLog predictions(PredictionSettings settings) {
            if (stage.predictionsLogged() && settings.overflow() == PredictionSettings.Overflow.SHED) {
                throw new IllegalArgumentException(
                        "The predictions of " + stage.version() + " in stage '" + stage.name()
                                + "' must all be logged, says the policy by which it was promoted; use settings that block or"
                                + " spill instead of shedding");
            }
            if (log == null) {
                log = predictions.open(stage, version, settings);
            } else if (!log.settings().equals(settings)) {
                throw new IllegalStateException("The " + log + " was opened with other settings: " + log.settings()
                        + ". Ask with the same ones, or close it and resolve the release anew");
            }
            return log;
        }

        /** What cannot be logged is not predicted. */
        private synchronized void requireLogged() {
            if (stage.predictionsLogged() && log == null) {
                throw new IllegalStateException("The predictions of " + stage.version() + " in stage '" + stage.name()
                        + "' must be logged, says the policy by which it was promoted. Call release.predictions() before"
                        + " the model is loaded, and log each prediction with it");
            }
        }

        private NotFoundException noArtifact(String name) {
            return Errors.noArtifact(
                    version.name(), name, String.join(", ", version.artifacts().keySet()));
        }

        @Override
        public String toString() {
            return "release of " + version + " from stage " + stage.name();
        }
    }
}
