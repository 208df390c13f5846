package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.CollectChange;
import dev.lineage.CollectChange.Item;
import dev.lineage.CollectChange.Plan;
import dev.lineage.ConcurrentChangeException;
import dev.lineage.Decision;
import dev.lineage.Decision.Promoted;
import dev.lineage.Decision.Refused;
import dev.lineage.ModelRegistry;
import dev.lineage.NotFoundException;
import dev.lineage.Release;
import dev.lineage.model.CodeState;
import dev.lineage.model.Collected;
import dev.lineage.model.Digest;
import dev.lineage.model.Finding;
import dev.lineage.model.Hole;
import dev.lineage.model.LegalHold;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.TickingClock;
import dev.lineage.testkit.internal.Together;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What collecting garbage does on every backend: what goes, what stays whatever is asked for, and what can be done with
 * what went. After every test the registry is verified.
 */
@ExtendWith(Seeded.class)
public abstract class CollectionContract {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String PRODUCTION = "production";
    private static final Duration YEAR = Duration.ofDays(365);

    /** Kept for all tests of a class: the jars on the class path are hashed once. */
    @TempDir
    @SuppressWarnings({"NullAway.Init", "initialization"})
    private static Path cache;

    @TempDir
    private Path directory;

    private final List<ModelRegistry> opened = new ArrayList<>();
    private TickingClock clock;
    private ModelRegistry registry;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected CollectionContract() {}

    /**
     * Opens a handle on the stores of this test; the first call makes them, later calls open the same ones again.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract StoreProvider.Stores open(Path directory);

    private ModelRegistry handle() {
        StoreProvider.Stores stores = open(directory.resolve("registry"));
        ModelRegistry handle = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(cache)
                .clock(clock)
                .open();
        opened.add(handle);
        return handle;
    }

    @BeforeEach
    final void openRegistry() throws IOException {
        // Blobs have the time of this machine's files.
        clock = new TickingClock(Files.getLastModifiedTime(Files.createDirectory(directory.resolve("registry")))
                .toInstant());
        registry = handle();
    }

    @AfterEach
    final void everythingIsIntact() {
        assertThat(registry.verify().problems())
                .as("problems found after the test")
                .isEmpty();
        opened.forEach(ModelRegistry::close);
    }

    /** Blobs have the time of this machine, so that everything is old after a while of the test's time. */
    private void pass(Duration time) {
        clock.pass(time);
    }

