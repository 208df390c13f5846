package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lineage.Attempt;
import dev.lineage.CopyChange;
import dev.lineage.Decision;
import dev.lineage.IncompleteRecordException;
import dev.lineage.ModelRegistry;
import dev.lineage.NotFoundException;
import dev.lineage.PinChange;
import dev.lineage.PromoteChange;
import dev.lineage.RecordChange;
import dev.lineage.Release;
import dev.lineage.StoreException;
import dev.lineage.UnpinnableDataException;
import dev.lineage.VersionDiff;
import dev.lineage.VersionQuery.Comparison;
import dev.lineage.model.CodeState;
import dev.lineage.model.DataDiff;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Evidence;
import dev.lineage.model.FileChange;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.TreeHead;
import dev.lineage.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a registry does over any pair of stores, tried as its users would. A backend joins with a class that says how to
 * open one. After every test the registry is verified whole.
 */
public abstract class RegistryContract {
    private static final String COMMIT_PROPERTY = "lineage.code.commit";
    private static final String COMMIT = "0123456789012345678901234567890123456789";

    @TempDir
    private Path directory;

    private ModelRegistry registry;
    private Path data;
    private Path model;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected RegistryContract() {}

    /**
     * Opens a new, empty registry.
     *
     * @param directory an empty directory that is deleted after the test
     */
    protected abstract ModelRegistry open(Path directory);

    @BeforeEach
    final void openRegistry() throws IOException {
        // So that the kit also runs where there is no Git.
        System.setProperty(COMMIT_PROPERTY, COMMIT);
        registry = open(Files.createDirectory(directory.resolve("registry")));
        data = directory.resolve("data");
        Files.writeString(Files.createDirectories(data.resolve("nested")).resolve("b.csv"), "3,4\n");
        Files.writeString(data.resolve("a.csv"), "1,2\n");
        model = Files.writeString(
                directory.resolve("model.bin"), "weights of " + getClass().getSimpleName());
    }

    @AfterEach
    final void everythingIsIntact() {
        System.clearProperty(COMMIT_PROPERTY);
        assertThat(registry.verify().problems())
                .as("problems found after the test")
                .isEmpty();
        registry.close();
    }

    private RecordChange complete(String name) {
        return registry.record(name)
                .code(CodeState.clean(COMMIT))
                .data("train", data)
                .artifact("model", model);
    }

    private ModelVersion recorded(String name, String weights) throws IOException {
        Path file = Files.writeString(directory.resolve("weights"), weights);
        return registry.record(name)
                .code(CodeState.clean(COMMIT))
                .data("train", data)
                .artifact("model", file)
                .commit();
    }

    private Decision promote(String version, String stage) {
        return registry.promote(version)
                .to(stage)
                .because("it is better")
                .by("ana")
                .commit();
    }

    /** Recording, by the builder and around training. */
    @Nested
    public final class Recording {
        /** For JUnit. */
        public Recording() {}

