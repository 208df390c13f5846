package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lineage.StoreException;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.AppendResult.Conflict;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Pools and transactions of the application that the store lives in. */
final class DataSourcesTest {
    @TempDir
    private Path directory;

    private static Entry entry(long revision) {
        return Entry.of(
                "note", 1, "{}", List.of(new Move("notes", revision, "v" + revision, Move.View.LINE)), List.of());
    }

    private static HikariConfig config(TestDatabase server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestDatabase.url(server));
        config.setMaximumPoolSize(3);
        config.setConnectionTimeout(2_000);
        return config;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsGoBackAsTheyCame(boolean autoCommit) throws SQLException {
        for (TestDatabase database : List.of(TestDatabase.POSTGRESQL, TestDatabase.MARIADB)) {
            // One connection, which nobody resets when it is given back.
            SingleConnectionDataSource source = new SingleConnectionDataSource(TestDatabase.url(database), true);
            source.setAutoCommit(autoCommit);
            try (RecordStore store =
                    JdbcStores.of(source).schema(database.schemaOf(directory)).openRecords()) {
                assertThat(store.append(List.of(entry(1)))).isEqualTo(new Appended(0));
                assertThat(source.getConnection().getAutoCommit()).isEqualTo(autoCommit);
                assertThat(store.append(List.of(entry(1)))).isInstanceOf(Conflict.class);
                assertThat(store.entry(0)).contains(new LogEntry(0, entry(1)));
                assertThat(source.getConnection().getAutoCommit()).isEqualTo(autoCommit);
            } finally {
                source.destroy();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestDatabase.class,
            names = {"POSTGRESQL", "MARIADB"})
    void aTransactionOfTheApplicationIsNeitherJoinedNorBroken(TestDatabase database) {
        String schema = database.schemaOf(directory);
        database.execute("create table " + schema + ".orders (id int primary key)");
        try (HikariDataSource pool = new HikariDataSource(config(database));
                RecordStore store = JdbcStores.of(new TransactionAwareDataSourceProxy(pool))
                        .schema(schema)
                        .openRecords()) {
            JdbcTemplate application = new JdbcTemplate(pool);
            TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));

            transaction.executeWithoutResult(status -> {
                application.update("insert into " + schema + ".orders values (1)");
                assertThat(store.append(List.of(entry(1)))).isEqualTo(new Appended(0));
                // A refused append leaves the application's transaction alone.
                assertThat(store.append(List.of(entry(1)))).isInstanceOf(Conflict.class);
                application.update("insert into " + schema + ".orders values (2)");
                status.setRollbackOnly();
            });
            assertThat(application.queryForObject("select count(*) from " + schema + ".orders", Integer.class))
                    .isZero();
            assertThat(store.size()).isEqualTo(1);

            transaction.executeWithoutResult(status -> {
                application.update("insert into " + schema + ".orders values (3)");
                assertThat(store.append(List.of(entry(2)))).isEqualTo(new Appended(1));
            });
            assertThat(application.queryForObject("select count(*) from " + schema + ".orders", Integer.class))
                    .isEqualTo(1);
            assertThat(store.size()).isEqualTo(2);
        }
    }

    @Test
    void aPoolWithNothingLeftIsSaidToBe() throws SQLException {
        HikariConfig config = config(TestDatabase.POSTGRESQL);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(250);
        try (HikariDataSource pool = new HikariDataSource(config);
                RecordStore store = JdbcStores.of(pool)
                        .schema(TestDatabase.POSTGRESQL.schemaOf(directory))
                        .openRecords()) {
            try (Connection taken = pool.getConnection()) {
                assertThat(taken.isClosed()).isFalse();
                assertThatThrownBy(() -> store.append(List.of(entry(1))))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("Nothing was written")
                        .hasMessageContaining("Connection is not available");
            }
            assertThat(store.append(List.of(entry(1)))).isEqualTo(new Appended(0));
        }
    }
}