    private Path data(String content) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data-" + content));
        Files.writeString(data.resolve("common"), "the same everywhere");
        Files.writeString(data.resolve("rows"), content);
        return data;
    }

    private ModelVersion version(String weights, Path data) throws IOException {
        return registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .storedData("train", data)
                .param("weights", weights)
                .serving(ServingSpec.builder().config("weights", weights).build())
                .artifact("model", Files.writeString(directory.resolve("model"), weights))
                .commit();
    }

    /** Versions of one data each, a day apart. */
    private void versions(int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            version("w" + i, data("d" + i));
            pass(Duration.ofDays(1));
        }
    }

    private Decision promote(String version) {
        return registry.promote(version).to(PRODUCTION).because("better").commit();
    }

    private Decision rollback(String version) {
        return registry.rollback("fraud", PRODUCTION)
                .to(version)
                .because("back")
                .commit();
    }

    private CollectChange collect() {
        return registry.collect().because("quarterly clean-up").by("gus");
    }

    private Plan collectOld() {
        return collect().olderThan(YEAR).commit();
    }

    private static List<String> names(List<Item> items) {
        return items.stream().map(item -> item.subject().toString()).toList();
    }

    private static String why(Plan plan, String subject) {
        return plan.kept().stream()
                .filter(item -> item.subject().toString().equals(subject))
                .map(Item::why)
                .findFirst()
                .orElse("not kept");
    }

    private SnapshotPin.Content train(String version) {
        return (SnapshotPin.Content)
                registry.version(version).recipe().data().values().iterator().next();
    }

    private void assertWhole(String version, String weights, String rows) throws IOException {
        String stage = "check-" + opened.size();
        assertThat(registry.promote(version).to(stage).because("look").commit()).isInstanceOf(Promoted.class);
        try (ModelRegistry fresh = handle()) {
            Release release = fresh.release("fraud", stage);
            assertThat(release.artifact("model")).hasContent(weights);
            Path restored = directory.resolve("restored-" + version + "-" + opened.size());
            fresh.materialize(train(version), restored);
            assertThat(restored.resolve("rows")).hasContent(rows);
            assertThat(restored.resolve("common")).hasContent("the same everywhere");
        }
    }

    @Test
    final void keptClassPathsAreNeverCollected() throws IOException {
        Path model = Files.writeString(directory.resolve("weights"), "weights");
        ModelVersion version = registry.record("kept")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .data("train", model)
                .artifact("model", model)
                .archiveClassPath(true)
                .commit();
        assertThat(version.observation().classPathArchived()).isTrue();
        pass(Duration.ofDays(1_000));
        // The model goes; what made it does not.
        assertThat(collectOld().goes()).hasSize(1);
        assertThat(registry.rebuildPlan("kept@1").holes())
                .extracting(Hole::subject)
                .noneMatch(subject -> subject.startsWith("dependency"));
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void whatIsOldAndInNoStageGoesAndItsRecordStays() throws IOException {
        versions(6);
        promote("fraud@1");
        promote("fraud@2");
        promote("fraud@3");
        pass(Duration.ofDays(400));
        version("w7", data("d1"));
        ModelVersion before = registry.version("fraud@5");

        Plan plan = collect().olderThan(YEAR).preview();

        assertThat(names(plan.goes()))
                .containsExactly(
                        "fraud@1",
                        "fraud@4",
                        "fraud@5",
                        "fraud@6",
                        "data " + train("fraud@4").id(),
                        "data " + train("fraud@5").id(),
                        "data " + train("fraud@6").id());
        assertThat(plan.blobs()).as("models 1, 4, 5, 6 and rows 4, 5, 6").isEqualTo(7);
        assertThat(why(plan, "fraud@3")).isEqualTo("in stage 'production' of fraud");
        assertThat(why(plan, "fraud@2")).isEqualTo("one of the last 2 in stage 'production' of fraud");
        assertThat(why(plan, "fraud@7")).contains("within the grace period");
        assertThat(why(plan, "data " + train("fraud@1").id())).isEqualTo("data of fraud@7");
        assertThat(plan.toString()).contains("goes  fraud@4  recorded at", "kept  fraud@3", "7 blobs go");
        assertThat(registry.collections(10, Optional.empty()).items()).isEmpty();

        Plan done = collectOld();

        assertThat(done).isEqualTo(plan);
        assertThat(registry.version("fraud@5")).isEqualTo(before);
        assertThat(registry.serving(VersionName.parse("fraud@5")).config().get("weights"))
                .hasToString("w5");
        assertThat(registry.diff("fraud@5", "fraud@6").toText()).contains("rows");
        assertThat(registry.dependencies(before).dependencies()).isNotEmpty();
        assertThatThrownBy(() -> registry.materialize(train("fraud@5"), directory.resolve("gone")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("deleted by a collection of gus")
                .hasMessageContaining("quarterly clean-up");
        assertThat(promote("fraud@5").findings())
                .filteredOn(finding -> finding.verdict() == Finding.Verdict.FAILED)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.check()).isEqualTo("fraud@5 is whole");
                    assertThat(finding.found()).contains("deleted by a collection of gus");
                    assertThat(finding.remedy()).contains("record it again");
                });
        assertThat(rollback("fraud@1")).isInstanceOf(Refused.class);
        assertThat(rollback("fraud@2")).isInstanceOf(Promoted.class);
        assertWhole("fraud@2", "w2", "d2");
        assertWhole("fraud@7", "w7", "d1");

        List<Collected> collections = registry.collections(10, Optional.empty()).items();
        assertThat(collections).hasSize(2);
        assertThat(collections.get(1).versions())
                .extracting(VersionName::toString)
                .containsExactly("fraud@1", "fraud@4", "fraud@5", "fraud@6");
        assertThat(collections.get(0).data()).containsExactly(train("fraud@4"), train("fraud@5"), train("fraud@6"));
        assertThat(collections).allSatisfy(collection -> {
            assertThat(collection.by()).isEqualTo("gus");
            assertThat(collection.reason()).isEqualTo("quarterly clean-up");
        });

        Plan again = collectOld();
        assertThat(again.goes()).isEmpty();
        assertThat(again.blobs()).isZero();
        assertThat(registry.collections(10, Optional.empty()).items()).hasSize(2);
    }

    @Test
    void whatIsRecordedAgainIsThereAgain() throws IOException {
        versions(2);
        pass(YEAR.multipliedBy(2));
        assertThat(names(collectOld().goes())).contains("fraud@1", "fraud@2");
        assertThat(promote("fraud@1")).isInstanceOf(Refused.class);

        assertThat(version("w1", data("d1")).name()).hasToString("fraud@1");

        assertThat(collectOld().goes()).isEmpty();
        assertWhole("fraud@1", "w1", "d1");
        assertThat(promote("fraud@2")).isInstanceOf(Refused.class);
    }

    @Test
    void theWayBackIsKeptHoweverLongAgoItWasPromoted() throws IOException {
        versions(5);
        for (int i = 1; i <= 4; i++) {
            promote("fraud@" + i);
        }
        assertThat(rollback("fraud@2")).isInstanceOf(Promoted.class);
        pass(YEAR.multipliedBy(2));

        Plan plan = collect().olderThan(YEAR).preview();
        assertThat(why(plan, "fraud@2")).isEqualTo("in stage 'production' of fraud");
        assertThat(why(plan, "fraud@4")).isEqualTo("one of the last 2 in stage 'production' of fraud");
        assertThat(why(plan, "fraud@1")).isEqualTo("the way back in stage 'production' of fraud");
        assertThat(names(collect().olderThan(YEAR).keepPrevious(3).preview().goes()))
                .doesNotContain("fraud@3")
                .contains("fraud@5");

        assertThat(names(collectOld().goes())).contains("fraud@3", "fraud@5").doesNotContain("fraud@1");
        assertThat(registry.rollback("fraud", PRODUCTION)
                        .toPrevious()
                        .because("further back")
                        .commit())
                .isInstanceOf(Promoted.class);
        assertThat(registry.stage("fraud", PRODUCTION).orElseThrow().version()).hasToString("fraud@1");
        assertWhole("fraud@1", "w1", "d1");
    }

    @Test
    void whatLeftAStageALittleWhileAgoIsKept() throws IOException {
        versions(3);
        pass(YEAR.multipliedBy(2));
        promote("fraud@1");
        promote("fraud@2");
        promote("fraud@3");
        pass(Duration.ofDays(3));
        assertThat(collectOld().goes()).isEmpty();
        pass(Duration.ofDays(5));
        assertThat(names(collectOld().goes())).contains("fraud@1");
    }

    @Test
    void withoutAnAgeOnlyWhatNoRecordNamesGoes() throws IOException {
        versions(3);
        Digest debris;
        StoreProvider.Stores stores = open(directory.resolve("registry"));
        try (ArtifactStore artifacts = stores.artifacts()) {
            debris = artifacts
                    .put(new ByteArrayInputStream("of a training that failed".getBytes(StandardCharsets.UTF_8)))
                    .digest();
            assertThat(collect().commit().blobs()).isZero();
            pass(Duration.ofDays(8));

            Plan plan = collect().commit();

            assertThat(plan.goes()).isEmpty();
            assertThat(plan.blobs()).isEqualTo(1);
            assertThat(plan.bytes()).isEqualTo(25);
            assertThat(artifacts.size(debris)).isEmpty();
        } finally {
            stores.records().close();
        }
        assertThat(registry.collections(10, Optional.empty()).items()).isEmpty();
        assertWhole("fraud@1", "w1", "d1");
    }

    @Test
    void onlyVersionsOfTheModelsThatAreNamedGo() throws IOException {
        versions(1);
        registry.record("churn")
                .code(CodeState.clean(COMMIT))
                .storedData("train", data("d1"))
                .artifact("model", Files.writeString(directory.resolve("churn"), "c1"))
                .commit();
        pass(YEAR.multipliedBy(2));

        Plan plan = collect().olderThan(YEAR).model("churn").commit();

        assertThat(names(plan.goes())).containsExactly("churn@1");
        assertThat(why(plan, "fraud@1")).isEqualTo("of another model");
        assertWhole("fraud@1", "w1", "d1");
    }

    @Test
    void whatOthersWereBasedOnIsKept() throws IOException {
        versions(2);
        ModelVersion adapter = registry.record("adapter")
                .code(CodeState.clean(COMMIT))
                .storedData("tune", data("d2"))
                .base("base", "fraud@1")
                .artifact("model", Files.writeString(directory.resolve("adapter"), "a1"))
                .commit();
        registry.promote(adapter.name().toString())
                .to(PRODUCTION)
                .because("good")
                .commit();
        pass(YEAR.multipliedBy(2));

        Plan plan = collectOld();

        assertThat(names(plan.goes())).containsExactly("fraud@2");
        assertThat(why(plan, "fraud@1")).isEqualTo("base of adapter@1");
        assertThat(why(plan, "data " + train("fraud@2").id())).isEqualTo("data of adapter@1");
        assertWhole("fraud@1", "w1", "d1");
    }

    @Test
    void dataThatWasPinnedForItselfAndEvalSetsOfGatesAreKept() throws IOException {
        versions(2);
        SnapshotPin.Content own = registry.pin("golden", data("d1")).storeData().commit();
        assertThat(own).isEqualTo(train("fraud@1"));
        SnapshotPin.Content file = registry.pin("eval", Files.writeString(directory.resolve("eval.csv"), "1,2,3\n"))
                .storeData()
                .commit();
        registry.setGate("fraud", PRODUCTION)
                .on(train("fraud@2"))
                .atLeast("auc", 0.5)
                .because("policy")
                .commit();
        pass(YEAR.multipliedBy(2));

        Plan plan = collectOld();

        assertThat(names(plan.goes())).containsExactly("fraud@1", "fraud@2");
        assertThat(why(plan, "data " + own.id())).isEqualTo("pinned for itself");
        assertThat(why(plan, "data " + file.id())).isEqualTo("pinned for itself");
        assertThat(why(plan, "data " + train("fraud@2").id())).isEqualTo("eval set of stage 'production' of fraud");
        registry.materialize(own, directory.resolve("golden"));
        assertThat(directory.resolve("golden/rows")).hasContent("d1");
        registry.materialize(file, directory.resolve("eval"));
        assertThat(directory.resolve("eval/data")).hasContent("1,2,3\n");
    }

    @Test
    void withdrawnDataGoesEvenFromWhatIsInProduction() throws IOException {
        versions(2);
        promote("fraud@1");
        Subject data = Subject.data(train("fraud@1"));
        registry.withdraw(data).because("consent ended").servedUntilReplaced().commit();
        pass(Duration.ofDays(30));
        assertThat(collect().withdrawn().commit().goes()).isEmpty();
        registry.withdraw(data).because("consent ended").by("dana").commit();
        assertThat(collect().withdrawn().commit().goes())
                .as("a withdrawal of a moment ago")
                .isEmpty();
        pass(Duration.ofDays(30));
        registry.hold(data).because("case 4711").by("lex").commit();
        Plan held = collect().withdrawn().commit();
        assertThat(held.goes()).isEmpty();
        assertThat(why(held, data.toString())).contains("put on hold by lex", "case 4711");
        registry.liftHold(data).because("case closed").by("lex").commit();

        Plan plan = collect().withdrawn().commit();

        assertThat(names(plan.goes())).containsExactly(data.toString());
        assertThat(plan.goes().get(0).why()).contains("consent ended");
        assertThat(plan.blobs()).as("the rows; what other data has too stays").isEqualTo(1);
        assertThatThrownBy(() -> registry.materialize(train("fraud@1"), directory.resolve("gone")))
                .isInstanceOf(NotFoundException.class);
        assertWhole("fraud@2", "w2", "d2");
    }

    @Test
    void aWithdrawnFileGoes() throws IOException {
        Path file = Files.writeString(directory.resolve("people.csv"), "ana,52\n");
        ModelVersion version = registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .storedData("train", file)
                .artifact("model", Files.writeString(directory.resolve("model"), "w"))
                .commit();
        SnapshotPin pin = version.recipe().data().values().iterator().next();
        promote("fraud@1");
        registry.withdraw(Subject.data(pin)).because("consent ended").commit();
        pass(Duration.ofDays(30));

        Plan plan = collect().withdrawn().commit();

        assertThat(names(plan.goes())).containsExactly("data " + pin.id());
        assertThatThrownBy(() -> registry.materialize((SnapshotPin.Content) pin, directory.resolve("gone")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("deleted by a collection");
    }

    @Test
    void aWithdrawnVersionGoesWithWhatWasMadeFromItUnlessItIsInAStage() throws IOException {
        versions(3);
        promote("fraud@1");
        registry.withdraw("fraud@1").because("a fault").commit();
        registry.withdraw("fraud@2").because("a fault").commit();
        pass(Duration.ofDays(30));

        Plan plan = collect().withdrawn().commit();

        assertThat(names(plan.goes()))
                .containsExactly("fraud@2", "data " + train("fraud@2").id());
        assertThat(why(plan, "fraud@1")).isEqualTo("in stage 'production' of fraud");
        assertWhole("fraud@3", "w3", "d3");
    }

    @Test
    void whatIsOnHoldStaysWithItsData() throws IOException {
        versions(3);
        Subject subject = Subject.version("fraud@1");
        assertThat(registry.hold(subject)
                        .because("case 4711")
                        .by("lex")
                        .preview()
                        .inForce())
                .isTrue();
        LegalHold hold = registry.hold(subject).because("case 4711").by("lex").commit();
        assertThat(hold).hasToString("fraud@1 was put on hold by lex at " + hold.at() + ": case 4711");
        pass(YEAR.multipliedBy(2));

        Plan plan = collectOld();
        assertThat(names(plan.goes()))
                .containsExactly(
                        "fraud@2",
                        "fraud@3",
                        "data " + train("fraud@2").id(),
                        "data " + train("fraud@3").id());
        assertThat(why(plan, "fraud@1")).contains("case 4711");
        assertWhole("fraud@1", "w1", "d1");

        assertThatThrownBy(() -> registry.hold(Subject.version("fraud@2"))
                        .because("too late")
                        .commit())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deleted by a collection of gus")
                .hasMessageContaining("nothing left to hold");
        assertThatThrownBy(() -> registry.liftHold(Subject.version("fraud@2"))
                        .because("x")
                        .commit())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fraud@2 is not on hold");
        assertThatThrownBy(() -> registry.hold(subject).commit())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("because");
        assertThatThrownBy(() ->
                        registry.hold(Subject.version("fraud@9")).because("x").commit())
                .isInstanceOf(NotFoundException.class);
        registry.liftHold(subject).because("case closed").commit();
        assertThat(registry.holds(10, Optional.empty()).items())
                .extracting(LegalHold::inForce)
                .containsExactly(false, true);
    }

    @Test
    void aCollectedRegistryCanBeCopied() throws IOException {
        versions(3);
        promote("fraud@2");
        pass(YEAR.multipliedBy(2));
        collectOld();
        try (ModelRegistry copy = ModelRegistry.open("memory:" + directory)) {
            registry.copyTo(copy).commit();
            assertThat(copy.treeHead()).isEqualTo(registry.treeHead());
            assertThat(copy.verify().problems()).isEmpty();
            assertThat(copy.release("fraud", PRODUCTION).artifact("model")).hasContent("w2");
            assertThat(copy.promote("fraud@1").to(PRODUCTION).because("x").commit())
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> registry.collect().preview())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("because");
        assertThatThrownBy(() -> collect().grace(Duration.ofHours(23)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT23H")
                .hasMessageContaining("PT24H");
        assertThatThrownBy(() -> collect().keepPrevious(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no way back");
        assertThatThrownBy(() -> collect().olderThan(Duration.ofDays(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> collect().model("../x")).isInstanceOf(IllegalArgumentException.class);
        CollectChange change = collect();
        change.commit();
        assertThatThrownBy(change::commit).isInstanceOf(IllegalStateException.class);
    }

    /** Promotions, rollbacks, holds and collections at once: what was promised to somebody is whole in the end. */
    @Test
    void nothingThatIsNeededIsCollected(SplittableRandom random) throws Exception {
        int count = 40;
        versions(count);
        pass(YEAR.multipliedBy(2));
        List<ModelRegistry> handles = List.of(registry, handle());
        List<SplittableRandom> randoms = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            randoms.add(random.split());
        }

        Together.run(6, t -> () -> {
            for (int i = 0; i < 12; i++) {
                act(handles.get(t % 2), randoms.get(t), count);
            }
            return t;
        });

        collectOld();
        List<LegalHold> holds = registry.holds(1_000, Optional.empty()).items();
        for (LegalHold hold : holds) {
            int number = (int) ((Subject.Version) hold.subject()).name().number();
            assertWhole("fraud@" + number, "w" + number, "d" + number);
        }
        for (String name : List.of("a", "b")) {
            List<Stage> history =
                    registry.stageHistory("fraud", name, 2, Optional.empty()).items();
            for (Stage stage : history) {
                long number = stage.version().number();
                assertWhole(stage.version().toString(), "w" + number, "d" + number);
            }
        }
        assertThat(registry.collections(10, Optional.empty()).items()).isNotEmpty();
    }

    private void act(ModelRegistry handle, SplittableRandom random, int count) {
        String version = "fraud@" + (1 + random.nextInt(count));
        String stage = random.nextBoolean() ? "a" : "b";
        try {
            switch (random.nextInt(8)) {
                case 0 ->
                    handle.collect().olderThan(YEAR).because("space").by("gus").commit();
                case 1 ->
                    handle.hold(Subject.version(version))
                            .because("case")
                            .by("lex")
                            .commit();
                case 2 ->
                    handle.rollback("fraud", stage).toPrevious().because("back").commit();
                default -> handle.promote(version).to(stage).because("on").commit();
            }
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("nothing left to hold");
        } catch (NotFoundException | ConcurrentChangeException e) {
            assertThat(e).hasMessageNotContaining("Could not record");
        }
    }
}
