package dev.lineage.core.internal;

import dev.lineage.Canonicalizer;
import dev.lineage.IncompleteRebuildException;
import dev.lineage.IntegrityException;
import dev.lineage.ModelLoader;
import dev.lineage.Predictor;
import dev.lineage.Rebuild;
import dev.lineage.StoreException;
import dev.lineage.core.internal.compare.Comparer;
import dev.lineage.core.internal.fresh.FreshJvm;
import dev.lineage.core.internal.fresh.Training;
import dev.lineage.model.Artifact;
import dev.lineage.model.ArtifactComparison;
import dev.lineage.model.DeterminismReport;
import dev.lineage.model.Digest;
import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Perturbation;
import dev.lineage.model.RebuildPlan;
import dev.lineage.model.Rebuilt;
import dev.lineage.model.Reproduction;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SmokeCase;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a version again. */
final class Rebuilding implements Rebuild {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ModelVersion version;
    private final Records records;
    private final Surroundings surroundings;
    private final ArtifactStore artifacts;
    private final Snapshots snapshots;
    private final Map<String, Path> places = new TreeMap<>();
    private final List<Path> classPath = new ArrayList<>();
    private final List<Canonicalizer> canonicalizers = new ArrayList<>();
    private boolean offline;
    private Optional<Path> javaHome = Optional.empty();
    private Duration limit = LONGEST;
    private @Nullable String loader;
    private BigDecimal tolerance = BigDecimal.ZERO;

    Rebuilding(
            ModelVersion version,
            Records records,
            Surroundings surroundings,
            ArtifactStore artifacts,
            Snapshots snapshots) {
        this.version = version;
        this.records = records;
        this.surroundings = surroundings;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
    }

    @Override
    public Rebuild data(String name, Path place) {
        Names.require("pin", name);
        if (!version.recipe().data().containsKey(name)) {
            throw new IllegalArgumentException(version.name() + " has no data '" + name + "'; it has "
                    + version.recipe().data().keySet());
        }
        places.put(name, place);
        return this;
    }

    @Override
    public Rebuild classPath(Path place) {
        classPath.add(place);
        return this;
    }

    @Override
    public Rebuild offline() {
        offline = true;
        return this;
    }

    @Override
    public Rebuild javaHome(Path home) {
        javaHome = Optional.of(home);
        return this;
    }

