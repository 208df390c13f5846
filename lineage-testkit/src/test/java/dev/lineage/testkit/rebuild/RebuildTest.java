package dev.lineage.testkit.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IncompleteRebuildException;
import dev.lineage.ModelRegistry;
import dev.lineage.NotFoundException;
import dev.lineage.Rebuild;
import dev.lineage.TrainingRecipe;
import dev.lineage.model.Artifact;
import dev.lineage.model.ArtifactComparison;
import dev.lineage.model.CodeState;
import dev.lineage.model.DeterminismReport;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Perturbation;
import dev.lineage.model.RebuildPlan;
import dev.lineage.model.Rebuilt;
import dev.lineage.model.Reproduction;
import dev.lineage.model.Tier;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.LineageAssertions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions that are made again in fresh JVMs. */
final class RebuildTest {
    private static final CodeState CODE = CodeState.clean("0123456789012345678901234567890123456789");

    @TempDir
    private Path directory;

    private ModelRegistry registry;
    private Path data;

    @BeforeEach
    void open() throws IOException {
        System.setProperty("lineage.code.commit", CODE.commit());
        registry = ModelRegistry.open("memory:");
        data = Files.createDirectory(directory.resolve("numbers"));
        for (int i = 0; i < 7; i++) {
            Files.writeString(data.resolve("part-" + i + ".csv"), (i * i + 0.1) + "\n" + (i * 1e-9) + "\n");
        }
        Recipes.place = data;
        Recipes.first = true;
    }

    @AfterEach
    void close() {
        Recipes.first = false;
        System.clearProperty("lineage.code.commit");
        registry.close();
    }

    private ModelVersion record(TrainingRecipe<IOException> recipe) throws IOException {
        return registry.record("mean", recipe);
    }

    private Rebuild rebuild(ModelVersion version) {
        return registry.rebuild(version.name().toString());
    }

    @Test
    void aVersionIsMadeAgainByteForByte() throws IOException {
        ModelVersion version = record(new Recipes.Mean());
        Rebuilt rebuilt = rebuild(version).run();
        assertThat(rebuilt.failure()).isEmpty();
        assertThat(rebuilt.reproduced()).contains(Reproduction.BYTES);
        assertThat(rebuilt.isReproduced(Reproduction.CANONICAL)).isTrue();
        assertThat(rebuilt.artifacts()).extracting(ArtifactComparison::name).containsExactly("model", "serving");
        assertThat(rebuilt.toText()).contains("mean@1 was made again: BYTES");
        assertThat(rebuilt.took()).isPositive();
        // Nothing was recorded by that.
        assertThat(registry.versions("mean", 10, Optional.empty()).items()).hasSize(1);
    }

    @Test
    void everythingThatWasRecordedIsHandedOut() throws IOException {
        Path file = Files.writeString(directory.resolve("input.csv"), "1,2,3");
        Recipes.place = file;
        registry.record("base")
                .code(CODE)
                .data("d", file)
                .artifact("model", file)
                .commit();
        ModelVersion version = registry.record("types", (TrainingRecipe<IOException>) new Recipes.Types());
        Files.delete(file);
        Rebuilt rebuilt = rebuild(version).run();
        assertThat(rebuilt.toText()).contains("BYTES");
        assertThat(rebuilt.reproduced()).contains(Reproduction.BYTES);
    }

    /** Records a version that was made from the artifacts of two others. */
    private ModelVersion tuned() throws IOException {
        record(new Recipes.Mean());
        Recipes.place = Files.writeString(directory.resolve("input.csv"), "1,2,3");
        registry.record("base")
                .code(CODE)
                .data("d", Recipes.place)
                .artifact("model", Recipes.place)
                .commit();
        registry.record("types", (TrainingRecipe<IOException>) new Recipes.Types());
        return registry.record("tuned", (TrainingRecipe<IOException>) new Recipes.Tuned());
    }

    @Test
    void whatBasesMadeIsHandedOut() throws IOException {
        ModelVersion version = tuned();
        assertThat(rebuild(version).plan().toText())
                .contains(
                        "base weights: ",
                        "mean@1\n       model  sha256:",
                        "  in the artifact store\n       serving  sha256:")
                .contains("Nothing is missing.");
        Rebuilt rebuilt = rebuild(version).run();
        assertThat(rebuilt.reproduced()).as(rebuilt.toText() + rebuilt.output()).contains(Reproduction.BYTES);
        DeterminismReport report = rebuild(version).hunt(Perturbation.REPEAT, Perturbation.PLACES);
        assertThat(report.isDeterministic()).as(report.toText()).isTrue();
    }

