package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lineage.CommitUnknownException;
import dev.lineage.ModelRegistry;
import dev.lineage.StoreException;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.jdbc.internal.CuttingProxy.Cut;
import dev.lineage.model.CodeState;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.PredictionChunk;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.TestPredictions;
import dev.lineage.testkit.internal.Together;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections that are cut anywhere in the conversation of an append: at thirty places in each of the two ways, or at
 * every byte with {@code -Dlineage.cuts=all}.
 */
final class CutConnectionTest {
    private static final boolean ALL = "all".equals(System.getProperty("lineage.cuts"));
    private static final int CUTS = 30;

    @TempDir
    private Path directory;

    private static Entry entry(int i) {
        return Entry.of(
                "note", 1, "{\"i\":" + i + "}", List.of(new Move("cuts", i, "v" + i, Move.View.LINE)), List.of());
    }

    private static HikariDataSource through(TestDatabase database, CuttingProxy proxy) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestDatabase.url(database).replaceAll("localhost:\\d+", "localhost:" + proxy.port()));
        config.setMaximumPoolSize(3);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    private static int port(TestDatabase database) {
        return URI.create(TestDatabase.url(database).substring("jdbc:".length()))
                .getPort();
    }

    @ParameterizedTest
    @EnumSource(
            value = TestDatabase.class,
            names = {"POSTGRESQL", "MARIADB"})
    void whereverAConnectionIsCutTheAnswerIsTrue(TestDatabase database) throws Exception {
        String schema = database.schemaOf(directory);
        try (CuttingProxy proxy = new CuttingProxy(port(database));
                HikariDataSource source = through(database, proxy);
                RecordStore direct =
                        JdbcStores.of(database.source()).schema(schema).openRecords();
                RecordStore store = JdbcStores.of(source).schema(schema).openRecords()) {
            int next = 1;
            while (next <= 10) {
                assertThat(store.append(List.of(entry(next)))).isInstanceOf(Appended.class);
                next++;
            }
            long before = proxy.seen();
            store.append(List.of(entry(next)));
            next++;
            long conversation = proxy.seen() - before;
            int cuts = 0;
            int acknowledged = 0;
            for (Cut how : Cut.values()) {
                for (long bytes = 0; bytes <= conversation; bytes += ALL ? 1 : Math.max(1, conversation / CUTS)) {
                    proxy.arm(bytes, how);
                    boolean there = append(store, direct, next);
                    if (proxy.disarm()) {
                        cuts++;
                    }
                    if (there) {
                        acknowledged++;
                        next++;
                    }
                    assertThat(direct.size())
                            .as("%s after %s bytes", how, bytes)
                            .isEqualTo(next - 1L);
                }
            }
            // One cut connection is no reason to fail: there are others.
            assertThat(acknowledged).isGreaterThanOrEqualTo(cuts);
            assertThat(cuts).isGreaterThan(CUTS);
            assertThat(problems(direct)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestDatabase.class,
            names = {"POSTGRESQL", "MARIADB"})
    void predictionsAreStoredOnceWhereverAConnectionIsCut(TestDatabase database) throws Exception {
        String schema = database.schemaOf(directory);
        String artifacts = TestDatabase.artifacts(directory);
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        try (CuttingProxy proxy = new CuttingProxy(port(database));
                HikariDataSource source = through(database, proxy)) {
            StoreProvider.Stores stores =
                    JdbcStores.of(source).schema(schema).artifacts(artifacts).open();
            PredictionStore store = stores.predictions().orElseThrow();
            int next = 1;
            int refused = 0;
            try (PredictionSink sink = store.open(stream)) {
                for (; next <= 5; next++) {
                    sink.write(prediction(next));
                }
                long before = proxy.seen();
                sink.write(prediction(next));
                next++;
                long conversation = proxy.seen() - before;
                int cuts = 0;
                for (Cut how : Cut.values()) {
                    for (long bytes = 0; bytes <= conversation; bytes += Math.max(1, conversation / CUTS)) {
                        proxy.arm(bytes, how);
                        boolean written = write(sink, prediction(next));
                        cuts += proxy.disarm() ? 1 : 0;
                        if (!written) {
                            refused++;
                            // As a log does, until the store takes it.
                            sink.write(prediction(next));
                        }
                        next++;
                    }
                }
                assertThat(cuts).isGreaterThan(CUTS);
                assertThat(refused).isLessThan(cuts);
            }
            List<PredictionRecord> stored = store.read("fraud", stream.id(), 1, next);
            assertThat(stored).hasSize(next - 1);
            for (PredictionRecord record : stored) {
                assertThat(record.id()).isEqualTo("req-" + record.sequence());
            }
            List<Problem> problems = new ArrayList<>();
            store.verify(problems::add);
            assertThat(problems).isEmpty();
            store.close();
            stores.artifacts().close();
            stores.records().close();
        }
    }

    private static PredictionChunk prediction(int i) {
        return TestPredictions.chunk(List.of(TestPredictions.record(i, "req-" + i, "customer-" + i % 3, new byte[20])));
    }

    private static boolean write(PredictionSink sink, PredictionChunk chunk) throws IOException {
        try {
            sink.write(chunk);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    /** Whether the entry is there afterwards, in agreement with what was said. */
    private static boolean append(RecordStore store, RecordStore direct, int next) {
        long size = direct.size();
        AppendResult result;
        try {
            result = store.append(List.of(entry(next)));
        } catch (CommitUnknownException e) {
            return direct.size() > size;
        } catch (StoreException e) {
            assertThat(direct.size()).as(e.toString()).isEqualTo(size);
            return false;
        }
        assertThat(result).isEqualTo(new Appended(size));
        assertThat(direct.entry(size)).contains(new LogEntry(size, entry(next)));
        return true;
    }

    private static List<Problem> problems(RecordStore store) {
        List<Problem> problems = new ArrayList<>();
        store.verify(problems::add);
        return problems;
    }

    /** How often a task usually asks the server: a pool may ask something of its own meanwhile, which counts or hides a turn. */
    private static long turns(CuttingProxy proxy, IntConsumer task) {
        long[] counts = new long[21];
        for (int i = 1; i <= counts.length; i++) {
            long before = proxy.turns();
            task.accept(i);
            counts[i - 1] = proxy.turns() - before;
        }
        Arrays.sort(counts);
        return counts[counts.length / 2];
    }

    @Test
    void anAppendAsksPostgresTwice() throws Exception {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        try (CuttingProxy proxy = new CuttingProxy(port(TestDatabase.POSTGRESQL));
                HikariDataSource source = through(TestDatabase.POSTGRESQL, proxy);
                RecordStore store = JdbcStores.of(source).schema(schema).openRecords()) {
            assertThat(turns(proxy, i -> store.append(List.of(entry(i))))).isEqualTo(2);
            assertThat(turns(proxy, i -> store.claim("cuts"))).isEqualTo(1);
        }
    }

    @Test
    void aReleaseAsksPostgresThreeTimes() throws Exception {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        try (CuttingProxy proxy = new CuttingProxy(port(TestDatabase.POSTGRESQL));
                HikariDataSource source = through(TestDatabase.POSTGRESQL, proxy)) {
            JdbcStores stores = JdbcStores.of(source).schema(schema).artifacts(TestDatabase.artifacts(directory));
            Path file = Files.writeString(directory.resolve("model"), "weights");
            try (ModelRegistry registry = registry(stores)) {
                registry.record("fraud")
                        .code(CodeState.clean("0123456789012345678901234567890123456789"))
                        .data("train", file)
                        .artifact("model", file)
                        .commit();
                registry.promote("fraud@1").to("staging").because("new").commit();
            }
            List<ModelRegistry> cold = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                cold.add(registry(stores));
            }
            assertThat(turns(proxy, i -> cold.get(i - 1).release("fraud", "staging")))
                    .isEqualTo(3);
            assertThat(turns(proxy, i -> cold.get(0).release("fraud", "staging")))
                    .isEqualTo(1);
            cold.forEach(ModelRegistry::close);
        }
    }

    private static ModelRegistry registry(JdbcStores stores) {
        StoreProvider.Stores opened = stores.open();
        return ModelRegistry.builder()
                .records(opened.records())
                .artifacts(opened.artifacts())
                .open();
    }

    @Test
    void aDatabaseThatIsAwayIsSaidToBe() throws Exception {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        CuttingProxy proxy = new CuttingProxy(port(TestDatabase.POSTGRESQL));
        HikariDataSource source = through(TestDatabase.POSTGRESQL, proxy);
        source.setConnectionTimeout(250);
        try (RecordStore store = JdbcStores.of(source).schema(schema).openRecords()) {
            store.append(List.of(entry(1)));
            proxy.close();

            // Both try for some seconds.
            List<Throwable> thrown = Together.run(
                    2,
                    t -> () -> catchThrowable(() -> {
                        if (t == 0) {
                            store.append(List.of(entry(2)));
                        } else {
                            store.size();
                        }
                    }));
            assertThat(thrown.get(0))
                    .isInstanceOf(StoreException.class)
                    .isNotInstanceOf(CommitUnknownException.class)
                    .hasMessageContaining("Nothing was written");
            assertThat(thrown.get(1)).isInstanceOf(StoreException.class).hasMessageContaining("cannot be read");
        } finally {
            source.close();
        }
    }
}
