package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.ModelLoader;
import dev.lineage.NotFoundException;
import dev.lineage.Predictor;
import dev.lineage.RehearseChange;
import dev.lineage.core.internal.capture.ClassPathFinder;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.core.internal.fresh.FreshJvm;
import dev.lineage.model.Artifact;
import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.Finding;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SmokeCase;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Value;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rollback that is practised. */
final class Rehearsing extends SingleUse implements RehearseChange {
    /** So many wrong answers are told. */
    private static final int TOLD = 3;

    private static final int MAX_TEXT = 500;
    /** How long a fresh JVM may take where no budget is set. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String ENVIRONMENT = "environment";

    private final String model;
    private final String stage;
    private final Records records;
    private final Governance governance;
    private final Surroundings surroundings;
    private final ArtifactStore artifacts;
    private final Snapshots snapshots;
    private final Servings servings;
    private @Nullable ModelLoader loader;
    private @Nullable String freshLoader;
    private @Nullable BigDecimal tolerance;
    private @Nullable Duration budget;
    private @Nullable String person;

    Rehearsing(
            String model,
            String stage,
            Records records,
            Governance governance,
            Surroundings surroundings,
            ArtifactStore artifacts,
            Snapshots snapshots) {
        this.model = Names.model(model);
        this.stage = Names.stage(stage);
        this.records = records;
        this.governance = governance;
        this.surroundings = surroundings;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
        this.servings = new Servings(artifacts);
    }

    @Override
    public RehearseChange loader(ModelLoader loader) {
        requireNoLoader();
        this.loader = loader;
        return this;
    }

    @Override
    public RehearseChange loaderInFreshJvm(Class<? extends ModelLoader> loader) {
        requireNoLoader();
        this.freshLoader = loader.getName();
        return this;
    }

    private void requireNoLoader() {
        requireUnset("loader", loader == null ? freshLoader : loader);
    }

    @Override
    public RehearseChange tolerance(BigDecimal tolerance) {
        requireUnset("tolerance", this.tolerance);
        if (tolerance.signum() < 0) {
            throw new IllegalArgumentException("Answers may differ by 0 or more, not by " + tolerance);
        }
        this.tolerance = tolerance;
        return this;
    }

    @Override
    public RehearseChange budget(Duration budget) {
        requireUnset("budget", this.budget);
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("A rehearsal may take a positive time, not " + budget);
        }
        this.budget = budget;
        return this;
    }

    @Override
    public RehearseChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public Rehearsal preview() {
        requireUnused();
        return rehearse();
    }

    @Override
    public Rehearsal commit() {
        requireUnused();
        use();
        Rehearsal done = rehearse();
        return governance.write(model, "a rehearsal of " + model, control -> {
            Move next =
                    governance.next(Governance.rehearsalsPointer(model, stage), done.passed() ? "passed" : "failed");
            Rehearsal numbered = at(done, next.revision(), -1);
            Entry entry = Entry.of(
                    Governance.REHEARSAL,
                    Records.FORMAT,
                    GovernanceCodec.rehearsal(numbered),
                    List.of(control, next),
                    Attributes.of(numbered),
                    Edges.of(numbered));
            return new Governance.Act<>(entry, position -> at(numbered, numbered.number(), position));
        });
    }

    private static Rehearsal at(Rehearsal r, long number, long position) {
        return new Rehearsal(
                r.model(),
                r.stage(),
                number,
                r.version(),
                r.digest(),
                r.findings(),
                r.duration(),
                r.by(),
                r.at(),
                position);
    }

    private Rehearsal rehearse() {
        Stage current = records.stageNow(model, stage)
                .orElseThrow(() -> new NotFoundException("Model '" + model + "' has nothing in stage '" + stage
                        + "', so there is no way back to rehearse. Promote a version first"));
        Stage back = Rollback.before(records, current).orElse(current);
        ModelVersion version = records.version(back.version());
        ModelVersion served = records.version(current.version());
        Instant begin = surroundings.now();
        Act act = new Act(version);
        Path directory = temporary();
        try {
            act.run(served, directory);
        } finally {
            delete(directory);
        }
        Duration took = Duration.between(begin, surroundings.now());
        if (budget != null) {
            String check = "within " + budget;
            act.findings.add(
                    took.compareTo(budget) <= 0
                            ? Finding.passed(check, "it took " + took)
                            : Finding.failed(check, "it took " + took, "Make loading faster, or allow for more time"));
        }
        return new Rehearsal(
                model,
                stage,
                governance.rehearsals(model, stage, 1, Optional.empty()).items().stream()
                                .mapToLong(Rehearsal::number)
                                .findFirst()
                                .orElse(0)
                        + 1,
                version.name(),
                version.digest(),
                act.findings,
                took,
                person == null ? surroundings.user() : person,
                begin,
                -1);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("lineage-rehearsal-");
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

    /** One rehearsal: every step is only done if the ones before it succeeded. */
    private final class Act {
        private final ModelVersion version;
        private final List<Finding> findings = new ArrayList<>();