    @Override
    public Rebuild timeout(Duration limit) {
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("A training takes a millisecond at the least, not " + limit);
        }
        this.limit = limit;
        return this;
    }

    @Override
    public Rebuild canonicalizer(Canonicalizer canonicalizer) {
        canonicalizers.add(canonicalizer);
        return this;
    }

    @Override
    public Rebuild behaviour(Class<? extends ModelLoader> loader, BigDecimal tolerance) {
        if (tolerance.signum() < 0) {
            throw new IllegalArgumentException("Answers may differ by 0 or more, not by " + tolerance);
        }
        this.loader = loader.getName();
        this.tolerance = tolerance;
        return this;
    }

    private RebuildPlanner.Prepared prepare() {
        RemoteJars remote = offline ? new RemoteJars(snapshots::hashClasses, List.of()) : surroundings.remoteJars();
        return new RebuildPlanner(version, records, surroundings, artifacts, snapshots, remote)
                .prepare(places, classPath, javaHome);
    }

    @Override
    public RebuildPlan plan() {
        return prepare().plan();
    }

    private RebuildPlanner.Prepared requireComplete() {
        RebuildPlanner.Prepared prepared = prepare();
        List<Hole> fatal = prepared.plan().holes().stream().filter(Hole::fatal).toList();
        if (!fatal.isEmpty()) {
            throw new IncompleteRebuildException(version.name(), fatal);
        }
        return prepared;
    }

    // ---- one rebuild

    @Override
    public Rebuilt run() {
        if (Thread.currentThread().isInterrupted()) {
            // Nothing that is looked for would be found: an interrupt closes the files that this thread reads.
            return new Rebuilt(
                    version.name(),
                    List.of(),
                    Training.interrupted().ended().failure(),
                    new EnvironmentDiff(List.of()),
                    Duration.ZERO,
                    "");
        }
        RebuildPlanner.Prepared prepared = requireComplete();
        Path directory = temporary();
        try {
            RebuildPlanner.Stage stage = prepared.stage(directory);
            Training.Outcome outcome = train(prepared, stage, FreshJvm.Changes.NONE, directory.resolve("run"));
            List<ArtifactComparison> compared = outcome.ended().failure().isPresent()
                    ? List.of()
                    : compare(outcome.results(), prepared, stage, directory);
            return new Rebuilt(
                    version.name(),
                    compared,
                    outcome.ended().failure(),
                    new Environments(surroundings, snapshots, artifacts)
                            .compareFresh(version, prepared.java().version()),
                    outcome.ended().took(),
                    outcome.ended().output());
        } catch (IOException e) {
            throw failed(e);
        } finally {
            delete(directory);
        }
    }

    private StoreException failed(IOException e) {
        return new StoreException(
                "The rebuild of " + version.name() + " cannot read or write a file: " + e.getMessage(), e);
    }

    private Training.Outcome train(
            RebuildPlanner.Prepared prepared, RebuildPlanner.Stage stage, FreshJvm.Changes changes, Path directory)
            throws IOException {
        Files.createDirectory(directory);
        FreshJvm jvm = new FreshJvm(
                prepared.java().home(), stage.classPath(), version.observation().platform(), limit, changes);
        try {
            return Training.run(jvm, version, stage.data(), stage.bases(), directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Training.interrupted();
        }
    }

    private List<ArtifactComparison> compare(
            Map<String, Path> made, RebuildPlanner.Prepared prepared, RebuildPlanner.Stage stage, Path directory)
            throws IOException {
        List<ArtifactComparison> compared = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(version.artifacts().keySet());
        names.addAll(made.keySet());
        for (String name : names) {
            Artifact recorded = version.artifacts().get(name);
            Path path = made.get(name);
            if (recorded == null || path == null) {
                compared.add(Comparer.different(name, recorded == null ? "it was not recorded" : "it was not made"));
            } else {
                compared.add(compare(name, recorded, path, directory.resolve("recorded-" + compared.size())));
            }
        }
        boolean answers = loader != null
                && compared.stream().anyMatch(each -> each.level().isEmpty());
        return answers ? byBehaviour(compared, made, prepared, stage, directory) : compared;
    }

    private ArtifactComparison compare(String name, Artifact recorded, Path made, Path copy) throws IOException {
        if (Files.isDirectory(made) != (recorded.kind() == SnapshotPin.Kind.TREE)) {
            return Comparer.different(
                    name, "it is a " + (Files.isDirectory(made) ? "directory" : "file") + " and was none");
        }
        Digest digest = snapshots.hash(made).digest();
        if (digest.equals(recorded.digest())) {
            return Comparer.same(name);
        }
        try {
            snapshots.bring(recorded.kind(), recorded.digest(), copy);
        } catch (dev.lineage.NotFoundException | IntegrityException e) {
            return Comparer.different(
                    name, "its digest is " + digest + ", and the recorded bytes cannot be read: " + e.getMessage());
        }
        return new Comparer(canonicalizers).compare(name, copy, made);
    }

    private List<ArtifactComparison> byBehaviour(
            List<ArtifactComparison> compared,
            Map<String, Path> made,
            RebuildPlanner.Prepared prepared,
            RebuildPlanner.Stage stage,
            Path directory)
            throws IOException {
        String found = behaviour(made, prepared, stage, directory);
        Optional<Reproduction> level = found.isEmpty() ? Optional.of(Reproduction.BEHAVIOUR) : Optional.empty();
        return compared.stream()
                .map(each -> each.level().isPresent() || !made.containsKey(each.name())
                        ? each
                        : new ArtifactComparison(
                                each.name(),
                                level,
                                Optional.of(each.difference().orElse("") + (found.isEmpty() ? "" : "; " + found))))
                .toList();
    }

    /** Empty if every smoke case is answered as recorded. */
    private String behaviour(
            Map<String, Path> made, RebuildPlanner.Prepared prepared, RebuildPlanner.Stage stage, Path directory)
            throws IOException {
        ServingSpec serving = new Servings(artifacts).of(version);
        if (serving.smoke().isEmpty()) {
            return "there are no smoke cases to compare its behaviour by";
        }
        FreshJvm jvm = new FreshJvm(
                prepared.java().home(), stage.classPath(), version.observation().platform(), limit);
        try (Predictor predictor = jvm.run(
                java.util.Objects.requireNonNull(loader),
                new ModelLoader.Bundle(version, serving, made),
                Files.createDirectory(directory.resolve("behaviour")))) {
            for (SmokeCase one : serving.smoke()) {
                var answer = predictor.predict(one.input());
                if (!Answers.same(one.expected(), answer, tolerance)) {
                    return "to " + one.name() + " it answers " + answer + " instead of " + one.expected();
                }
            }
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "its behaviour was not compared: interrupted";
        } catch (Exception e) {
            return "its behaviour cannot be compared: " + e.getMessage();
        }
    }

    // ---- many of them

    @Override
    public DeterminismReport hunt(Perturbation... perturbations) {
        if (Thread.currentThread().isInterrupted()) {
            return new DeterminismReport(
                    version.name(), Training.interrupted().ended().failure(), List.of());
        }
        List<Perturbation> all = List.of(perturbations.length == 0 ? Perturbation.values() : perturbations);
        RebuildPlanner.Prepared prepared = requireComplete();
        Path directory = temporary();
        try {
            RebuildPlanner.Stage stage = prepared.stage(directory);
            Training.Outcome first = train(prepared, stage, FreshJvm.Changes.NONE, directory.resolve("first"));
            if (first.ended().failure().isPresent()) {
                return new DeterminismReport(
                        version.name(),
                        Optional.of(first.ended().failure().get() + "; it said: "
                                + first.ended().output()),
                        List.of());
            }
            List<DeterminismReport.Trial> trials = new ArrayList<>();
            for (Perturbation each : all) {
                if (Thread.currentThread().isInterrupted()) {
                    break;
                }
                Path run = directory.resolve("run-" + trials.size());
                trials.add(trial(each, first.results(), prepared, stage, run));
                RunRecorder.deleteTree(run);
            }
            return new DeterminismReport(version.name(), Optional.empty(), trials);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            delete(directory);
        }
    }

    private DeterminismReport.Trial trial(
            Perturbation perturbation,
            Map<String, Path> first,
            RebuildPlanner.Prepared prepared,
            RebuildPlanner.Stage stage,
            Path run)
            throws IOException {
        RebuildPlanner.Stage own =
                perturbation == Perturbation.PLACES ? stage.elsewhere(run.resolveSibling("elsewhere")) : stage;
        Perturbing.prepare(perturbation);
        Training.Outcome outcome = train(
                prepared,
                own,
                Perturbing.changes(perturbation, version.observation().platform()),
                run);
        if (outcome.ended().failure().isPresent()) {
            return new DeterminismReport.Trial(
                    perturbation,
                    Optional.of(outcome.ended().failure().get() + "; it said: "
                            + outcome.ended().output()),
                    List.of());
        }
        List<ArtifactComparison> compared = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(outcome.results().keySet());
        for (String name : names) {
            Path before = first.get(name);
            Path now = outcome.results().get(name);
            compared.add(
                    before == null || now == null
                            ? Comparer.different(
                                    name, before == null ? "the first run did not make it" : "it was not made")
                            : new Comparer(canonicalizers).compare(name, before, now));
        }
        return new DeterminismReport.Trial(perturbation, Optional.empty(), compared);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("lineage-rebuild-").toRealPath();
        } catch (IOException e) {
            throw Errors.scratch(e);
        }
    }

    private static void delete(Path directory) {
        try {
            RunRecorder.deleteTree(directory);
        } catch (IOException e) {
            Log.warn("Cannot delete the temporary directory {}", directory, e);
        }
    }
}
