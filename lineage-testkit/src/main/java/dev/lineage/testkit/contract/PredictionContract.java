package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Anchor;
import dev.lineage.CheckpointStore;
import dev.lineage.ModelRegistry;
import dev.lineage.NotFoundException;
import dev.lineage.PredictionLog;
import dev.lineage.PredictionSettings;
import dev.lineage.Predictions;
import dev.lineage.Proof;
import dev.lineage.Release;
import dev.lineage.StoreException;
import dev.lineage.model.AffectedPredictions;
import dev.lineage.model.Audit;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.Prediction;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionCount;
import dev.lineage.model.PredictionDeletion;
import dev.lineage.model.PredictionErasure;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Subject;
import dev.lineage.model.Tier;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.ForwardingRecordStore;
import dev.lineage.spi.PredictionChunk;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.TestSigner;
import dev.lineage.testkit.internal.TickingClock;
import dev.lineage.testkit.internal.Together;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What logging predictions does on every backend, as serving code and auditors see it. After every test the registry is verified. */
public abstract class PredictionContract {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String PRODUCTION = "production";
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final String ORIGIN = "models.example.com/log";

    /** Kept for all tests of a class: the jars on the class path are hashed once. */
    @TempDir
    @SuppressWarnings({"NullAway.Init", "initialization"})
    private static Path cache;

    @TempDir
    private Path directory;

    private final TestSigner key = new TestSigner();
    private final TickingClock clock = new TickingClock(START);
    private final List<ModelRegistry> opened = new ArrayList<>();
    private ModelRegistry registry;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected PredictionContract() {}