        Act(ModelVersion version) {
            this.version = version;
        }

        void run(ModelVersion served, Path directory) {
            findings.addAll(Judge.unusable(governance, version));
            Map<String, Path> files = new LinkedHashMap<>();
            ServingSpec serving;
            ServingSpec sent;
            try {
                restore(directory, files);
                serving = servings.of(version);
                sent = servings.of(served);
            } catch (LineageException | IOException e) {
                findings.add(Finding.failed(
                        "artifacts of " + version.name(),
                        message(e),
                        "Restore the artifact store from a copy, and rehearse again"));
                return;
            }
            findings.add(Finding.passed(
                    "artifacts of " + version.name(),
                    files.size() + " brought back and verified, "
                            + version.artifacts().values().stream()
                                    .mapToLong(Artifact::bytes)
                                    .sum()
                            + " bytes"));
            findings.add(environment());
            findings.add(features(serving, served, sent));
            ask(new ModelLoader.Bundle(version, serving, files), directory);
        }

        private void restore(Path directory, Map<String, Path> files) throws IOException {
            for (Map.Entry<String, Artifact> named : version.artifacts().entrySet()) {
                // A name of the caller is never a file's.
                Path target = directory.resolve("artifact-" + (files.size() + 1));
                Artifact artifact = named.getValue();
                if (artifact.kind() == SnapshotPin.Kind.FILE) {
                    artifacts.copyTo(artifact.digest(), target);
                } else {
                    snapshots.materialize(
                            new SnapshotPin.Content(
                                    artifact.kind(), artifact.digest(), artifact.files(), artifact.bytes()),
                            target);
                }
                files.put(named.getKey(), target);
            }
        }

        private Finding environment() {
            EnvironmentDiff diff;
            try {
                Environments environments = new Environments(surroundings, snapshots, artifacts);
                diff = freshLoader == null ? environments.compare(version) : environments.compareFresh(version);
            } catch (LineageException e) {
                return Finding.failed(ENVIRONMENT, message(e), "Restore the artifact store from a copy");
            }
            List<EnvironmentDiff.Difference> matter = diff.thatMatter();
            if (matter.isEmpty()) {
                return Finding.passed(
                        ENVIRONMENT,
                        diff.differences().isEmpty()
                                ? "the one it was trained in"
                                : diff.differences().size() + " differences, none that matters");
            }
            String told = matter.size() + " that matter: "
                    + Texts.printable(
                            matter.stream()
                                    .limit(TOLD)
                                    .map(EnvironmentDiff.Difference::toString)
                                    .collect(Collectors.joining("; ")),
                            MAX_TEXT);
            return governance.policy(model, stage).sameEnvironment()
                    ? Finding.failed(
                            ENVIRONMENT,
                            told,
                            "Rehearse on a machine like the one that serves, or promote a"
                                    + " version that was trained in its environment")
                    : Finding.passed(ENVIRONMENT, told);
        }

        private Finding features(ServingSpec serving, ModelVersion served, ServingSpec sent) {
            String check = "features that " + served.name() + " is sent";
            if (serving.features().isEmpty() || sent.features().isEmpty()) {
                return Finding.passed(check, "not compared: not both versions state theirs");
            }
            List<String> obstacles = serving.features().obstacles(sent.features());
            return obstacles.isEmpty()
                    ? Finding.passed(check, "all " + sent.features().features().size() + " are taken")
                    : Finding.failed(
                            check,
                            Texts.printable(String.join("; ", obstacles), MAX_TEXT),
                            "Translate what is sent before rolling back, or keep a version that takes it");
        }

