package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.ModelRegistry;
import dev.lineage.PredictionLog;
import dev.lineage.PredictionMetrics;
import dev.lineage.PredictionSettings;
import dev.lineage.PredictionSettings.Overflow;
import dev.lineage.Release;
import dev.lineage.StoreException;
import dev.lineage.model.CodeState;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.spi.PredictionChunk;
import dev.lineage.spi.PredictionSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to predictions while the place where they go is slow, full or gone. */
final class PredictionOverflowTest {
    private static final byte[] PAYLOAD = new byte[1000];
    private static final int MANY = 20_000;

    @TempDir
    private Path directory;

    private ModelRegistry registry;
    private final Medium medium = new Medium();

    /** A place where predictions go, which can be made to stand still or to fail. */
    private static final class Medium {
        private final List<PredictionRecord> kept = new CopyOnWriteArrayList<>();
        private final List<PredictionStream> streams = new CopyOnWriteArrayList<>();
        private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
        private final AtomicInteger failing = new AtomicInteger();
        private final AtomicInteger ending = new AtomicInteger();

        void stop() {
            gate.set(new CountDownLatch(1));
        }

        void goOn() {
            gate.get().countDown();
        }

        PredictionSink open(PredictionStream stream) {
            streams.add(stream);
            List<PredictionRecord> own = new ArrayList<>();
            return new PredictionSink() {
                @Override
                public void write(PredictionChunk chunk) throws IOException {
                    List<PredictionRecord> records = chunk.records();
                    try {
                        gate.get().await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    if (failing.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        throw new IOException("No space left on device");
                    }
                    if (ending.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        throw new StreamEndedException("somebody ended it");
                    }
                    assertThat(chunk.first()).isEqualTo(own.size() + 1);
                    own.addAll(records);
                    kept.addAll(records);
                }

                @Override
                public void close() {
                    own.clear();
                }
            };
        }

        List<String> ids() {
            return kept.stream().map(PredictionRecord::id).toList();
        }
    }

    @BeforeEach
    void openRegistry() throws IOException {
        registry = ModelRegistry.open("memory:");
        Path model = Files.writeString(directory.resolve("model"), "weights");
        registry.record("fraud")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .data("train", model)
                .artifact("model", model)
                .commit();
        registry.promote("fraud@1").to("production").because("first").commit();
    }

    @AfterEach
    void closeRegistry() {
        medium.goOn();
        registry.close();
    }

    private PredictionLog log(PredictionSettings settings) {
        Release release = registry.release("fraud", "production");
        return release.predictions(settings.withSink(medium::open));
    }

    private static PredictionSettings small() {
        return PredictionSettings.DEFAULT.withQueue(PredictionSettings.MIN_QUEUE);
    }

    private static List<String> expected(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "req-" + i).toList();
    }

    private long counted(PredictionLog log) {
        return batches(log).stream().mapToLong(PredictionBatch::count).sum();
    }

    private List<PredictionBatch> batches(PredictionLog log) {
        return registry.predictions().batches("fraud", log.stream().id());
    }

