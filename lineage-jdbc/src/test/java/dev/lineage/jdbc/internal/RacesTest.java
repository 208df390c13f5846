package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lineage.CommitUnknownException;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.Acknowledged;
import dev.lineage.testkit.internal.StoreHistory;
import dev.lineage.testkit.internal.Together;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many who want the same, on connections set up in any way, and on connections that die. */
@ExtendWith(Seeded.class)
final class RacesTest {
    private static final int MANY = 64;

    @TempDir
    private Path directory;

    private static List<Problem> problems(RecordStore store) {
        List<Problem> problems = new ArrayList<>();
        store.verify(problems::add);
        return problems;
    }

    @ParameterizedTest
    @EnumSource(
            value = TestDatabase.class,
            names = {"POSTGRESQL", "MARIADB"})
    void ofSixtyFourThreadsEveryOneIsToldTheTruth(TestDatabase database, SplittableRandom random) throws Exception {
        List<RecordStore> handles = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            handles.add(JdbcStores.of(database.source())
                    .schema(database.schemaOf(directory))
                    .openRecords());
        }
        StoreHistory.Recorded history = StoreHistory.record(handles, "races", MANY, 20, random);

        assertThat(history.violationInOrder()).isEmpty();
        assertThat(history.appends()).isPositive();
        assertThat(problems(handles.get(0))).isEmpty();
        handles.forEach(RecordStore::close);
    }

    /** H2 has no READ_UNCOMMITTED to offer that differs, SQLite one level only. */
    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, TRANSACTION_READ_UNCOMMITTED",
        "POSTGRESQL, TRANSACTION_SERIALIZABLE",
        "MARIADB, TRANSACTION_READ_UNCOMMITTED",
        "MARIADB, TRANSACTION_READ_COMMITTED",
        "MARIADB, TRANSACTION_SERIALIZABLE",
        "H2, TRANSACTION_READ_UNCOMMITTED",
        "H2, TRANSACTION_SERIALIZABLE"
    })
    void noIsolationLevelMatters(TestDatabase database, String isolation, SplittableRandom random) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                database == TestDatabase.H2
                        ? "jdbc:h2:file:" + directory.resolve("db") + ";USER=sa"
                        : TestDatabase.url(database));
        config.setTransactionIsolation(isolation);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(8);
        try (HikariDataSource source = new HikariDataSource(config)) {
            List<RecordStore> handles = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                JdbcStores stores = JdbcStores.of(source);
                handles.add(
                        database == TestDatabase.H2
                                ? stores.openRecords()
                                : stores.schema(database.schemaOf(directory)).openRecords());
            }
            assertThat(StoreHistory.record(handles, "races", 6, 15, random).violation())
                    .isEmpty();
            assertThat(problems(handles.get(0))).isEmpty();
            handles.forEach(RecordStore::close);
            try (Connection connection = source.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.getTransactionIsolation())
                        .isEqualTo(Connection.class.getField(isolation).getInt(null));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestDatabase.class,
            names = {"POSTGRESQL", "MARIADB"})
    void connectionsMayBeKilledAtAnyTime(TestDatabase database, SplittableRandom random) throws Exception {
        int threads = 8;
        int each = 40;
        String schema = database.schemaOf(directory);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(victims(database, schema));
        config.setMaximumPoolSize(10);
        Acknowledged acknowledged = new Acknowledged();
        CountDownLatch done = new CountDownLatch(threads);
        try (HikariDataSource source = new HikariDataSource(config);
                RecordStore store =
                        acknowledged.watch(JdbcStores.of(source).schema(schema).openRecords())) {
            List<Integer> counts = Together.run(threads + 1, t -> () -> {
                if (t == threads) {
                    return kill(database, schema, done, random);
                }
                try {
                    append(store, "own/t" + t, each);
                } finally {
                    done.countDown();
                }
                return each;
            });
            assertThat(counts.get(threads)).as("killed connections").isPositive();
        }
        try (RecordStore store = JdbcStores.of(database.source()).schema(schema).openRecords()) {
            assertThat(acknowledged.differences(store)).isEmpty();
            assertThat(problems(store)).isEmpty();
            for (int t = 0; t < threads; t++) {
                assertThat(store.pointer("own/t" + t).orElseThrow().revision()).isEqualTo(each);
            }
        }
    }

    private static void append(RecordStore store, String pointer, int count) {
        for (int i = 1; i <= count; i++) {
            Entry entry = Entry.of(
                    "note", 1, "{\"i\":" + i + "}", List.of(new Move(pointer, i, "v", Move.View.LINE)), List.of());
            try {
                assertThat(store.append(List.of(entry))).isInstanceOf(Appended.class);
            } catch (CommitUnknownException e) {
                i = (int) store.pointer(pointer).orElseThrow().revision();
            }
        }
    }

    /** A URL whose connections can be told from those of others. */
    private static String victims(TestDatabase database, String schema) {
        if (database == TestDatabase.POSTGRESQL) {
            return TestDatabase.url(database) + "&ApplicationName=" + schema;
        }
        database.execute(
                "create user " + schema + "@localhost", "grant all on " + schema + ".* to " + schema + "@localhost");
        return TestDatabase.url(database).replace("user=admin", "user=" + schema);
    }

    private static int kill(TestDatabase database, String schema, CountDownLatch done, SplittableRandom random)
            throws SQLException, InterruptedException {
        String find = database == TestDatabase.POSTGRESQL
                ? "select pid from pg_stat_activity where application_name = ?"
                : "select id from information_schema.processlist where user = ?";
        int killed = 0;
        try (Connection connection = database.source().getConnection();
                PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setString(1, schema);
            while (!done.await(random.nextInt(30), TimeUnit.MILLISECONDS)) {
                List<Long> victims = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        victims.add(rows.getLong(1));
                    }
                }
                if (!victims.isEmpty()) {
                    long victim = victims.get(random.nextInt(victims.size()));
                    killed += end(connection, database, victim);
                }
            }
        }
        return killed;
    }

    private static int end(Connection connection, TestDatabase database, long victim) {
        String sql = (database == TestDatabase.POSTGRESQL ? "select pg_terminate_backend(" : "kill (") + victim + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
            return 1;
        } catch (SQLException e) {
            // It has ended by itself.
            return 0;
        }
    }
}
