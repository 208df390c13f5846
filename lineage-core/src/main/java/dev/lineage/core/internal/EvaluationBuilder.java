package dev.lineage.core.internal;

import dev.lineage.EvaluationChange;
import dev.lineage.StoreException;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Metric;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An evaluation that is to be recorded. */
final class EvaluationBuilder extends SingleUse implements EvaluationChange {
    private static final int MAX_EVALUATOR = 200;

    private final ModelVersion version;
    private final Governance governance;
    private final Snapshots snapshots;
    private final ArtifactStore artifacts;
    private final Surroundings surroundings;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private final Map<String, OptionalLong> samples = new LinkedHashMap<>();
    private final Map<String, Map<String, Metric>> slices = new LinkedHashMap<>();
    private final Map<String, Path> reports = new LinkedHashMap<>();
    private @Nullable SnapshotPin evalSet;
    private @Nullable String slice;
    private @Nullable String evaluator;
    private @Nullable String person;

    EvaluationBuilder(
            ModelVersion version,
            Governance governance,
            Snapshots snapshots,
            ArtifactStore artifacts,
            Surroundings surroundings) {
        this.version = version;
        this.governance = governance;
        this.snapshots = snapshots;
        this.artifacts = artifacts;
        this.surroundings = surroundings;
    }

    @Override
    public EvaluationChange on(SnapshotPin evalSet) {
        requireUnset("on", this.evalSet);
        this.evalSet = evalSet;
        return this;
    }

    @Override
    public EvaluationChange metric(String name, double value, Metric.Direction direction, String unit) {
        requireUnused();
        Map<String, Metric> target =
                slice == null ? metrics : slices.computeIfAbsent(slice, s -> new LinkedHashMap<>());
        Metric earlier =
                target.putIfAbsent(Names.require("metric", name), new Metric(Value.of(value), direction, unit));
        if (earlier != null) {
            throw Errors.alreadySet("metric", slice == null ? name : name + "' of '" + slice, earlier);
        }
        return this;
    }

    @Override
    public EvaluationChange slice(String name) {
        return slice(name, OptionalLong.empty());
    }

    @Override
    public EvaluationChange slice(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("Slice '" + name + "' has 0 or more samples, not " + count);
        }
        return slice(name, OptionalLong.of(count));
    }

    private EvaluationChange slice(String name, OptionalLong count) {
        requireUnused();
        if (samples.putIfAbsent(Evaluation.requireSlice(name), count) != null) {
            throw Errors.alreadySet("slice", name, count);
        }
        slices.put(name, new LinkedHashMap<>());
        slice = name;
        return this;
    }

    @Override
    public EvaluationChange report(Path file) {
        requireUnused();
        String name = Names.require("report", String.valueOf(file.getFileName()));
        Path earlier = reports.putIfAbsent(name, file);
        if (earlier != null) {
            throw Errors.alreadySet("report", name, earlier);
        }
        return this;
    }

    @Override
    public EvaluationChange evaluator(String evaluator) {
        requireUnset("evaluator", this.evaluator);
        this.evaluator = People.requireText("evaluator", evaluator, MAX_EVALUATOR);
        return this;
    }

    @Override
    public EvaluationChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public Evaluation preview() {
        requireComplete();
        Map<String, Evaluation.Report> hashed = new LinkedHashMap<>();
        reports.forEach((name, file) -> {
            SnapshotPin.Content pin = snapshots.hash(file);
            hashed.put(name, new Evaluation.Report(pin.digest(), pin.bytes()));
        });
        return evaluation(hashed);
    }

    @Override
    public Evaluation commit() {
        requireComplete();
        use();
        Map<String, Evaluation.Report> stored = new LinkedHashMap<>();
        reports.forEach((name, file) -> stored.put(name, store(file)));
        Evaluation evaluation = evaluation(stored);
        return governance.write(version.model(), "an evaluation of " + version.name(), control -> {
            Entry entry = Entry.of(
                    Governance.EVALUATION,
                    Records.FORMAT,
                    GovernanceCodec.evaluation(evaluation),
                    List.of(
                            control,
                            governance.next(
                                    Governance.evaluationsPointer(version.digest()),
                                    evaluation.digest().toString())),
                    Attributes.of(evaluation),
                    Edges.of(evaluation));
            return new Governance.Act<>(entry, position -> at(evaluation, position));
        });
    }

    private void requireComplete() {
        requireUnused();
        if (evalSet == null) {
            throw Errors.required("eval set", ".on(evalSet): numbers without their data cannot be compared");
        }
        if (metrics.isEmpty()) {
            throw Errors.required("metric", ".metric(\"auc\", 0.93) before the first slice");
        }
        slices.forEach((name, measured) -> {
            if (measured.isEmpty()) {
                throw Errors.required("metric of slice '" + name + "'", ".metric(…) after .slice(\"" + name + "\")");
            }
        });
    }

    private Evaluation evaluation(Map<String, Evaluation.Report> attached) {
        Map<String, Evaluation.Slice> parts = new LinkedHashMap<>();
        slices.forEach((name, measured) ->
                parts.put(name, new Evaluation.Slice(samples.getOrDefault(name, OptionalLong.empty()), measured)));
        return GovernanceCodec.withDigest(new Evaluation(
                version.name(),
                version.digest(),
                Objects.requireNonNull(evalSet),
                metrics,
                parts,
                attached,
                Optional.ofNullable(evaluator),
                person == null ? surroundings.user() : person,
                surroundings.now(),
                Digest.of(new byte[0]),
                -1));
    }

    private Evaluation.Report store(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            ArtifactStore.Blob blob = artifacts.put(in);
            return new Evaluation.Report(blob.digest(), blob.bytes());
        } catch (IOException e) {
            throw new StoreException(
                    "Cannot attach the report " + file + ": " + e + ". Name a file that can be read", e);
        }
    }

    private static Evaluation at(Evaluation e, long position) {
        return new Evaluation(
                e.version(),
                e.versionDigest(),
                e.evalSet(),
                e.metrics(),
                e.slices(),
                e.reports(),
                e.evaluator(),
                e.by(),
                e.at(),
                e.digest(),
                position);
    }
}