    /**
     * Opens a handle on the stores of this test; the first call makes them, later calls open the same ones again.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract StoreProvider.Stores open(Path directory);

    private ModelRegistry handle() {
        return handle(open(directory.resolve("registry")));
    }

    private ModelRegistry handle(StoreProvider.Stores stores) {
        ModelRegistry handle = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .predictions(stores.predictions().orElseThrow())
                .anchor(Anchor.of(ORIGIN, CheckpointStore.ofFile(directory.resolve("checkpoint")))
                        .signedBy(key))
                .cache(cache)
                .clock(clock)
                .open();
        opened.add(handle);
        return handle;
    }

    @BeforeEach
    final void openRegistry() throws IOException {
        Files.createDirectory(directory.resolve("registry"));
        registry = handle();
    }

    @AfterEach
    final void everythingIsIntact() {
        assertThat(registry.verify().problems())
                .as("problems found after the test")
                .isEmpty();
        opened.forEach(ModelRegistry::close);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private ModelVersion version(String weights, SnapshotPin data) throws IOException {
        return registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .data("train", data)
                .param("weights", weights)
                .artifact("model", file("model", weights))
                .commit();
    }

    private SnapshotPin data(String content) throws IOException {
        return registry.pin("train", file("train-" + content, content)).commit();
    }

    /** A version in a stage. */
    private Release release(String weights, String stage) throws IOException {
        ModelVersion version = version(weights, data("rows"));
        registry.promote(version.name().toString()).to(stage).because("better").commit();
        return registry.release("fraud", stage);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String input(Prediction prediction) {
        return new String(prediction.record().input().orElseThrow().bytes().orElseThrow(), StandardCharsets.UTF_8);
    }

    private static List<String> ids(List<Prediction> predictions) {
        return predictions.stream().map(Prediction::id).toList();
    }

    @Test
    void aPredictionIsTracedToTheVersionThatMadeIt() throws IOException {
        Release release = release("a", PRODUCTION);
        PredictionLog log = release.predictions();
        Instant before = clock.instant();
        String id = log.prediction("req-1")
                .input(bytes("amount=17"))
                .output(Digest.of(bytes("yes")))
                .subject("customer 17")
                .log();
        log.flush();
        assertThat(id).isEqualTo("req-1");
        Prediction found = handle().predictions().find("fraud", "req-1").get(0);
        assertThat(found.version()).isEqualTo(release.version().name());
        assertThat(found.stream().digest()).isEqualTo(release.version().digest());
        assertThat(found.stream().stage()).isEqualTo(PRODUCTION);
        assertThat(found.stream().stagePosition()).isEqualTo(release.stage().position());
        assertThat(found.at()).isAfterOrEqualTo(before).isBefore(clock.instant());
        assertThat(input(found)).isEqualTo("amount=17");
        assertThat(found.record().output().orElseThrow().digest()).isEqualTo(Digest.of(bytes("yes")));
        assertThat(found.record().output().orElseThrow().bytes()).isEmpty();
        assertThat(found.record().subject()).contains("customer 17");
        assertThat(registry.predictions().find("fraud", "req-2")).isEmpty();
        assertThat(registry.predictions().find("churn", "req-1")).isEmpty();
    }

    @Test
    void aPredictionThatHasNoIdGetsOne() throws IOException {
        PredictionLog log = release("a", PRODUCTION).predictions();
        String first = log.prediction().log();
        String second = log.prediction().logDurably();
        assertThat(first).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(first).isNotEqualTo(second);
        assertThat(ids(registry.predictions().find("fraud", second))).containsExactly(second);
    }

    @Test
    void championAndChallengerAreToldApart() throws IOException {
        Release champion = release("a", PRODUCTION);
        Release challenger = release("b", "challenger");
        champion.predictions().prediction("req-1").output(bytes("yes")).log();
        challenger.predictions().prediction("req-1").output(bytes("no")).log();
        champion.predictions().flush();
        challenger.predictions().flush();
        assertThat(registry.predictions().find("fraud", "req-1"))
                .extracting(each -> each.version() + " in " + each.stream().stage())
                .containsExactlyInAnyOrder("fraud@1 in production", "fraud@2 in challenger");
    }

    @Test
    void whatIsLoggedDurablyIsThereForOthersAtOnce() throws Exception {
        PredictionLog log = release("a", PRODUCTION).predictions();
        ModelRegistry auditor = handle();
        AtomicInteger next = new AtomicInteger();
        Together.run(4, thread -> () -> {
            for (int i = 0; i < 20; i++) {
                String id = "req-" + next.incrementAndGet();
                log.prediction(id).input(bytes(id)).logDurably();
                assertThat(auditor.predictions().find("fraud", id))
                        .singleElement()
                        .satisfies(found -> assertThat(input(found)).isEqualTo(id));
            }
            return true;
        });
        assertThat(log.metrics().durable()).isEqualTo(80);
    }

    @Test
    void everyPredictionIsInABatchOnceTheLogIsClosed() throws IOException {
        PredictionLog log =
                release("a", PRODUCTION).predictions(PredictionSettings.DEFAULT.withBatches(Duration.ofHours(1), 100));
        for (int i = 0; i < 350; i++) {
            log.prediction("req-" + i).log();
            if (i % 50 == 0) {
                log.flush();
            }
        }
        PredictionStream stream = log.stream();
        log.close();
        List<PredictionBatch> batches = registry.predictions().batches("fraud", stream.id());
        assertThat(batches).hasSizeGreaterThan(1);
        long next = 1;
        for (PredictionBatch batch : batches) {
            assertThat(batch.first()).isEqualTo(next);
            assertThat(batch.gap()).isEmpty();
            next = batch.end() + 1;
        }
        assertThat(next).isEqualTo(351);
        assertThat(batches.get(batches.size() - 1).last()).isTrue();
        assertThatThrownBy(() -> log.prediction("late").log())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        log.close();
    }

    @Test
    void predictionsOfAVersionWithinATimeComeInPages() throws IOException {
        Release first = release("a", PRODUCTION);
        PredictionSettings settings = PredictionSettings.DEFAULT.withBatches(Duration.ofHours(1), 10);
        PredictionLog log = first.predictions(settings);
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i < 25; i++) {
                log.prediction("day" + day + "-" + i).log();
            }
            log.flush();
            clock.pass(Duration.ofDays(1));
        }
        Release second = registry.release("fraud", PRODUCTION);
        second.predictions(settings).prediction("other process").logDurably();
        release("b", "challenger").predictions().prediction("not mine").logDurably();
        Instant from = START.plus(Duration.ofDays(1));
        Instant to = from.plus(Duration.ofDays(1));
        for (int size : new int[] {1, 7, 25, 1_000}) {
            List<String> found = new ArrayList<>();
            Optional<String> next = Optional.empty();
            do {
                Page<Prediction> page = registry.predictions().of("fraud@1", from, to, size, next);
                assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
                found.addAll(ids(page.items()));
                next = page.next();
            } while (next.isPresent());
            assertThat(found)
                    .as("pages of %d", size)
                    .isEqualTo(IntStream.range(0, 25).mapToObj(i -> "day1-" + i).toList());
        }
        List<Prediction> all = new ArrayList<>();
        registry.predictions().forEach("fraud@1", Instant.EPOCH, clock.instant(), all::add);
        assertThat(all).hasSize(76);
        assertThatThrownBy(() -> registry.predictions().of("fraud@9", from, to, 10, Optional.empty()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void countsAreByVersionStageAndHour() throws IOException {
        Release release = release("a", PRODUCTION);
        PredictionLog log = release.predictions();
        for (int hour = 0; hour < 3; hour++) {
            for (int i = 0; i <= hour; i++) {
                log.prediction("req").log();
            }
            clock.pass(Duration.ofHours(1));
        }
        log.close();
        assertThat(registry.predictions().counts("fraud", START, START.plus(Duration.ofHours(2))))
                .containsExactly(
                        new PredictionCount(release.version().name(), PRODUCTION, START, 1),
                        new PredictionCount(release.version().name(), PRODUCTION, START.plus(Duration.ofHours(1)), 2));
    }

    @Test
    void whatAWithdrawalOfDataWouldConcernIsCounted() throws IOException {
        SnapshotPin leaked = data("leaked");
        SnapshotPin clean = data("clean");
        String[] names = {
            version("a", leaked).name().toString(),
            version("b", clean).name().toString(),
            version("c", leaked).name().toString()
        };
        for (String name : names) {
            registry.promote(name).to(PRODUCTION).because("better").commit();
            try (PredictionLog log = registry.release("fraud", PRODUCTION).predictions()) {
                for (int i = 0; i < 5; i++) {
                    log.prediction(name + "-" + i).log();
                }
            }
        }
        assertThat(registry.predictions().affectedBy(Subject.data(leaked)))
                .extracting(AffectedPredictions::version, AffectedPredictions::count)
                .extracting(Object::toString)
                .containsExactly("(fraud@1, 5L)", "(fraud@3, 5L)");
        assertThat(registry.predictions().affectedBy(Subject.version("fraud@2")))
                .singleElement()
                .satisfies(found -> assertThat(found.count()).isEqualTo(5));
    }

    @Test
    void onePredictionIsProvedWithoutShowingTheOthers() throws IOException {
        PredictionLog log = release("a", PRODUCTION).predictions();
        for (int i = 0; i < 37; i++) {
            log.prediction("req-" + i).input(bytes("secret of " + i)).log();
        }
        log.flush();
        Prediction found = registry.predictions().find("fraud", "req-20").get(0);
        assertThatThrownBy(() -> registry.predictions().prove(found))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not in the log yet");
        log.close();
        Proof proof = registry.predictions().prove(found);
        Audit audit = Proof.verify(proof.text(), key.key());
        assertThat(audit.isSound()).as(audit.toString()).isTrue();
        assertThat(audit.toString()).contains("req-20 by fraud@1 in production");
        for (int i = 0; i < 37; i++) {
            String shown =
                    new String(Base64.getMimeDecoder().decode(bytes(record(proof))), StandardCharsets.ISO_8859_1);
            assertThat(shown.contains("secret of " + i)).isEqualTo(i == 20 || i == 2);
        }
        byte[] forged = Base64.getDecoder().decode(record(proof));
        forged[forged.length - 1] ^= 1;
        String other = proof.text().replace(record(proof), Base64.getEncoder().encodeToString(forged));
        assertThat(Proof.verify(other, key.key()).isSound()).isFalse();
    }

    private static String record(Proof proof) {
        String start = "\"record\":\"";
        int at = proof.text().indexOf(start) + start.length();
        return proof.text().substring(at, proof.text().indexOf('"', at));
    }

    @Test
    void personalDataIsErasedAndTheRestCanStillBeProved() throws IOException {
        PredictionLog log = release("a", PRODUCTION).predictions();
        for (int i = 0; i < 30; i++) {
            log.prediction("req-" + i)
                    .input(bytes("private " + i % 3))
                    .subject("customer " + i % 3)
                    .log();
        }
        log.close();
        Predictions predictions = registry.predictions();
        assertThat(predictions
                        .about("fraud", "customer 1", 100, Optional.empty())
                        .items())
                .hasSize(10);
        PredictionErasure preview = predictions
                .erase("fraud")
                .subject("customer 1")
                .because("asked for")
                .preview();
        assertThat(preview.sequences().values().iterator().next()).hasSize(10);
        PredictionErasure erasure = predictions
                .erase("fraud")
                .subject("customer 1")
                .id("req-0")
                .because("asked for")
                .by("dpo")
                .commit();
        assertThat(erasure.pending()).isZero();
        assertThat(predictions
                        .about("fraud", "customer 1", 100, Optional.empty())
                        .items())
                .isEmpty();
        assertThat(predictions.find("fraud", "req-0")).isEmpty();
        assertThat(predictions
                        .about("fraud", "customer 2", 100, Optional.empty())
                        .items())
                .hasSize(10);
        Prediction other = predictions.find("fraud", "req-2").get(0);
        assertThat(Proof.verify(predictions.prove(other).text(), key.key()).isSound())
                .isTrue();
        assertThat(predictions.erasures("fraud", 10, Optional.empty()).items())
                .singleElement()
                .satisfies(found -> assertThat(found.by()).isEqualTo("dpo"));
        assertThat(predictions
                        .erase("fraud")
                        .subject("customer 1")
                        .because("again")
                        .commit()
                        .sequences())
                .isEmpty();
    }

    @Test
    void oldPredictionsAreDeletedAndTheirBatchesStay() throws IOException {
        PredictionSettings settings = PredictionSettings.DEFAULT.withBatches(Duration.ofHours(1), 5);
        Predictions predictions = registry.predictions();
        Release release = release("a", PRODUCTION);
        try (PredictionLog log = release.predictions(settings)) {
            for (int i = 0; i < 20; i++) {
                log.prediction("old-" + i).log();
            }
        }
        assertThatThrownBy(() -> predictions.delete("fraud").because("age").commit())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("for ever");
        clock.pass(Duration.ofDays(400));
        try (PredictionLog log = registry.release("fraud", PRODUCTION).predictions(settings)) {
            log.prediction("new").log();
        }
        predictions
                .retain("fraud")
                .keep(Duration.ofDays(365))
                .hold(true)
                .because("case 4711")
                .commit();
        assertThatThrownBy(() -> predictions.delete("fraud").because("age").commit())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("case 4711");
        assertThatThrownBy(() ->
                        predictions.erase("fraud").id("new").because("asked").commit())
                .isInstanceOf(IllegalStateException.class);
        predictions.retain("fraud").hold(false).because("case closed").commit();
        assertThat(predictions.retention("fraud").keep()).contains(Duration.ofDays(365));
        registry.hold(Subject.version("fraud@1")).because("case 4712").commit();
        assertThat(predictions.delete("fraud").because("age").preview().count()).isZero();
        assertThatThrownBy(() ->
                        predictions.erase("fraud").id("new").because("asked").commit())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fraud@1");
        registry.liftHold(Subject.version("fraud@1")).because("case closed").commit();
        PredictionDeletion deletion =
                predictions.delete("fraud").because("age").by("ola").commit();
        assertThat(deletion.count()).isEqualTo(20);
        assertThat(predictions.find("fraud", "old-3")).isEmpty();
        assertThat(ids(predictions.find("fraud", "new"))).containsExactly("new");
        assertThat(predictions.counts("fraud", Instant.EPOCH, clock.instant()))
                .extracting(PredictionCount::count)
                .containsExactly(20L, 1L);
        assertThat(predictions.deletions("fraud", 10, Optional.empty()).items())
                .singleElement()
                .satisfies(found -> assertThat(found.by()).isEqualTo("ola"));
        assertThat(predictions.delete("fraud").because("age").commit().count()).isZero();
    }

    @Test
    void batchesThatCouldNotBeLoggedAreRecovered() throws IOException {
        AtomicBoolean down = new AtomicBoolean();
        StoreProvider.Stores stores = open(directory.resolve("registry"));
        ModelRegistry serving = handle(new StoreProvider.Stores(
                new ForwardingRecordStore(stores.records()) {
                    @Override
                    public AppendResult append(List<Entry> entries) {
                        if (down.get()) {
                            throw new StoreException("the log's disk is gone");
                        }
                        return super.append(entries);
                    }
                },
                stores.artifacts(),
                Optional.empty(),
                stores.predictions()));
        release("a", PRODUCTION);
        PredictionLog log = serving.release("fraud", PRODUCTION)
                .predictions(PredictionSettings.DEFAULT
                        .withPatience(Duration.ofSeconds(2))
                        .withBatches(Duration.ofHours(1), 10));
        down.set(true);
        for (int i = 0; i < 100; i++) {
            log.prediction("req-" + i).logDurably();
        }
        assertThatThrownBy(log::close)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("batches are not in the log")
                .hasMessageContaining("the log's disk is gone");
        assertThat(registry.predictions().batches("fraud", log.stream().id())).isEmpty();
        opened.remove(serving);
        assertThat(recovered()).isEqualTo(100);
        assertThat(registry.predictions().batches("fraud", log.stream().id()))
                .last()
                .satisfies(batch -> {
                    assertThat(batch.last()).isTrue();
                    assertThat(batch.recovered()).isTrue();
                    assertThat(batch.end()).isEqualTo(100);
                    assertThat(batch.gap()).isEmpty();
                });
        assertThat(recovered()).isZero();
    }

    /** The threads of a log that gave up may still be closing what they hold. */
    private long recovered() {
        long count = 0;
        for (int tries = 0; tries < 200 && count == 0; tries++) {
            count = registry.predictions().recover("fraud", Duration.ofMillis(1)).stream()
                    .mapToLong(PredictionBatch::count)
                    .sum();
            if (count == 0 && isSettled()) {
                return 0;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return count;
    }

    private boolean isSettled() {
        return registry.predictions().streams("fraud", 100, Optional.empty()).items().stream()
                .allMatch(stream -> registry.predictions().batches("fraud", stream.id()).stream()
                        .anyMatch(PredictionBatch::last));
    }

    @Test
    void predictionsMayGoToABrokerWithTheSameProofs() throws IOException {
        List<PredictionRecord> sent = new CopyOnWriteArrayList<>();
        List<PredictionBatch> proofs = new CopyOnWriteArrayList<>();
        PredictionSettings settings = PredictionSettings.DEFAULT.withSink(stream -> new PredictionSink() {
            @Override
            public void write(PredictionChunk chunk) {
                sent.addAll(chunk.records());
            }

            @Override
            public void logged(PredictionBatch batch) {
                proofs.add(batch);
            }

            @Override
            public void close() {
                assertThat(proofs)
                        .last()
                        .satisfies(batch -> assertThat(batch.last()).isTrue());
            }
        });
        PredictionLog log = release("a", PRODUCTION).predictions(settings);
        for (int i = 0; i < 10; i++) {
            log.prediction("req-" + i).log();
        }
        log.close();
        assertThat(sent)
                .extracting(PredictionRecord::id)
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "req-" + i).toList());
        assertThat(proofs.stream().mapToLong(PredictionBatch::count).sum()).isEqualTo(10);
        assertThat(log.stream().elsewhere()).isTrue();
        assertThat(registry.predictions().find("fraud", "req-1")).isEmpty();
        assertThat(registry.predictions().counts("fraud", START, START.plus(Duration.ofHours(1))))
                .singleElement()
                .satisfies(count -> assertThat(count.count()).isEqualTo(10));
    }

    @Test
    void whatIsWrongWithAPredictionIsSaidAndNothingIsLogged() throws Exception {
        PredictionLog log = release("a", PRODUCTION).predictions();
        assertThatThrownBy(() -> log.prediction("").log())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 512 bytes");
        assertThatThrownBy(() -> log.prediction("x".repeat(513)).log()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.prediction("half \ud83d").log()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.prediction("a").subject("").log()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.prediction("a").input(new byte[256 * 1024]).log())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("digest");
        assertThatThrownBy(() -> log.prediction("a").input(new byte[1]).input(Digest.of(new byte[1])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already set");
        PredictionLog.Draft draft = log.prediction("once");
        draft.log();
        assertThatThrownBy(draft::log).isInstanceOf(IllegalStateException.class);
        PredictionLog.Draft mine = log.prediction("mine");
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread other = new Thread(() -> {
            try {
                mine.log();
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        other.start();
        other.join();
        assertThat(thrown).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("belongs to thread"));
        log.close();
        assertThat(registry.predictions().batches("fraud", log.stream().id()).stream()
                        .mapToLong(PredictionBatch::count)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void whereThePolicyAsksForItNothingIsServedWithoutALog() throws IOException {
        registry.setTier("fraud", Tier.RESEARCH)
                .policy(Tier.RESEARCH.policy().withPredictionsLogged(true))
                .because("Art. 12")
                .commit();
        Release release = release("a", PRODUCTION);
        assertThat(release.stage().predictionsLogged()).isTrue();
        assertThatThrownBy(() -> release.artifact("model"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("release.predictions()");
        assertThatThrownBy(() -> release.copyArtifact("model", directory.resolve("copy")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> release.predictions(PredictionSettings.DEFAULT.withShedding()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instead of shedding");
        try (PredictionLog log = release.predictions()) {
            assertThat(release.artifact("model")).hasContent("a");
            log.prediction("req-1").log();
        }
        assertThat(Tier.REGULATED.policy().predictionsLogged()).isTrue();
        assertThat(registry.stage("fraud", PRODUCTION).orElseThrow().predictionsLogged())
                .isTrue();
    }

    @Test
    void aReleaseHasOneLog() throws IOException {
        Release release = release("a", PRODUCTION);
        PredictionLog log = release.predictions();
        assertThat(release.predictions()).isSameAs(log);
        assertThatThrownBy(() -> release.predictions(PredictionSettings.DEFAULT.withShedding()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("other settings");
    }

    @Test
    void idsAreAnyTextAndAreComparedExactly() throws IOException {
        PredictionLog log = release("a", PRODUCTION).predictions();
        String[] odd = {
            "A", "a", "a ", "ä", "a\u0308", "😀", "'; drop table x; --", "a\nb", "%", "_", "\\", "x".repeat(512)
        };
        for (String id : odd) {
            log.prediction(id).subject(id).log();
        }
        log.flush();
        for (String id : odd) {
            assertThat(ids(registry.predictions().find("fraud", id))).containsExactly(id);
            assertThat(ids(registry.predictions()
                            .about("fraud", id, 10, Optional.empty())
                            .items()))
                    .containsExactly(id);
        }
    }
}
