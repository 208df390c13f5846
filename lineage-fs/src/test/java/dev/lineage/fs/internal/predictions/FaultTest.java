package dev.lineage.fs.internal.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.StoreException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.SystemFileOps;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionSink;
import dev.lineage.testkit.internal.TestPredictions;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The n-th operation fails, for n = 1 until none does: what was acknowledged is there, and the next write succeeds. */
final class FaultTest {
    private static final Limits SMALL = new Limits(3_000, Duration.ofHours(1).toNanos(), 2);
    private static final Set<String> CHANGES =
            Set.of("create", "overwrite", "replace", "delete", "makeDirectory", "syncDirectory", "write", "force");

    @TempDir
    private Path directory;

    /** How an operation fails. */
    enum Failure {
        /** Nothing is done. */
        BEFORE,
        /** It is done, or half of it, and then it fails. */
        AFTER
    }

    /** Files of which one operation fails, or all from one on as long as a disk is full. */
    private static final class Failing implements InvocationHandler {
        private final Object to;
        private final Failure failure;
        private final AtomicInteger left;

        Failing(Object to, Failure failure, AtomicInteger left) {
            this.to = to;
            this.failure = failure;
            this.left = left;
        }

        static FileOps files(Failure failure, AtomicInteger left) {
            return (FileOps) Proxy.newProxyInstance(
                    FileOps.class.getClassLoader(),
                    new Class<?>[] {FileOps.class},
                    new Failing(new SystemFileOps(), failure, left));
        }

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
            boolean fails = CHANGES.contains(method.getName()) && left.decrementAndGet() == 0;
            if (fails && failure == Failure.BEFORE) {
                throw new IOException("No space left on device");
            }
            if (fails && method.getName().equals("write") && arguments[0] instanceof ByteBuffer bytes) {
                bytes.limit(bytes.position() + bytes.remaining() / 2);
            }
            Object result;
            try {
                result = method.invoke(to, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (fails) {
                throw new IOException("Input/output error");
            }
            return method.getName().equals("create")
                    ? Proxy.newProxyInstance(
                            FileOps.class.getClassLoader(),
                            new Class<?>[] {FileOps.NewFile.class},
                            new Failing(result, failure, left))
                    : result;
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void everyOperationMayFail(Failure failure) throws IOException {
        int n = 1;
        while (run(failure, n)) {
            n++;
        }
        assertThat(n).as("operations").isGreaterThan(60);
    }

    /** Whether there were so many operations that one failed. */
    private boolean run(Failure failure, int n) throws IOException {
        Path root = Files.createDirectory(directory.resolve(failure + "-" + n));
        AtomicInteger left = new AtomicInteger(n);
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        int written = 0;
        try (FilePredictionStore store =
                new FilePredictionStore(root.resolve("predictions"), Failing.files(failure, left), SMALL)) {
            PredictionSink sink = open(store, stream);
            for (int i = 0; i < 10; i++) {
                List<PredictionRecord> records = TestPredictions.records(written + 1, written + 10);
                writeUntilItSucceeds(sink, records);
                written += 10;
                assertThat(store.read("fraud", openedId(stream), 1, 1_000))
                        .as("after operation %d failed %s", n, failure)
                        .isEqualTo(TestPredictions.records(1, written));
            }
            closeUntilItSucceeds(sink);
        }
        // Whoever comes next finds everything, and completes what could not be done.
        try (FilePredictionStore store =
                new FilePredictionStore(root.resolve("predictions"), new SystemFileOps(), SMALL)) {
            String id = openedId(stream);
            assertThat(store.read("fraud", id, 1, 1_000)).isEqualTo(TestPredictions.records(1, written));
            assertThat(store.end("fraud", id, Duration.ZERO).orElseThrow().damaged())
                    .isEmpty();
            assertThat(store.erase("fraud", id, new java.util.TreeSet<>(List.of(5L))))
                    .isEmpty();
            assertThat(store.read("fraud", id, 5, 1).get(0).isErased()).isTrue();
            List<Problem> problems = new ArrayList<>();
            store.verify(problems::add);
            assertThat(problems).as("after operation %d failed %s", n, failure).isEmpty();
        }
        return left.get() <= 0;
    }

    private String opened = "";

    private String openedId(PredictionStream stream) {
        return opened.isEmpty() ? stream.id() : opened;
    }

    /** A stream that could not be begun is begun under another id, as core does. */
    private PredictionSink open(FilePredictionStore store, PredictionStream stream) {
        opened = "";
        try {
            return store.open(stream);
        } catch (StoreException e) {
            PredictionStream other = TestPredictions.stream("fraud", 2);
            opened = other.id();
            return store.open(other);
        }
    }

    private static void writeUntilItSucceeds(PredictionSink sink, List<PredictionRecord> records) {
        for (int tries = 0; tries < 5; tries++) {
            try {
                sink.write(TestPredictions.chunk(records));
                return;
            } catch (IOException e) {
                assertThat(e.getMessage()).containsAnyOf("No space left", "Input/output");
            }
        }
        throw new AssertionError("the sink never recovers");
    }

    private static void closeUntilItSucceeds(PredictionSink sink) {
        for (int tries = 0; tries < 5; tries++) {
            try {
                sink.close();
                return;
            } catch (IOException e) {
                assertThat(e.getMessage()).containsAnyOf("No space left", "Input/output");
            }
        }
        throw new AssertionError("the sink cannot be closed");
    }
}
