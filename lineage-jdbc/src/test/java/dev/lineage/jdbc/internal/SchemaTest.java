package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.StoreException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.Together;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How the tables come to be, who may do what with them, and what happens to tables that are not as they should be. */
final class SchemaTest {
    @TempDir
    private Path directory;

    private static Entry entry(String key, long revision) {
        return Entry.of(
                "note",
                1,
                "{\"key\":\"" + key + "\"}",
                List.of(new Move("notes/" + key, revision, "v" + revision, Move.View.LINE)),
                List.of(Attribute.text("key", key)),
                List.of(new Edge("note:" + key, "used", "data:x" + revision)));
    }

    private static List<Problem> problems(RecordStore store) {
        List<Problem> problems = new ArrayList<>();
        store.verify(problems::add);
        return problems;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tenMayOpenAnEmptyDatabaseAtOnce(TestDatabase database) throws Exception {
        if (database == TestDatabase.POSTGRESQL || database == TestDatabase.MARIADB) {
            database.schemaOf(directory);
        }
        List<StoreProvider.Stores> opened = Together.run(10, t -> () -> {
            StoreProvider.Stores stores = database.open(directory);
            assertThat(stores.records().append(List.of(entry("t" + t, 1)))).isInstanceOf(AppendResult.Appended.class);
            return stores;
        });
        for (StoreProvider.Stores stores : opened) {
            assertThat(stores.records().size()).isEqualTo(10);
        }
        assertThat(problems(opened.get(0).records())).isEmpty();
        opened.forEach(stores -> {
            stores.records().close();
            stores.artifacts().close();
        });
    }

    @Test
    void processesMayToo() throws Exception {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        String url = TestDatabase.url(TestDatabase.POSTGRESQL);
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opener.class.getName(),
                            url,
                            schema,
                            "p" + i)
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        RecordStore store =
                JdbcStores.of(TestDatabase.POSTGRESQL.source()).schema(schema).openRecords();
        assertThat(store.size()).isEqualTo(5);
        assertThat(problems(store)).isEmpty();
        store.close();
    }