    @Test
    void basesWhoseBytesAreGoneAreTold() throws IOException {
        registry.close();
        StoreProvider.Stores stores = StoreProvider.of("memory:").open("memory:");
        registry = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .open();
        ModelVersion version = tuned();
        Artifact gone =
                Objects.requireNonNull(registry.version("mean@1").artifacts().get("model"));
        assertThat(stores.artifacts().delete(gone.digest(), Instant.MAX)).isTrue();
        RebuildPlan plan = rebuild(version).plan();
        assertThat(plan.toText()).contains("model  " + gone.digest() + "  MISSING");
        assertThat(plan.holes()).singleElement().satisfies(hole -> {
            assertThat(hole.fatal()).isFalse();
            assertThat(hole.toString())
                    .contains("base weights", "a recipe that reads the artifact 'model' of mean@1 will fail");
        });
        Rebuilt rebuilt = rebuild(version).run();
        assertThat(rebuilt.failure()).isPresent();
        assertThat(rebuilt.output())
                .contains(
                        "asks for the artifact 'model' of its base mean@1, whose bytes are not in the artifact store");
        // Where a base was only named, its bytes do not matter: types@1 reads nothing of base@1.
        Artifact unread =
                Objects.requireNonNull(registry.version("base@1").artifacts().get("model"));
        assertThat(stores.artifacts().delete(unread.digest(), Instant.MAX)).isTrue();
        assertThat(registry.rebuild("types@1").run().reproduced()).contains(Reproduction.BYTES);
        assertThatThrownBy(() -> registry.record("tuned", (TrainingRecipe<IOException>) new Recipes.Tuned()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(gone.digest().toString());
    }

    @Test
    void onlyBasesThatWereNamedHandOutArtifactsThatTheyHave() throws IOException {
        record(new Recipes.Mean());
        assertThatThrownBy(() -> registry.record("mean", run -> run.baseArtifact("weights", "model")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no base 'weights'; it has []");
        assertThatThrownBy(() -> registry.record("mean", run -> {
                    run.base("weights", "mean@1");
                    run.baseArtifact("weights", "optimizer");
                }))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("optimizer")
                .hasMessageContaining("model, serving");
        List<Path> copies = new ArrayList<>();
        registry.record("mean", run -> {
            run.base("weights", "mean@1");
            copies.add(run.baseArtifact("weights", "model"));
            Files.writeString(copies.get(0), "a copy may be written to");
            run.data("train", data);
            run.artifact("model", copies.get(0));
        });
        assertThat(copies.get(0)).doesNotExist();
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void thePlanTellsAPersonWhatToDo() throws IOException {
        ModelVersion version = record(new Recipes.Mean());
        RebuildPlan plan = registry.rebuildPlan("mean@1");
        assertThat(plan.isComplete()).as(plan.toText()).isTrue();
        assertThat(plan.toText())
                .contains("git checkout " + CODE.commit())
                .contains("Java " + System.getProperty("java.runtime.version"))
                .contains("data train: ")
                .contains(data.toString())
                .contains("org.assertj:assertj-core:")
                .contains("train with " + Recipes.Mean.class.getName())
                .contains("parameter eta = 0.5")
                .contains("seed init = 1")
                .contains(
                        version.artifacts().values().iterator().next().digest().toString())
                .contains("Nothing is missing.");
    }

    @Test
    void whatIsMissingIsToldAtOnceAndNothingIsStarted() throws IOException {
        ModelVersion version = record(new Recipes.Mean());
        Files.writeString(data.resolve("part-3.csv"), "17\n");
        RebuildPlan plan = rebuild(version).plan();
        assertThat(plan.isComplete()).isFalse();
        assertThat(plan.holes())
                .filteredOn(Hole::fatal)
                .singleElement()
                .satisfies(hole -> assertThat(hole.toString())
                        .contains("data train", data.toString(), "storedData(\"train\", path)"));
        assertThat(plan.toText()).contains("  ! data train: ");
        assertThatThrownBy(() -> rebuild(version).run())
                .isInstanceOf(IncompleteRebuildException.class)
                .hasMessageContaining("Cannot make mean@1 again")
                .satisfies(e ->
                        assertThat(((IncompleteRebuildException) e).holes()).hasSize(1));
        assertThatThrownBy(() -> rebuild(version).data("train", data).hunt())
                .hasMessageContaining("has not got the content that was pinned");
        assertThatThrownBy(() -> rebuild(version).data("test", data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has [train]");
        assertThatThrownBy(() -> rebuild(version).javaHome(directory).run())
                .hasMessageContaining("there is no Java in " + directory);
    }

    @Test
    void aLambdaLeavesAHole() throws IOException {
        ModelVersion version = registry.record("mean", run -> new Recipes.Mean().train(run));
        assertThat(rebuild(version).plan().holes())
                .filteredOn(Hole::fatal)
                .singleElement()
                .satisfies(hole -> assertThat(hole.toString()).contains("trainer", "lambda", "public class"));
    }

    @Test
    void dataIsFoundWhereItIsNamed() throws IOException {
        ModelVersion version = record(new Recipes.Mean());
        Path moved = directory.resolve("moved");
        Files.move(data, moved);
        assertThat(rebuild(version).data("train", moved).run().reproduced()).contains(Reproduction.BYTES);
    }

    @Test
    void nothingOfThisJvmLeaksIn() throws IOException {
        ModelVersion version = record(new Recipes.Curious());
        System.setProperty("user.country", "FR");
        try {
            Rebuilt rebuilt = rebuild(version).run();
            // Only the working directory and the PATH are others.
            assertThat(rebuilt.reproduced()).isEmpty();
            assertThat(rebuilt.artifacts().get(0).difference().orElseThrow()).contains("the first of");
        } finally {
            System.clearProperty("user.country");
        }
        assertThat(rebuild(version).hunt(Perturbation.REPEAT).isDeterministic()).isTrue();
        for (Perturbation each :
                List.of(Perturbation.TIME_ZONE, Perturbation.LOCALE, Perturbation.CHARSET, Perturbation.PLACES)) {
            DeterminismReport report = rebuild(version).hunt(Perturbation.REPEAT, each);
            assertThat(report.culprits()).as(report.toText()).containsExactly(each);
        }
    }

    @Test
    void whatHasNoMeaningIsToldApart() throws IOException, InterruptedException {
        ModelVersion version = record(new Recipes.Zipped());
        Thread.sleep(2_100);
        Rebuilt rebuilt = rebuild(version).run();
        assertThat(rebuilt.reproduced()).as(rebuilt.toText()).contains(Reproduction.CANONICAL);
        assertThat(rebuilt.artifacts().get(0).difference().orElseThrow())
                .contains("no meaning in zip", "the time of the entry weights.txt");
    }

    @Test
    void whatAnswersTheSameIsToldApart() throws IOException {
        ModelVersion version = record(new Recipes.Unseeded());
        Rebuilt plain = rebuild(version).run();
        assertThat(plain.reproduced()).isEmpty();
        assertThat(plain.toText()).contains("was not made again", "differs is at");
        Rebuilt asked = rebuild(version)
                .behaviour(Recipes.Length.class, BigDecimal.ZERO)
                .run();
        assertThat(asked.reproduced()).as(asked.toText()).contains(Reproduction.BEHAVIOUR);
        assertThat(asked.toText()).contains("differs is at");
    }

    @Test
    void aTrainingThatFailsOrHangsIsTold() throws IOException {
        ModelVersion failing = registry.record("failing", new Recipes.Failing());
        Rebuilt failed = rebuild(failing).run();
        assertThat(failed.reproduced()).isEmpty();
        assertThat(failed.failure()).contains("The fresh JVM ended with 1");
        assertThat(failed.output()).contains("the licence server is down");
        assertThat(rebuild(failing).hunt().failure().orElseThrow()).contains("the licence server is down");

        ModelVersion hanging = registry.record("hanging", new Recipes.Hanging());
        Rebuilt late = rebuild(hanging).timeout(Duration.ofSeconds(3)).run();
        assertThat(late.failure()).contains("The fresh JVM did not end within PT3S");

        Thread.currentThread().interrupt();
        Rebuilt interrupted = rebuild(hanging).run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.failure()).contains("It was interrupted");
    }

    @ParameterizedTest
    @CsvSource({
        "Unseeded, REPEAT",
        "Zipped, LATER",
        "Identities, IDENTITY_HASHES",
        "Listing, DIRECTORY_ORDER",
        "Threads, ONE_PROCESSOR",
        "Formatted, LOCALE"
    })
    void whatChangesTheResultIsFound(String recipe, Perturbation culprit) throws Exception {
        Recipes.Mean made = Class.forName(Recipes.class.getName() + "$" + recipe)
                .asSubclass(Recipes.Mean.class)
                .getConstructor()
                .newInstance();
        DeterminismReport report = rebuild(record(made)).hunt();
        assertThat(report.trials()).hasSize(Perturbation.values().length);
        assertThat(report.isDeterministic()).isFalse();
        assertThat(report.culprits()).as(report.toText()).contains(culprit);
        // Identity hashes follow from all that a JVM does.
        assertThat(report.culprits().size())
                .as(report.toText())
                .isLessThanOrEqualTo(recipe.equals("Identities") ? 6 : 2);
        assertThat(report.toText()).contains("  ! " + culprit + ": model: ");
    }

    @Test
    void whatIsDeterministicIsFoundToBe() throws IOException {
        DeterminismReport report = rebuild(record(new Recipes.Mean())).hunt();
        assertThat(report.isDeterministic()).as(report.toText()).isTrue();
        assertThat(report.toText()).contains("mean@1 is made the same whatever was tried");
    }

    // ---- in unit tests of others

    @Test
    void unitTestsAssertReproducibility() throws IOException {
        ModelVersion mean = record(new Recipes.Mean());
        LineageAssertions.assertThat(registry, "mean@1")
                .isReproducedBy(new Recipes.Mean())
                .isUnchangedBy(Perturbation.REPEAT, Perturbation.DIRECTORY_ORDER)
                .isReproduced()
                .atLeast(Reproduction.BYTES);

        assertThatThrownBy(() -> LineageAssertions.assertThat(mean).isReproduced())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("assertThat(registry, \"mean@1\")");
        assertThatThrownBy(() -> LineageAssertions.assertThat(mean).isReproducedBy(new Recipes.Threads()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting mean@1 to be made again by " + Recipes.Threads.class.getName());
        registry.record("listing", new Recipes.Listing());
        assertThatThrownBy(() ->
                        LineageAssertions.assertThat(registry, "listing@1").isUnchangedBy(Perturbation.DIRECTORY_ORDER))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("  ! DIRECTORY_ORDER: model: another");
        registry.record("unseeded", new Recipes.Unseeded());
        LineageAssertions.assertThat(registry, "unseeded@1")
                .isReproduced(
                        Reproduction.BEHAVIOUR,
                        registry.rebuild("unseeded@1").behaviour(Recipes.Length.class, BigDecimal.ZERO));
        assertThatThrownBy(() ->
                        LineageAssertions.assertThat(registry, "unseeded@1").isReproduced())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting unseeded@1 to be made again, in CANONICAL at the least, but")
                .hasMessageContaining("bytes that differs is at");
    }

    // ---- class paths that are kept

    @Test
    void aClassPathIsKeptWhereThatIsAskedForOrMuchIsAtStake() throws IOException {
        assertThat(record(new Recipes.Mean()).observation().classPathArchived()).isFalse();
        registry.setTier("mean", Tier.PRODUCTION).because("pays out money").commit();
        ModelVersion kept = registry.record("mean", new Recipes.Listing());
        assertThat(kept.observation().classPathArchived()).isTrue();
        ModelVersion not = registry.record("mean", run -> {
            new Recipes.Mean().train(run);
            run.archiveClassPath(false);
        });
        assertThat(not.observation().classPathArchived()).isFalse();

        // It is verified, and is copied.
        assertThat(registry.verify().problems()).isEmpty();
        try (ModelRegistry copy = ModelRegistry.open("memory:")) {
            registry.copyTo(copy).commit();
            assertThat(copy.verify().problems()).isEmpty();
        }
    }
}
