package dev.lineage.core.internal;

import dev.lineage.RecordChange;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version described from outside of the training. Paths are read by preview and commit, not before. */
final class RecordBuilder extends SingleUse implements RecordChange {
    private record Source(Path path, boolean stored) {}

    private final String model;
    private final Records records;
    private final Snapshots snapshots;
    private final Surroundings surroundings;
    private final VersionWriter writer;
    private final Draft draft;
    private final Map<String, Source> paths = new LinkedHashMap<>();
    private final Map<String, Path> results = new LinkedHashMap<>();
    private final Map<String, String> bases = new LinkedHashMap<>();
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Servings servings;
    private @Nullable ServingSpec serving;
    private @Nullable Class<?> trainer;

    RecordBuilder(
            String model,
            Records records,
            Snapshots snapshots,
            Servings servings,
            Surroundings surroundings,
            VersionWriter writer) {
        this.model = model;
        this.records = records;
        this.snapshots = snapshots;
        this.servings = servings;
        this.surroundings = surroundings;
        this.writer = writer;
        this.draft = new Draft(model, surroundings.now());
    }

    @Override
    public RecordChange trainer(Class<?> trainer) {
        requireUnset("trainer", this.trainer);
        this.trainer = trainer;
        Trainers.describe(draft, trainer);
        return this;
    }

    @Override
    public RecordChange code(CodeState code) {
        requireUnset("code", draft.code().orElse(null));
        draft.code(code);
        return this;
    }

    @Override
    public RecordChange data(String name, Path path) {
        return source(name, new Source(path, false));
    }

    @Override
    public RecordChange storedData(String name, Path path) {
        return source(name, new Source(path, true));
    }

    private RecordChange source(String name, Source source) {
        requireUnused();
        Optional<Draft.Data> pinned = draft.data(name);
        if (pinned.isPresent()) {
            throw Errors.alreadySet("pin", name, pinned.get().pin());
        }
        return once("pin", paths, name, source);
    }

    @Override
    public RecordChange data(String name, SnapshotPin pin) {
        requireUnused();
        if (paths.containsKey(name)) {
            throw Errors.alreadySet("pin", name, paths.get(name).path());
        }
        draft.data(name, new Draft.Data(pin, Optional.empty(), Optional.empty()));
        return this;
    }

    @Override
    public RecordChange param(String name, Object value) {
        requireUnused();
        if (draft.parameters().containsKey(name)) {
            throw Errors.alreadySet("parameter", name, draft.parameters().get(name));
        }
        draft.parameter(name, Value.ofObject(value));
        return this;
    }

    @Override
    public RecordChange seed(String name, long value) {
        requireUnused();
        if (draft.seeds().containsKey(name)) {
            throw Errors.alreadySet("seed", name, draft.seeds().get(name));
        }
        draft.seed(name, value);
        return this;
    }

    @Override
    public RecordChange base(String name, String version) {
        requireUnused();
        ModelVersion base = records.version(VersionName.parse(version));
        once("base", bases, name, version);
        draft.base(name, base);
        return this;
    }

    @Override
    public RecordChange image(Digest image) {
        requireUnset("image", draft.image().orElse(null));
        draft.image(image);
        return this;
    }

    @Override
    public RecordChange archiveClassPath(boolean archive) {
        requireUnset("archiveClassPath", draft.classPathArchived().orElse(null));
        draft.archiveClassPath(archive);
        return this;
    }

    @Override
    public RecordChange serving(ServingSpec spec) {
        requireUnset("serving", this.serving);
        this.serving = spec;
        return this;
    }

    @Override
    public RecordChange artifact(String name, Path path) {
        Servings.requireOther(name);
        return once("artifact", results, name, path);
    }

    @Override
    public RecordChange metric(String name, double value) {
        once("metric", metrics, name, value);
        draft.metric(name, value);
        return this;
    }

    @Override
    public RecordChange tag(String name, String value) {
        requireUnused();
        if (draft.tags().containsKey(name)) {
            throw Errors.alreadySet("tag", name, draft.tags().get(name));
        }
        draft.tag(name, value);
        return this;
    }

    @Override
    public RecordChange tracker(String system, String runId) {
        requireUnused();
        draft.tracker(system, runId);
        return this;
    }

    private <T> RecordChange once(String what, Map<String, T> map, String name, T value) {
        requireUnused();
        T earlier = map.putIfAbsent(Names.require(what, name), value);
        if (earlier != null) {
            throw Errors.alreadySet(what, name, earlier);
        }
        return this;
    }

    @Override
    public Preview preview() {
        requireUnused();
        Draft copy = copy();
        paths.forEach((name, source) ->
                copy.data(name, RunRecorder.pin(snapshots, model, name, source.path(), Snapshots.Options.HASH_ONLY)));
        results.forEach((name, path) -> {
            SnapshotPin.Content pin = snapshots.hash(path);
            copy.result(
                    name,
                    new Draft.Result(
                            new dev.lineage.model.Artifact(pin.kind(), pin.digest(), pin.files(), pin.bytes()),
                            path,
                            Optional.empty()));
        });
        if (serving != null) {
            copy.result(ServingSpec.ARTIFACT, Servings.describe(serving));
        }
        return VersionWriter.preview(copy, surroundings.capture(copy, Optional.ofNullable(trainer)));
    }

    @Override
    public ModelVersion commit() {
        use();
        if (draft.trainer().isEmpty()) {
            Trainers.unknown(draft);
        }
        Surroundings.Captured captured = surroundings.capture(draft, Optional.ofNullable(trainer));
        paths.forEach((name, source) -> draft.data(
                name,
                RunRecorder.pin(
                        snapshots,
                        model,
                        name,
                        source.path(),
                        source.stored() ? Snapshots.Options.STORED : Snapshots.Options.LISTED)));
        results.forEach((name, path) -> draft.result(name, RunRecorder.store(snapshots, model, name, path)));
        if (serving != null) {
            draft.result(ServingSpec.ARTIFACT, servings.store(serving));
        }
        return writer.write(draft, captured);
    }

    private Draft copy() {
        Draft copy = new Draft(model, draft.started);
        draft.trainer().ifPresentOrElse(copy::trainer, () -> Trainers.unknown(copy));
        draft.code().ifPresent(copy::code);
        draft.image().ifPresent(copy::image);
        draft.data().forEach(copy::data);
        draft.parameters().forEach(copy::parameter);
        draft.seeds().forEach(copy::seed);
        bases.forEach((name, version) -> copy.base(name, records.version(VersionName.parse(version))));
        draft.holes().forEach(copy::hole);
        return copy;
    }
}