        /** Where the loader runs: here, or in a JVM with the recorded class path. */
        private Predictor load(ModelLoader.Bundle bundle, ClassPathFinder.Found classPath, Path directory)
                throws Exception {
            if (loader != null) {
                return loader.load(bundle);
            }
            FreshJvm jvm = new FreshJvm(
                    surroundings.javaHome(),
                    classPath.elements(),
                    version.observation().platform(),
                    budget == null ? LONGEST : budget);
            return jvm.run(
                    Objects.requireNonNull(freshLoader), bundle, Files.createDirectory(directory.resolve("jvm")));
        }

        /** What of the recorded class path is here; empty if the loader does not need it. */
        private ClassPathFinder.Found classPath(Path directory) throws IOException {
            if (freshLoader == null) {
                return new ClassPathFinder.Found(List.of(), List.of());
            }
            ClassPathFinder.Found found = surroundings
                    .classPathFinder()
                    .find(
                            new Diffs(snapshots, artifacts).lock(version),
                            List.of(),
                            Files.createDirectory(directory.resolve("jars")));
            String check = "class path of " + version.name();
            findings.add(
                    found.missing().isEmpty()
                            ? Finding.passed(check, found.elements().size() + " jars and directories")
                            : Finding.failed(
                                    check,
                                    Texts.printable(
                                            found.missing().size() + " are not here: "
                                                    + found.missing().stream()
                                                            .limit(TOLD)
                                                            .map(missing -> missing.coordinates()
                                                                            .orElse(missing.file())
                                                                    + " (" + missing.digest() + ")")
                                                            .collect(Collectors.joining(", ")),
                                            MAX_TEXT),
                                    "Bring them into the local Maven repository: mvn dependency:get -Dartifact=…"));
            return found;
        }

        private void ask(ModelLoader.Bundle bundle, Path directory) {
            if (loader == null && freshLoader == null) {
                findings.add(Finding.failed(
                        "loading", "nobody said how", "Give the service's own loader: .loader(bundle -> …)"));
                return;
            }
            ClassPathFinder.Found classPath;
            try {
                classPath = classPath(directory);
            } catch (LineageException | IOException e) {
                findings.add(Finding.failed("class path", message(e), "Restore the artifact store from a copy"));
                return;
            }
            if (!classPath.missing().isEmpty()) {
                return;
            }
            try (Predictor predictor = load(bundle, classPath, directory)) {
                findings.add(Finding.passed(
                        "loading",
                        loader == null
                                ? "by " + freshLoader + " in a fresh JVM"
                                : "by " + loader.getClass().getName()));
                findings.add(answers(predictor, bundle.serving().smoke()));
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                findings.add(Finding.failed(
                        "loading", message(e), "Repair the loader: what it was given are the recorded bytes"));
            }
        }

        private Finding answers(Predictor predictor, List<SmokeCase> cases) {
            String check = "smoke cases: " + cases.size();
            if (cases.isEmpty()) {
                return Finding.failed(
                        check,
                        version.name() + " has none, so it was not asked anything",
                        "Record versions with serving(ServingSpec.builder().smoke(name, input, answer)…)");
            }
            BigDecimal within = tolerance == null ? BigDecimal.ZERO : tolerance;
            List<String> wrong = new ArrayList<>();
            for (SmokeCase one : cases) {
                answer(predictor, one, within).ifPresent(wrong::add);
            }
            if (wrong.isEmpty()) {
                return Finding.passed(check, "all answered as recorded");
            }
            String told = String.join("; ", wrong.subList(0, Math.min(TOLD, wrong.size())));
            return Finding.failed(
                    check,
                    wrong.size() + " answered differently: " + Texts.printable(told, MAX_TEXT),
                    "Find out what differs from when it was recorded: the loader, its libraries, or the machine");
        }

        private Optional<String> answer(Predictor predictor, SmokeCase one, BigDecimal within) {
            Value answer;
            try {
                answer = predictor.predict(one.input());
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                return Optional.of(one.name() + " threw " + message(e));
            }
            return Answers.same(one.expected(), answer, within)
                    ? Optional.empty()
                    : Optional.of(one.name() + " gave " + answer + " instead of " + one.expected());
        }

        private String message(Exception e) {
            return Texts.printable(
                    e.getMessage() == null
                            ? e.getClass().getName()
                            : e.getClass().getSimpleName() + ": " + e.getMessage(),
                    MAX_TEXT);
        }
    }
}