    /** A process that opens and appends. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(arguments[0]);
            RecordStore store = JdbcStores.of(source).schema(arguments[1]).openRecords();
            store.append(List.of(entry(arguments[2], 1)));
            store.close();
        }
    }

    @Test
    void anAdministratorMayMakeTheTablesInstead() throws Exception {
        for (TestDatabase database : List.of(TestDatabase.POSTGRESQL, TestDatabase.MARIADB)) {
            String schema = database.schemaOf(directory);
            JdbcStores checked = JdbcStores.of(database.source()).schema(schema).createTables(false);
            assertThatThrownBy(checked::openRecords)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("dev/lineage/jdbc/sql/" + script(database) + ".sql");

            String sql;
            try (var in = Objects.requireNonNull(
                    JdbcStores.class.getResourceAsStream("/dev/lineage/jdbc/sql/" + script(database) + ".sql"))) {
                sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            sql = sql.lines().filter(line -> !line.startsWith("--")).reduce("", (a, b) -> a + b + "\n");
            database.execute(sql.replace("${schema}", schema + ".")
                    .replace("${prefix}", "lineage_")
                    .replace("${collation}", "utf8mb4_nopad_bin")
                    .strip()
                    .split(";\\s*(\n|$)"));

            RecordStore store = checked.openRecords();
            store.append(List.of(entry("a", 1)));
            assertThat(problems(store)).isEmpty();
            store.close();
        }
    }

    private static String script(TestDatabase database) {
        return database == TestDatabase.POSTGRESQL ? "postgresql" : "mariadb";
    }

    @Test
    void aReaderNeedsSelectAndAWriterInsert() throws Exception {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        RecordStore owner =
                JdbcStores.of(TestDatabase.POSTGRESQL.source()).schema(schema).openRecords();
        owner.append(List.of(entry("a", 1)));
        TestDatabase.POSTGRESQL.execute(
                "create role r_" + schema + " login",
                "create role w_" + schema + " login",
                "grant usage on schema " + schema + " to r_" + schema + ", w_" + schema,
                "grant select on all tables in schema " + schema + " to r_" + schema + ", w_" + schema,
                "grant insert on all tables in schema " + schema + " to w_" + schema);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestDatabase.url(TestDatabase.POSTGRESQL));
        requireRoles(source, schema, owner, source::setUser);

        String database = TestDatabase.MARIADB.schemaOf(directory);
        RecordStore other =
                JdbcStores.of(TestDatabase.MARIADB.source()).schema(database).openRecords();
        other.append(List.of(entry("a", 1)));
        for (String user : List.of("r_" + database, "w_" + database)) {
            TestDatabase.MARIADB.execute(
                    "create user " + user + "@localhost",
                    "grant select on " + database + ".* to " + user + "@localhost");
        }
        TestDatabase.MARIADB.execute("grant insert on " + database + ".* to w_" + database + "@localhost");
        MariaDbDataSource maria = new MariaDbDataSource();
        maria.setUrl(TestDatabase.url(TestDatabase.MARIADB).replace("?user=admin", ""));
        requireRoles(maria, database, other, maria::setUser);
    }

    private interface User {
        void set(String name) throws SQLException;
    }

    private static void requireRoles(DataSource source, String schema, RecordStore owner, User user)
            throws SQLException {
        user.set("r_" + schema);
        RecordStore reader = JdbcStores.of(source).schema(schema).openRecords();
        assertThat(reader.entries(0, 10)).isEqualTo(owner.entries(0, 10));
        assertThat(reader.pointer("notes/a")).isEqualTo(owner.pointer("notes/a"));
        assertThat(problems(reader)).isEmpty();
        assertThatThrownBy(() -> reader.append(List.of(entry("b", 1))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("may insert");
        reader.close();
        user.set("w_" + schema);
        RecordStore writer = JdbcStores.of(source).schema(schema).openRecords();
        assertThat(writer.append(List.of(entry("b", 1), entry("a", 2)))).isEqualTo(new AppendResult.Appended(1));
        writer.close();
        assertThat(owner.size()).isEqualTo(3);
        assertThat(problems(owner)).isEmpty();
        owner.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = TestDatabase.class,
            names = {"POSTGRESQL", "MARIADB"})
    void tablesOfANewerLineageAreLeftAlone(TestDatabase database) {
        String schema = database.schemaOf(directory);
        JdbcStores.of(database.source()).schema(schema).openRecords().close();
        database.execute("update " + schema + ".lineage_meta set content = '7' where name = 'format'");

        assertThatThrownBy(() -> JdbcStores.of(database.source()).schema(schema).openRecords())
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("format 7");
    }

    @Test
    void registriesWithOtherPrefixesShareASchema() {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        RecordStore one = JdbcStores.of(TestDatabase.POSTGRESQL.source())
                .schema(schema)
                .tablePrefix("one_")
                .openRecords();
        RecordStore two = JdbcStores.of(TestDatabase.POSTGRESQL.source())
                .schema(schema)
                .tablePrefix("two_")
                .openRecords();
        one.append(List.of(entry("a", 1)));

        assertThat(two.size()).isZero();
        one.close();
        two.close();
        for (String bad : List.of("", "a b", "a;drop table x", "é", "1a", "a\"", "a".repeat(32))) {
            assertThatThrownBy(() ->
                            JdbcStores.of(TestDatabase.POSTGRESQL.source()).tablePrefix(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatSomebodyChangesInTheTablesIsFound() {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        RecordStore store =
                JdbcStores.of(TestDatabase.POSTGRESQL.source()).schema(schema).openRecords();
        for (int i = 1; i <= 5; i++) {
            store.append(List.of(entry("a", i)));
        }
        Map<String, String> changes = Map.of(
                "update %s.lineage_log set entry = replace(entry, 'v3', 'v9') where position = 2",
                "entry 2",
                "update %s.lineage_pointers set content = 'v9' where revision = 3",
                "table pointers",
                "delete from %s.lineage_attributes where position = 1",
                "table attributes",
                "update %s.lineage_edges set target = 'data:y' where position = 4",
                "table edges",
                "delete from %s.lineage_children",
                "table children",
                "insert into %s.lineage_children values ('notes', 'ghost')",
                "table children",
                "insert into %s.lineage_pointers values ('notes/b', 2, 'v', 'line', 4)",
                "table pointers",
                "update %s.lineage_log set digest = repeat('0', 64) where position = 0",
                "entry 0",
                "delete from %s.lineage_log where position = 3",
                "entry 3");
        changes.forEach((change, subject) -> {
            assertThat(problemsAfter(schema, change))
                    .as(change)
                    .extracting(Problem::subject)
                    .contains(subject);
        });
        assertThat(problems(store)).isEmpty();
        store.close();
    }

    /** The problems of a copy of the tables in which something was changed. */
    private List<Problem> problemsAfter(String schema, String change) {
        String copy = schema + "_c";
        TestDatabase.POSTGRESQL.execute("drop schema if exists " + copy + " cascade", "create schema " + copy);
        RecordStore made =
                JdbcStores.of(TestDatabase.POSTGRESQL.source()).schema(copy).openRecords();
        for (String table : List.of("log", "pointers", "children", "attributes", "edges")) {
            TestDatabase.POSTGRESQL.execute(
                    "insert into " + copy + ".lineage_" + table + " select * from " + schema + ".lineage_" + table);
        }
        assertThat(problems(made)).isEmpty();
        TestDatabase.POSTGRESQL.execute(String.format(change, copy));
        List<Problem> problems = problems(made);
        made.close();
        return problems;
    }

    @Test
    void aDatabaseThatForgetsCommitsIsRefused() {
        String schema = TestDatabase.MARIADB.schemaOf(directory);
        TestDatabase.MARIADB.execute("set global innodb_flush_log_at_trx_commit = 2");
        try {
            assertThatThrownBy(() -> JdbcStores.of(TestDatabase.MARIADB.source())
                            .schema(schema)
                            .openRecords())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("innodb_flush_log_at_trx_commit = 2");
        } finally {
            TestDatabase.MARIADB.execute("set global innodb_flush_log_at_trx_commit = 1");
        }
    }

    @Test
    void aDatabaseInMemoryOfOneConnectionSaysSo() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:mem:");
        assertThatThrownBy(() -> JdbcStores.of(source).openRecords())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another one for each");
        source.setUrl("jdbc:h2:mem:" + getClass().getSimpleName());
        try (Connection open = source.getConnection()) {
            RecordStore store = JdbcStores.of(source).openRecords();
            store.append(List.of(entry("a", 1)));
            assertThat(store.entry(0)).contains(new LogEntry(0, entry("a", 1)));
            store.close();
            assertThat(open.isValid(1)).isTrue();
        }
    }
}
