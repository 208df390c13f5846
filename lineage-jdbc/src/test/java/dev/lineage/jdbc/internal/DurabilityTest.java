package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.jdbc.JdbcStores;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** What is acknowledged is on the medium, however the application set up its connections. */
final class DurabilityTest {
    @TempDir
    private Path directory;

    private static Entry entry(int i) {
        return Entry.of("note", 1, "{\"i\":" + i + "}", List.of(), List.of());
    }

    /** A power cut leaves what is in the file, without anything that the process still holds. */
    @Test
    void theFileOfH2HasEveryAcknowledgedAppend() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:file:" + directory.resolve("db") + ";WRITE_DELAY=10000");
        source.setUser("sa");
        try (RecordStore store = JdbcStores.of(source).openRecords()) {
            for (int i = 0; i < 5; i++) {
                assertThat(store.append(List.of(entry(i)))).isEqualTo(new Appended(i));
                Path left = directory.resolve("left" + i);
                Files.copy(directory.resolve("db.mv.db"), Path.of(left + ".mv.db"));

                JdbcDataSource after = new JdbcDataSource();
                after.setUrl("jdbc:h2:file:" + left);
                after.setUser("sa");
                try (RecordStore found = JdbcStores.of(after).openRecords()) {
                    assertThat(found.entry(i)).contains(new LogEntry(i, entry(i)));
                }
            }
        }
    }

    @Test
    void h2FlushesAfterEveryCommit() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:file:" + directory.resolve("db"));
        source.setUser("sa");
        SpyingSource spy = new SpyingSource(source, (connection, what) -> {});
        try (RecordStore store = JdbcStores.of(spy).openRecords()) {
            store.append(List.of(entry(0)));
            spy.seen().clear();
            store.append(List.of(entry(1)));
            assertThat(spy.seen()).endsWith("commit", "checkpoint sync");
        }
    }

    @ParameterizedTest
    @CsvSource({"OFF, WAL, 2", "NORMAL, WAL, 2", "OFF, DELETE, 3", "NORMAL, DELETE, 3"})
    void sqliteCommitsSynchronously(String synchronous, String mode, int least) throws Exception {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve("db.sqlite"));
        source.setSynchronous(synchronous);
        List<String> atCommit = new ArrayList<>();
        SpyingSource spy = new SpyingSource(source, (connection, what) -> {
            if (what.equals("commit")) {
                atCommit.add(pragma(connection, "journal_mode") + " " + pragma(connection, "synchronous"));
            }
        });
        try (RecordStore store = JdbcStores.of(spy).openRecords()) {
            try (Connection connection = source.getConnection()) {
                pragma(connection, "journal_mode = " + mode);
            }
            store.append(List.of(entry(0)));
        }
        assertThat(atCommit).isNotEmpty().allSatisfy(found -> {
            assertThat(found).startsWithIgnoringCase(mode);
            assertThat(Integer.parseInt(found.substring(found.length() - 1))).isGreaterThanOrEqualTo(least);
        });
    }

    private static String pragma(Connection connection, String pragma) throws SQLException {
        return Dialect.single(connection, "pragma " + pragma);
    }

    /** The append itself turns it on, in the one statement that it is. */
    @Test
    void postgresqlCommitsSynchronously() throws SQLException {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        TestDatabase.POSTGRESQL.execute("create role lazy_" + schema + " superuser login");
        TestDatabase.POSTGRESQL.execute("alter role lazy_" + schema + " set synchronous_commit = off");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestDatabase.url(TestDatabase.POSTGRESQL));
        source.setUser("lazy_" + schema);
        try (Connection connection = source.getConnection()) {
            assertThat(Dialect.single(connection, "show synchronous_commit")).isEqualTo("off");
        }
        try (RecordStore store = JdbcStores.of(source).schema(schema).openRecords()) {
            // What the transaction has when it commits is seen by a trigger that waits for that moment.
            TestDatabase.POSTGRESQL.execute(
                    "create table " + schema + ".seen (setting text)",
                    "create function " + schema + ".look() returns trigger language plpgsql as $$ begin insert into "
                            + schema
                            + ".seen values (current_setting('synchronous_commit')); return null; end $$",
                    "create constraint trigger look after insert on " + schema
                            + ".lineage_log deferrable initially deferred for each row execute function " + schema
                            + ".look()");
            store.append(List.of(entry(0)));
        }
        try (Connection connection = TestDatabase.POSTGRESQL.source().getConnection()) {
            assertThat(Dialect.single(connection, "select setting from " + schema + ".seen"))
                    .isEqualTo("on");
        }
    }
}