        @Test
        void keepsEveryPartOfTheTuple() {
            ModelVersion recorded = complete("fraud")
                    .param("eta", 0.1)
                    .param("depth", 7)
                    .param("huge", Long.MAX_VALUE)
                    .param("nan", Double.NaN)
                    .param("layers", List.of(64, 32))
                    .param("flag", true)
                    .param("loss", "log")
                    .param("nested", Map.of("a", 1, "b", List.of("x")))
                    .seed("init", -42)
                    .metric("auc", 0.93)
                    .metric("worst", Double.NEGATIVE_INFINITY)
                    .tag("ticket", "ML-12: ünïcode \"quoted\"")
                    .tracker("mlflow", "run-1")
                    .commit();

            ModelVersion read = registry.version("fraud@1");
            assertThat(read).isEqualTo(recorded);
            assertThat(registry.version(recorded.digest())).contains(recorded);
            assertThat(read.recipe().parameters())
                    .containsEntry("eta", Value.of(0.1))
                    .containsEntry("depth", Value.of(7))
                    .containsEntry("huge", Value.of(Long.MAX_VALUE))
                    .containsEntry("nan", Value.of(Double.NaN))
                    .containsEntry("layers", Value.ofObject(List.of(64, 32)))
                    .containsEntry("nested", Value.ofObject(Map.of("b", List.of("x"), "a", 1)));
            assertThat(read.recipe().seeds()).containsExactly(Map.entry("init", -42L));
            assertThat(read.recipe().code()).isEqualTo(CodeState.clean(COMMIT));
            SnapshotPin.Content pin = (SnapshotPin.Content) trainedOn(read);
            assertThat(pin.files()).isEqualTo(2);
            assertThat(pin.bytes()).isEqualTo(8);
            assertThat(read.observation().metrics()).containsEntry("auc", Value.of(0.93));
            assertThat(read.observation().tags()).containsEntry("ticket", "ML-12: ünïcode \"quoted\"");
            assertThat(read.observation().sources()).containsEntry("train", data.toString());
            assertThat(read.observation().platform().javaVersion()).isNotBlank();
            assertThat(modelOf(read)).isEqualTo(Digest.of(bytes(model)));
            DependencyLock lock = registry.dependencies(read);
            assertThat(lock.dependencies()).isNotEmpty();
            // The file that people keep is the blob that the record names.
            assertThat(Digest.of(lock.toText().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(read.observation().dependencyLock());
            assertThat(DependencyLock.parse(lock.toText())).isEqualTo(lock);
        }

        @Test
        void theSameRecipeAndArtifactsAreTheSameVersion() {
            ModelVersion first =
                    complete("fraud").param("eta", 0.10).metric("auc", .9).commit();
            ModelVersion second =
                    complete("fraud").param("eta", 0.1).metric("auc", .8).commit();

            assertThat(second).isEqualTo(first);
            assertThat(registry.versions("fraud", 10, Optional.empty()).items()).containsExactly(first);
            assertThat(registry.observations(first.name(), 10, Optional.empty()).items())
                    .hasSize(2)
                    .extracting(o -> o.metrics().get("auc"))
                    .containsExactly(Value.of(.9), Value.of(.8));
        }

        @Test
        void theSameRecipeWithOtherArtifactsIsFoundToBeNonDeterministic() throws IOException {
            ModelVersion first = recorded("fraud", "one");
            ModelVersion second = recorded("fraud", "two");

            assertThat(second.recipeId()).isEqualTo(first.recipeId());
            assertThat(second.number()).isEqualTo(2);
            assertThat(second.nonDeterministicWith()).containsExactly(first.name());
            assertThat(first.nonDeterministicWith()).isEmpty();
            assertThat(registry.versionsOf(first.recipeId())).containsExactly(first, second);
        }

        @Test
        void modelsCountTheirVersionsApart() throws IOException {
            ModelVersion fraud = recorded("fraud", "one");
            ModelVersion twin = recorded("Fraud", "one");

            assertThat(List.of(fraud.number(), twin.number())).containsExactly(1L, 1L);
            assertThat(twin.digest()).isNotEqualTo(fraud.digest());
            assertThat(registry.models(10, Optional.empty()).items()).containsExactly("Fraud", "fraud");
        }

        @Test
        void refusesAnIncompleteTupleAndListsEveryHoleAtOnce() {
            RecordChange empty = registry.record("fraud").code(CodeState.clean(COMMIT));

            assertThat(empty.preview().holes()).extracting(Hole::subject).contains("data", "artifact");
            assertThatThrownBy(empty::commit)
                    .isInstanceOfSatisfying(
                            IncompleteRecordException.class,
                            e -> assertThat(e.holes()).extracting(Hole::subject).containsExactly("data", "artifact"))
                    .hasMessageContaining("fraud")
                    .hasMessageContaining(".data(\"train\", path)");
            assertThat(registry.models(10, Optional.empty()).items()).isEmpty();
        }

        @Test
        void previewTellsTheRecipeAndWritesNothing() {
            RecordChange change = complete("fraud").param("eta", 0.1);

            RecordChange.Preview preview = change.preview();
            assertThat(registry.models(10, Optional.empty()).items()).isEmpty();
            ModelVersion recorded = change.commit();
            assertThat(preview.recipeId()).contains(recorded.recipeId());
            assertThat(preview.recipe()).contains(recorded.recipe());
        }

        @Test
        void aChangeIsSingleUseAndTakesEachNameOnce() {
            RecordChange change = complete("fraud").param("eta", 0.1).seed("s", 1);

            assertThatThrownBy(() -> change.param("eta", 0.2)).hasMessageContaining("0.1");
            assertThatThrownBy(() -> change.seed("s", 2)).hasMessageContaining("already set to 1");
            assertThatThrownBy(() -> change.data("train", data)).hasMessageContaining("train");
            assertThatThrownBy(() -> change.artifact("model", model)).hasMessageContaining("model");
            assertThatThrownBy(() -> change.code(CodeState.clean(COMMIT))).hasMessageContaining(COMMIT);
            change.commit();
            assertThatThrownBy(change::commit).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> change.param("other", 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(change::preview).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void trainingIsRecordedByWhatItTakesFromItsRun() throws IOException {
            ModelVersion version = registry.record("fraud", run -> {
                Path train = run.data("train", data);
                double eta = run.param("eta", 0.1);
                long seed = run.seed("init", 42);
                assertThat(run.param("eta", 0.1)).isEqualTo(eta);
                Path out = run.scratch().resolve("model.txt");
                Files.writeString(out, Files.readString(train.resolve("a.csv")) + eta + seed);
                run.artifact("model", out);
                Files.writeString(out, "changed afterwards, which does not matter");
                run.metric("auc", 0.9);
            });

            assertThat(version.recipe().parameters()).containsOnlyKeys("eta");
            assertThat(version.recipe().data()).containsOnlyKeys("train");
            assertThat(modelOf(version))
                    .isEqualTo(Digest.of("1,2\n0.142".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(version.observation().holes()).extracting(Hole::subject).contains("trainer");
            assertThat(registry.version("fraud@1")).isEqualTo(version);
        }

        @Test
        void aFailedTrainingIsNoVersionButCanBeFound() {
            IOException failure = new IOException("no convergence\u0007 after 100 rounds");

            Throwable thrown = catchThrowable(() -> registry.record("fraud", run -> {
                run.data("train", data);
                run.artifact("model", model);
                throw failure;
            }));

            assertThat(thrown).isSameAs(failure);
            assertThat(thrown.getSuppressed()).isEmpty();
            assertThat(registry.versions("fraud", 10, Optional.empty()).items()).isEmpty();
            Page<Attempt> attempts = registry.attempts("fraud", 10, Optional.empty());
            assertThat(attempts.items())
                    .singleElement()
                    .satisfies(
                            attempt -> assertThat(attempt.error()).startsWith("java.io.IOException: no convergence"));
        }

        @Test
        void dataThatChangesDuringTrainingIsNotRecorded() {
            assertThatThrownBy(() -> registry.record("fraud", run -> {
                        Path train = run.data("train", data);
                        run.artifact("model", model);
                        Files.writeString(train.resolve("a.csv"), "9,9\n");
                    }))
                    .isInstanceOfSatisfying(
                            UnpinnableDataException.class,
                            e -> assertThat(e.reason()).isEqualTo(UnpinnableDataException.Reason.CHANGED_WHILE_READ))
                    .hasMessageContaining("train");
            assertThat(registry.versions("fraud", 10, Optional.empty()).items()).isEmpty();
        }

        @Test
        void aRunIsOverWhenTrainingReturns() {
            List<dev.lineage.TrainingRun> kept = new ArrayList<>();
            registry.record("fraud", run -> {
                run.data("train", data);
                run.artifact("model", model);
                kept.add(run);
            });

            assertThatThrownBy(() -> kept.get(0).metric("late", 1)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void buildsOnOtherVersions() throws IOException {
            ModelVersion base = recorded("llm", "base");

            ModelVersion tuned = complete("fraud").base("base", "llm@1").commit();

            assertThat(tuned.recipe().bases()).containsExactly(Map.entry("base", base.digest()));
            assertThatThrownBy(() -> registry.record("fraud").base("base", "llm@2"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("llm@1");
        }

        @Test
        void manyThreadsRecordWithoutGapsOrLosses() throws Exception {
            int threads = 8;
            int each = 5;
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<List<ModelVersion>>> futures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                Callable<List<ModelVersion>> work = () -> {
                    start.await();
                    List<ModelVersion> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        mine.add(complete("fraud")
                                .param("thread", thread)
                                .param("i", i)
                                .commit());
                    }
                    return mine;
                };
                futures.add(pool.submit(work));
            }
            start.countDown();
            List<ModelVersion> all = new ArrayList<>();
            for (Future<List<ModelVersion>> future : futures) {
                all.addAll(future.get());
            }
            pool.shutdown();

            assertThat(all)
                    .extracting(ModelVersion::number)
                    .doesNotHaveDuplicates()
                    .hasSize(threads * each);
            assertThat(registry.versions("fraud", 100, Optional.empty()).items())
                    .containsExactlyInAnyOrderElementsOf(all);
        }

        @Test
        void namesThatFloatOrCannotBeNamesAreRefused() {
            for (String bad : List.of(
                    "", "latest", "HEAD", "a/b", "../x", "a b", "a\u0000", ".hidden", "end.", "x".repeat(101))) {
                assertThatThrownBy(() -> registry.record(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> registry.version("fraud@latest")).hasMessageContaining("fraud@latest");
            assertThatThrownBy(() -> registry.version("fraud")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Pins, their diffs, and bringing data back. */
    @Nested
    public final class Pins {
        /** For JUnit. */
        public Pins() {}

        @Test
        void aTreeThatDidNotChangeIsTheSame() {
            SnapshotPin.Content before = registry.pin("tx", data).commit();
            SnapshotPin.Content after =
                    registry.pin("tx", data).ignoringStatCache().commit();

            assertThat(after).isEqualTo(before);
            assertThat(registry.diff(before, after, 10)).isEqualTo(new DataDiff.Same(Evidence.CONTENT));
        }

        @Test
        void changesAreListedAndCounted() throws IOException {
            Files.writeString(data.resolve("moved.csv"), "a rather unique content");
            SnapshotPin.Content before = registry.pin("tx", data).commit();
            Files.writeString(data.resolve("a.csv"), "1,2\n5,6\n");
            Files.delete(data.resolve("nested/b.csv"));
            Files.writeString(data.resolve("new.csv"), "7,8\n");
            Files.move(data.resolve("moved.csv"), data.resolve("nested/moved.csv"));
            SnapshotPin.Content after = registry.pin("tx", data).commit();

            DataDiff.Changed changed = (DataDiff.Changed) registry.diff(before, after, 10);

            assertThat(changed.changes())
                    .containsExactly(
                            new FileChange(FileChange.Kind.MODIFIED, "a.csv", Optional.empty(), 4, 8),
                            new FileChange(FileChange.Kind.REMOVED, "nested/b.csv", Optional.empty(), 4, 0),
                            new FileChange(
                                    FileChange.Kind.RENAMED, "nested/moved.csv", Optional.of("moved.csv"), 23, 23),
                            new FileChange(FileChange.Kind.ADDED, "new.csv", Optional.empty(), 0, 4));
            assertThat(changed.complete()).isTrue();
            DataDiff.Changed counted = (DataDiff.Changed) registry.diff(before, after, 1);
            assertThat(counted.changes()).hasSize(1);
            assertThat(counted.complete()).isFalse();
            assertThat(counted.added() + counted.removed() + counted.modified() + counted.renamed())
                    .isEqualTo(4);
        }

        @Test
        void storedDataComesBack() throws IOException {
            SnapshotPin.Content pin = registry.pin("tx", data).storeData().commit();
            Path target = directory.resolve("back");

            registry.materialize(pin, target);

            assertThat(registry.pin("back", target).commit()).isEqualTo(pin);
            assertThat(target.resolve("nested/b.csv")).hasContent("3,4\n");
            assertThatThrownBy(() -> registry.materialize(pin, target)).isInstanceOf(StoreException.class);
        }

        @Test
        void dataThatWasOnlyListedCannotComeBackUntilItIsStored() {
            SnapshotPin.Content pin = registry.pin("tx", data).commit();
            assertThatThrownBy(() -> registry.materialize(pin, directory.resolve("back")))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("storeData()");

            registry.pin("tx", data).storeData().commit();
            registry.materialize(pin, directory.resolve("back"));

            assertThat(directory.resolve("back/a.csv")).hasContent("1,2\n");
        }

        @Test
        void aFilePinIsTheFilesDigest() throws IOException {
            SnapshotPin.Content pin = registry.pin("weights", model).storeData().commit();

            assertThat(pin.digest()).isEqualTo(Digest.of(bytes(model)));
            registry.materialize(pin, directory.resolve("file"));
            assertThat(directory.resolve("file/data")).hasSameBinaryContentAs(model);
        }

        @Test
        void referencesAreTheSameOrUnknownNeverGuessed() {
            SnapshotPin one = SnapshotPin.iceberg("db.tx", 1);
            SnapshotPin two = SnapshotPin.iceberg("db.tx", 2);

            assertThat(registry.diff(one, SnapshotPin.iceberg("db.tx", 1), 10))
                    .isEqualTo(new DataDiff.Same(Evidence.REFERENCE));
            assertThat(registry.diff(one, two, 10)).isInstanceOf(DataDiff.Unknown.class);
            assertThat(registry.diff(one, registry.pin("tx", data).commit(), 10))
                    .isInstanceOf(DataDiff.Unknown.class);
        }

        @Test
        void previewHashesAndRemembersNothing() {
            PinChange change = registry.pin("tx", data);
            SnapshotPin.Content previewed = change.preview();

            assertThat(change.commit()).isEqualTo(previewed);
            assertThatThrownBy(change::commit).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void symbolicLinksAndMissingDataAreRefused() throws IOException {
            Files.createSymbolicLink(data.resolve("link"), model);

            assertThatThrownBy(() -> registry.pin("tx", data).commit())
                    .isInstanceOfSatisfying(
                            UnpinnableDataException.class,
                            e -> assertThat(e.reason()).isEqualTo(UnpinnableDataException.Reason.SYMBOLIC_LINK))
                    .hasMessageContaining("link");
            assertThatThrownBy(() ->
                            registry.pin("tx", directory.resolve("nowhere")).commit())
                    .isInstanceOfSatisfying(
                            UnpinnableDataException.class,
                            e -> assertThat(e.reason()).isEqualTo(UnpinnableDataException.Reason.MISSING));
        }
    }

    /** Stages and releases. */
    @Nested
    public final class Stages {
        /** For JUnit. */
        public Stages() {}

        @Test
        void aStageIsMovedByANamedPersonForAReason() throws IOException {
            recorded("fraud", "one");
            recorded("fraud", "two");

            promote("fraud@1", "production");
            Decision decision = registry.promote("fraud@2")
                    .to("production")
                    .replacing("fraud@1")
                    .because("better on all slices")
                    .by("ana")
                    .commit();

            Stage stage = ((Decision.Promoted) decision).stage();
            assertThat(registry.stage("fraud", "production")).contains(stage);
            assertThat(stage.revision()).isEqualTo(2);
            assertThat(stage.by()).isEqualTo("ana");
            assertThat(registry.stages("fraud")).containsExactly(stage);
            assertThat(registry.stageHistory("fraud", "production", 10, Optional.empty())
                            .items())
                    .extracting(s -> s.version().toString())
                    .containsExactly("fraud@2", "fraud@1");
        }

        @Test
        void aPromotionDecidedOnAnOldStateIsRefused() throws IOException {
            recorded("fraud", "one");
            recorded("fraud", "two");
            recorded("fraud", "three");
            promote("fraud@1", "production");
            PromoteChange late =
                    registry.promote("fraud@3").to("production").because("late").replacing("fraud@1");

            promote("fraud@2", "production");

            assertThat(late.preview()).isInstanceOf(Decision.Refused.class);
            assertThat(late.commit())
                    .isInstanceOfSatisfying(
                            Decision.Refused.class,
                            refused -> assertThat(refused.reason()).contains("fraud@2"));
            assertThat(registry.release("fraud", "production").version().name()).hasToString("fraud@2");
        }

        @Test
        void ofManyPromotionsOnTheSameStateOneWins() throws Exception {
            recorded("fraud", "base");
            promote("fraud@1", "production");
            int threads = 8;
            for (int t = 0; t < threads; t++) {
                recorded("fraud", "challenger " + t);
            }
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Decision>> futures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String version = "fraud@" + (t + 2);
                futures.add(pool.submit(() -> {
                    start.await();
                    return registry.promote(version)
                            .to("production")
                            .because("race")
                            .replacing("fraud@1")
                            .commit();
                }));
            }
            start.countDown();
            List<Decision> promoted = new ArrayList<>();
            for (Future<Decision> future : futures) {
                if (future.get() instanceof Decision.Promoted) {
                    promoted.add(future.get());
                }
            }
            pool.shutdown();

            assertThat(promoted).hasSize(1);
            assertThat(registry.stage("fraud", "production")).contains(((Decision.Promoted) promoted.get(0)).stage());
        }

        @Test
        void aReleaseIsTheVerifiedVersionAndStaysIt() throws IOException {
            recorded("fraud", "one");
            recorded("fraud", "two");
            promote("fraud@1", "production");

            Release release = registry.release("fraud", "production");
            promote("fraud@2", "production");

            assertThat(release.version().name()).hasToString("fraud@1");
            assertThat(release.artifact("model")).hasContent("one");
            assertThat(registry.release("fraud", "production").artifact("model"))
                    .hasContent("two");
            Path copy = release.copyArtifact("model", directory.resolve("copy"));
            Files.writeString(copy, "mine now");
            assertThat(registry.release("fraud", "production").artifact("model"))
                    .hasContent("two");
            assertThatThrownBy(() -> release.copyArtifact("model", copy)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> release.artifact("weights"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("model");
        }

        @Test
        void directoriesAreReleasedToo() throws IOException {
            registry.record("forest")
                    .code(CodeState.clean(COMMIT))
                    .data("train", data)
                    .artifact("model", data)
                    .commit();
            promote("forest@1", "production");

            Path released = registry.release("forest", "production").artifact("model");

            assertThat(released.resolve("nested/b.csv")).hasContent("3,4\n");
            assertThat(registry.pin("again", released).preview().digest())
                    .isEqualTo(modelOf(registry.version("forest@1")));
        }

        @Test
        void questionsAboutWhatIsNotThereSayWhatIs() throws IOException {
            recorded("fraud", "one");
            promote("fraud@1", "staging");

            assertThatThrownBy(() -> registry.release("fraud", "production"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("staging");
            assertThatThrownBy(() -> registry.version("fraud@2")).hasMessageContaining("fraud@1");
            assertThatThrownBy(() -> registry.promote("fraud@9")).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> registry.promote("fraud@1").to("latest"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(
                            () -> registry.promote("fraud@1").to("production").commit())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("because");
            assertThat(registry.stage("fraud", "production")).isEmpty();
        }
    }

    /** Listing, searching and comparing. */
    @Nested
    public final class Questions {
        /** For JUnit. */
        public Questions() {}

        @Test
        void versionsAreListedNewestFirstInPages() throws IOException {
            for (int i = 1; i <= 5; i++) {
                recorded("fraud", "weights " + i);
            }

            Page<ModelVersion> first = registry.versions("fraud", 2, Optional.empty());
            Page<ModelVersion> second = registry.versions("fraud", 2, first.next());
            Page<ModelVersion> third = registry.versions("fraud", 2, second.next());

            assertThat(first.items()).extracting(ModelVersion::number).containsExactly(5L, 4L);
            assertThat(second.items()).extracting(ModelVersion::number).containsExactly(3L, 2L);
            assertThat(third.items()).extracting(ModelVersion::number).containsExactly(1L);
            assertThat(third.next()).isEmpty();
            assertThatThrownBy(() -> registry.versions("fraud", 0, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> registry.versions("fraud", 2, Optional.of("x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void versionsAreFoundByWhatTheyAre() {
            ModelVersion low =
                    complete("fraud").param("eta", 0.1).metric("auc", 0.8).commit();
            ModelVersion high = complete("fraud")
                    .param("eta", 0.2)
                    .metric("auc", 0.9)
                    .tag("team", "risk")
                    .tracker("mlflow", "r1")
                    .commit();
            complete("churn").metric("auc", 0.99).commit();
            SnapshotPin pin = trainedOn(low);

            assertThat(registry.search().model("fraud").page(10).items()).containsExactly(high, low);
            assertThat(registry.search()
                            .model("fraud")
                            .metric("auc", Comparison.AT_LEAST, 0.85)
                            .page(10)
                            .items())
                    .containsExactly(high);
            assertThat(registry.search().param("eta", 0.10).page(10).items()).containsExactly(low);
            assertThat(registry.search()
                            .param("eta", Comparison.GREATER, 0.1)
                            .page(10)
                            .items())
                    .containsExactly(high);
            assertThat(registry.search().tag("team", "risk").page(10).items()).containsExactly(high);
            assertThat(registry.search().tracker("mlflow", "r1").page(10).items())
                    .containsExactly(high);
            assertThat(registry.search().trainedOn(pin).page(10).items()).hasSize(3);
            assertThat(registry.search()
                            .commit(COMMIT)
                            .by("nobody of this name")
                            .page(10)
                            .items())
                    .isEmpty();
            assertThat(registry.search()
                            .artifact(modelOf(low))
                            .model("fraud")
                            .page(10)
                            .items())
                    .containsExactly(high, low);
            Page<ModelVersion> page = registry.search().model("fraud").page(1);
            assertThat(page.items()).containsExactly(high);
            assertThat(registry.search()
                            .model("fraud")
                            .page(1, page.next().orElseThrow())
                            .items())
                    .containsExactly(low);
        }

        @Test
        void aDiffTellsWhatChanged() throws IOException {
            complete("fraud")
                    .param("eta", 0.1)
                    .param("gone", 1)
                    .seed("s", 1)
                    .metric("auc", .8)
                    .commit();
            Files.writeString(data.resolve("new.csv"), "5,6\n");
            complete("fraud").param("eta", 0.2).seed("s", 2).metric("auc", .9).commit();

            VersionDiff diff = registry.diff("fraud@1", "fraud@2");

            assertThat(diff.data().get("train")).isInstanceOf(DataDiff.Changed.class);
            assertThat(diff.parameters())
                    .containsOnly(
                            Map.entry(
                                    "eta",
                                    new VersionDiff.Change<>(Optional.of(Value.of(0.1)), Optional.of(Value.of(0.2)))),
                            Map.entry("gone", new VersionDiff.Change<>(Optional.of(Value.of(1)), Optional.empty())));
            assertThat(diff.seeds()).containsOnlyKeys("s");
            assertThat(diff.metrics()).containsOnlyKeys("auc");
            assertThat(diff.code()).isEmpty();
            assertThat(diff.dependencies()).isEmpty();
            assertThat(diff.artifacts()).isEmpty();
            assertThat(diff.toText()).contains("fraud@1", "fraud@2", "new.csv", "parameter eta", "0.1", "0.2");
            assertThat(registry.diff("fraud@1", "fraud@1").isEmpty()).isTrue();
        }

        @Test
        void aClosedRegistrySaysSo() throws IOException {
            ModelRegistry other = open(Files.createDirectory(directory.resolve("other")));
            other.close();
            other.close();

            assertThatThrownBy(() -> other.models(1, Optional.empty()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("closed");
        }
    }

    /** Copying into another registry and back. */
    @Nested
    public final class Copies {
        /** For JUnit. */
        public Copies() {}

        private ModelRegistry copy;

        @BeforeEach
        final void openTarget() {
            copy = ModelRegistry.open("memory:");
        }

        @AfterEach
        final void theCopyIsIntact() {
            assertThat(copy.verify().problems()).isEmpty();
            copy.close();
        }

        private void fill() throws IOException {
            registry.pin("train", data).storeData().commit();
            complete("fraud").param("eta", 0.1).metric("auc", .8).commit();
            complete("fraud").param("eta", 0.1).metric("auc", .9).commit();
            registry.record("tree")
                    .code(CodeState.clean(COMMIT))
                    .data("train", data)
                    .artifact("model", data)
                    .commit();
            promote("fraud@1", "production");
            assertThatThrownBy(() -> registry.record("broken", run -> {
                        throw new IllegalStateException("diverged");
                    }))
                    .hasMessage("diverged");
        }

        @Test
        void aCopyHasTheSameHeadAndAnswers() throws IOException {
            fill();

            CopyChange.Copied copied = registry.copyTo(copy).commit();

            assertThat(copied.head()).isEqualTo(registry.treeHead()).isEqualTo(copy.treeHead());
            assertThat(copied.entries()).isEqualTo(copied.head().size()).isPositive();
            assertThat(copied.blobs()).isPositive();
            assertThat(copied.bytes()).isPositive();
            assertThat(copy.version("fraud@1")).isEqualTo(registry.version("fraud@1"));
            assertThat(copy.attempts("broken", 10, Optional.empty()).items()).hasSize(1);
            Path back = directory.resolve("back");
            copy.materialize((SnapshotPin.Content) trainedOn(copy.version("fraud@1")), back);
            assertThat(back.resolve("a.csv")).hasContent("1,2\n");
            try (ModelRegistry again = open(Files.createDirectory(directory.resolve("again")))) {
                assertThat(copy.copyTo(again).commit().head()).isEqualTo(registry.treeHead());
                assertThat(bytes(again.release("fraud", "production").artifact("model")))
                        .isEqualTo(bytes(model));
                assertThat(again.verify().problems()).isEmpty();
            }
        }

        @Test
        void aCopyGoesOnWhereItEnded() throws IOException {
            fill();
            registry.copyTo(copy).commit();
            assertThat(registry.copyTo(copy).preview()).isZero();
            CopyChange.Copied nothing = registry.copyTo(copy).commit();
            assertThat(nothing.entries()).isZero();
            assertThat(nothing.blobs()).isZero();

            promote("fraud@1", "staging");
            assertThat(registry.copyTo(copy).preview()).isEqualTo(1);
            assertThat(registry.copyTo(copy).commit().entries()).isEqualTo(1);

            assertThat(copy.stage("fraud", "staging")).isEqualTo(registry.stage("fraud", "staging"));
        }

        @Test
        void aStoppedCopyIsAWholeRegistry() throws IOException {
            for (int i = 0; i < 150; i++) {
                ModelVersion next = recorded("fraud", i % 2 == 0 ? "even" : "odd");
                promote(next.name().toString(), "staging");
            }
            List<CopyChange.Progress> progress = new ArrayList<>();

            CopyChange.Copied part = registry.copyTo(copy)
                    .onProgress(progress::add)
                    .cancelledBy(() -> !progress.isEmpty())
                    .commit();

            assertThat(part.entries())
                    .isPositive()
                    .isLessThan(registry.treeHead().size());
            assertThat(progress).hasSize(1);
            assertThat(part.head()).isEqualTo(copy.treeHead());
            assertThat(copy.verify().problems()).isEmpty();
            assertThat(registry.copyTo(copy).commit().head()).isEqualTo(registry.treeHead());
        }

        @Test
        void anotherHistoryIsRefusedAndLeftAlone() throws IOException {
            fill();
            registry.copyTo(copy).commit();
            copy.promote("fraud@1")
                    .to("staging")
                    .because("it diverges")
                    .by("eve")
                    .commit();
            long size = copy.treeHead().size();

            assertThatThrownBy(() -> registry.copyTo(copy).commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("entry " + (size - 1));
            promote("fraud@1", "staging");
            assertThatThrownBy(() -> registry.copyTo(copy).preview())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("entry " + (size - 1));

            assertThat(copy.treeHead().size()).isEqualTo(size);
        }

        @Test
        void anEmptyRegistryHasTheHeadOfAnEmptyTree() {
            assertThat(registry.treeHead()).isEqualTo(new TreeHead(0, Digest.of(new byte[0])));
            assertThat(registry.copyTo(copy).commit().entries()).isZero();
        }
    }

    private static Digest modelOf(ModelVersion version) {
        return Objects.requireNonNull(version.artifacts().get("model")).digest();
    }

    private static SnapshotPin trainedOn(ModelVersion version) {
        return Objects.requireNonNull(version.recipe().data().get("train"));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