    @Test
    void threadsWaitForAStoreThatStandsStillAndNothingIsLost() throws InterruptedException {
        PredictionLog log = log(small());
        medium.stop();
        AtomicInteger done = new AtomicInteger();
        Thread serving = new Thread(() -> {
            for (int i = 0; i < MANY; i++) {
                log.prediction("req-" + i).input(PAYLOAD).log();
                done.incrementAndGet();
            }
        });
        serving.start();
        while (serving.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        PredictionMetrics metrics = log.metrics();
        assertThat(metrics.queuedBytes()).isLessThanOrEqualTo(PredictionSettings.MIN_QUEUE);
        medium.goOn();
        serving.join();
        log.close();
        assertThat(done).hasValue(MANY);
        assertThat(medium.ids()).isEqualTo(expected(MANY));
        assertThat(counted(log)).isEqualTo(MANY);
        assertThat(log.metrics().shed()).isZero();
        assertThat(log.metrics().durable()).isEqualTo(MANY);
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsLogsNothing() throws InterruptedException {
        PredictionLog log = log(small());
        medium.stop();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread serving = new Thread(() -> {
            try {
                for (int i = 0; i < MANY; i++) {
                    log.prediction("req-" + i).input(PAYLOAD).log();
                    done.incrementAndGet();
                }
            } catch (StoreException e) {
                thrown.set(e);
            }
        });
        serving.start();
        while (serving.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        serving.interrupt();
        serving.join();
        assertThat(thrown.get()).hasMessageContaining("interrupted").hasMessageContaining("not logged");
        medium.goOn();
        log.close();
        assertThat(medium.ids()).isEqualTo(expected(done.get()));
    }

    @Test
    void whatIsShedIsCountedExactlyAndLogged() {
        PredictionLog log = log(small().withShedding());
        medium.stop();
        for (int i = 0; i < MANY; i++) {
            log.prediction("req-" + i).input(PAYLOAD).log();
        }
        long shed = log.metrics().shed();
        assertThat(shed).isPositive();
        medium.goOn();
        log.prediction("last").logDurably();
        log.close();
        assertThat(medium.kept.size() + shed).isEqualTo(MANY + 1);
        assertThat(batches(log).stream().mapToLong(PredictionBatch::shed).sum()).isEqualTo(shed);
        assertThat(counted(log)).isEqualTo(medium.kept.size());
    }

    @Test
    void whatIsSpilledIsDurableAtOnceAndWrittenLater() throws IOException {
        Path spill = directory.resolve("spill");
        PredictionLog log = log(small().withSpill(spill));
        medium.stop();
        for (int i = 0; i < MANY; i++) {
            log.prediction("req-" + i).input(PAYLOAD).log();
        }
        assertThat(log.metrics().spilled()).isPositive();
        assertThat(log.metrics().spilledBytes()).isPositive();
        assertThat(spill).isNotEmptyDirectory();
        medium.goOn();
        log.close();
        // In which order chunks are written does not matter; that each is written once does.
        assertThat(medium.ids()).hasSize(MANY);
        assertThat(new HashSet<>(medium.ids())).isEqualTo(Set.copyOf(expected(MANY)));
        assertThat(counted(log)).isEqualTo(MANY);
        assertThat(spill).isEmptyDirectory();
    }

    @Test
    void threadsWaitWhenTheSpillIsFullToo() throws InterruptedException {
        PredictionLog log = log(small().withSpill(directory.resolve("spill")).withSpillBytes(3 << 20));
        medium.stop();
        Thread serving = new Thread(() -> {
            for (int i = 0; i < MANY; i++) {
                log.prediction("req-" + i).input(PAYLOAD).log();
            }
        });
        serving.start();
        while (log.metrics().failures() == 0) {
            Thread.onSpinWait();
        }
        assertThat(log.metrics().lastFailure())
                .hasValueSatisfying(why -> assertThat(why).contains("more than 3145728 are not allowed"));
        medium.goOn();
        serving.join();
        log.close();
        assertThat(new HashSet<>(medium.ids())).isEqualTo(Set.copyOf(expected(MANY)));
        assertThat(medium.ids()).hasSize(MANY);
    }

    @Test
    void whatAProcessSpilledBeforeItDiedIsWrittenByTheNextOne() throws IOException {
        Path spill = directory.resolve("spill");
        PredictionLog log = log(small().withSpill(spill).withPatience(Duration.ofMillis(100)));
        medium.stop();
        for (int i = 0; i < MANY; i++) {
            log.prediction("req-" + i).input(PAYLOAD).log();
        }
        long spilled = log.metrics().spilled();
        assertThat(spilled).isPositive();
        assertThatThrownBy(log::close).isInstanceOf(StoreException.class).hasMessageContaining("not durable");
        medium.goOn();
        // The threads that gave up let go of the file at some time.
        while (!spilled(spill).isEmpty()) {
            try (PredictionLog next = log(small().withSpill(spill))) {
                next.flush();
            }
        }
        assertThat(Set.copyOf(expected(MANY))).containsAll(medium.ids());
        assertThat(new HashSet<>(medium.ids())).hasSizeGreaterThanOrEqualTo(Math.toIntExact(spilled));
    }

    private static List<String> spilled(Path spill) throws IOException {
        try (Stream<Path> files = Files.list(spill)) {
            return files.map(Path::toString).toList();
        }
    }

    @Test
    void aFailedWriteIsTriedAgainUntilItSucceeds() {
        PredictionLog log = log(PredictionSettings.DEFAULT);
        medium.failing.set(5);
        for (int i = 0; i < 100; i++) {
            log.prediction("req-" + i).log();
        }
        log.flush();
        assertThat(log.metrics().failures()).isEqualTo(5);
        assertThat(log.metrics().lastFailure())
                .hasValueSatisfying(why -> assertThat(why).contains("No space left on device"));
        log.close();
        assertThat(medium.ids()).isEqualTo(expected(100));
    }

    @Test
    void aStreamThatSomebodyEndedIsFollowedByAnotherOne() {
        PredictionLog log = log(PredictionSettings.DEFAULT);
        PredictionStream first = log.stream();
        log.prediction("req-0").logDurably();
        medium.ending.set(1);
        for (int i = 1; i < 100; i++) {
            log.prediction("req-" + i).log();
        }
        log.close();
        assertThat(medium.ids()).isEqualTo(expected(100));
        assertThat(log.stream().id()).isGreaterThan(first.id());
        assertThat(log.stream().version()).isEqualTo(first.version());
        assertThat(counted(log)).isEqualTo(99);
        assertThat(registry.predictions().batches("fraud", first.id())).isEmpty();
        assertThat(registry.predictions().streams("fraud", 10, Optional.empty()).items())
                .hasSize(2);
    }

    @Test
    void whatCannotBeMadeDurableIsSaidWhenTheLogIsClosed() {
        PredictionLog log = log(PredictionSettings.DEFAULT.withPatience(Duration.ofMillis(100)));
        medium.stop();
        log.prediction("req-0").log();
        assertThatThrownBy(log::close)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("not closed properly")
                .hasMessageContaining("are not durable");
        assertThatThrownBy(log::flush).isInstanceOf(StoreException.class).hasMessageContaining("closed before");
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        PredictionSettings settings = PredictionSettings.DEFAULT;
        assertThatThrownBy(() -> settings.withInterval(Duration.ZERO)).hasMessageContaining("interval");
        assertThatThrownBy(() -> settings.withBatches(Duration.ofMinutes(1), 0)).hasMessageContaining("1 to");
        assertThatThrownBy(() -> settings.withQueue(3_000_000)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> settings.withSpillBytes(0)).hasMessageContaining("1 byte");
        assertThatThrownBy(() -> new PredictionSettings(
                        Overflow.SPILL,
                        settings.interval(),
                        settings.batchEvery(),
                        settings.batchSize(),
                        settings.queueBytes(),
                        Optional.empty(),
                        settings.spillBytes(),
                        Optional.empty(),
                        settings.patience()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("withSpill");
        assertThat(settings.withSpill(directory).withBlocking()).isEqualTo(settings);
    }
}
