package dev.lineage.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Figures of registries in databases, each with its floor measured in the same run: {@code DatabaseFigures <scratch
 * directory> [versions]}. The database is filled with that many versions, a million by default, and twice as many edges.
 */
public final class DatabaseFigures {
    private static final int APPENDS = 200;
    private static final int LOOKUPS = 2_000;
    private static final int WALKS = 50;
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final String PADDING = "x".repeat(3_700);

    private DatabaseFigures() {}

    /** Measures; the first argument is a directory on the disk that matters, the second a number of versions. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(
                Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "target/figures")), "jdbc");
        int versions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        Figures.header();
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_wal_size", "4GB")
                .start()) {
            try (HikariDataSource postgres = pooled(server.getJdbcUrl("postgres", "postgres"))) {
                appends("PostgreSQL", postgres, "");
                lookups(postgres, versions);
            }
        }
        try (HikariDataSource h2 = pooled("jdbc:h2:file:" + directory.resolve("db") + ";USER=sa")) {
            appends("H2", h2, "checkpoint sync");
        }
        String sqlite = "jdbc:sqlite:" + directory.resolve("db.sqlite") + "?journal_mode=WAL&synchronous=FULL";
        try (HikariDataSource file = pooled(sqlite)) {
            appends("SQLite", file, "");
        }
    }

    private static HikariDataSource pooled(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    // ---- R2

    private static Entry entry() {
        String key = "k" + COUNTER.incrementAndGet();
        return Entry.of(
                "figure",
                1,
                "{\"padding\":\"" + PADDING + "\"}",
                List.of(new Move("figures/" + key, 1, key, Move.View.HIDDEN)),
                List.of(Attribute.text("key", key)),
                List.of(new Edge("figure:" + key, "used", "data:" + key)));
    }

    private static void appends(String database, DataSource source, String flush) throws Exception {
        try (RecordStore store = JdbcStores.of(source).openRecords();
                RecordStore bare = JdbcStores.of(source).tablePrefix("bare_").openRecords()) {
            Figures.compare(
                    "R2 append of a 4 KB entry on " + database,
                    "<= 1.3",
                    APPENDS,
                    () -> {
                        for (int i = 0; i < APPENDS; i++) {
                            store.append(List.of(entry()));
                        }
                    },
                    () -> byHand(source, flush));
            if (bare.size() == 0) {
                throw new IllegalStateException("Nothing was written by hand");
            }
        }
    }

    /** The same rows in one transaction each, on one connection, with nothing checked. */
    private static void byHand(DataSource source, String flush) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement head =
                        connection.prepareStatement("select coalesce(max(position), -1) + 1 from bare_log");
                PreparedStatement log = connection.prepareStatement(
                        "insert into bare_log (position, append_id, type, format, digest, entry) values (?, ?, ?, ?, ?, ?)");
                PreparedStatement pointer = connection.prepareStatement(
                        "insert into bare_pointers (name, revision, content, shown_as, position) values (?, ?, ?, ?, ?)");
                PreparedStatement attribute = connection.prepareStatement(
                        "insert into bare_attributes (position, ordinal, entry_type, name, attr_key, text_value)"
                                + " values (?, ?, ?, ?, ?, ?)");
                PreparedStatement edge = connection.prepareStatement(
                        "insert into bare_edges (position, ordinal, source, type, target) values (?, ?, ?, ?, ?)");
                Statement flushing = connection.createStatement()) {
            for (int i = 0; i < APPENDS; i++) {
                Entry entry = entry();
                connection.setAutoCommit(false);
                long position;
                try (ResultSet rows = head.executeQuery()) {
                    rows.next();
                    position = rows.getLong(1);
                }
                set(
                        log,
                        position,
                        "0".repeat(32),
                        "figure",
                        1,
                        entry.digest().hex(),
                        new String(entry.bytes(), StandardCharsets.UTF_8));
                set(pointer, entry.moves().get(0).pointer(), 1L, "v", "hidden", position);
                set(attribute, position, 0, "figure", "key", "", "v" + position);
                set(
                        edge,
                        position,
                        0,
                        entry.edges().get(0).source(),
                        "used",
                        entry.edges().get(0).target());
                connection.commit();
                connection.setAutoCommit(true);
                if (!flush.isEmpty()) {
                    flushing.execute(flush);
                }
            }
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }

    // ---- L3, L4 and G1

    private static void lookups(DataSource source, int versions) throws Exception {
        try (RecordStore store = JdbcStores.of(source).tablePrefix("big_").openRecords()) {
            store.append(List.of(Entry.of(
                    "figure",
                    1,
                    "{\"padding\":\"" + PADDING.substring(0, 1_500) + "\"}",
                    List.of(
                            new Move("models/m/stages/production", 1, "m@1", Move.View.LINE),
                            new Move("models/m/versions", 1, "m@1", Move.View.DOCUMENT)),
                    List.of())));
            lookUp(source, store, "with 1 version");
            fill(source, versions);
            lookUp(source, store, "with " + versions + " versions");
            walk(source, store, versions);
        }
    }

    private static void lookUp(DataSource source, RecordStore store, String what) throws Exception {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement("select entry from big_log where position = ?")) {
            Figures.compare(
                    "L3 look-up of a release " + what,
                    "<= 3.3",
                    LOOKUPS,
                    () -> {
                        for (int i = 0; i < LOOKUPS; i++) {
                            if (store.size() == 0
                                    || store.claim("models/m/stages/production").isEmpty()
                                    || store.claim("models/m/versions", 1).isEmpty()) {
                                throw new IllegalStateException("Nothing was found");
                            }
                        }
                    },
                    () -> {
                        for (int i = 0; i < LOOKUPS; i++) {
                            query.setLong(1, 0);
                            try (ResultSet rows = query.executeQuery()) {
                                rows.next();
                                rows.getString(1);
                            }
                        }
                    });
        }
    }

    /** Rows of the widths that versions have; the edges go from each node to two of the thousand before it. */
    private static void fill(DataSource source, int versions) throws SQLException {
        String series = " from generate_series(1, " + versions + ") as i";
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select setseed(0.5)");
            statement.execute(
                    "insert into big_log select i, repeat('0', 32), 'version', 1, md5(i::text) || md5(i::text),"
                            + " repeat(md5(i::text), 40)" + series);
            statement.execute(
                    "insert into big_pointers select 'versions/' || md5(i::text) || md5(i::text), 1, 'm' || i,"
                            + " 'hidden', i" + series);
            statement.execute("insert into big_edges select i, k, 'version:' || i, 'used', 'version:'"
                    + " || greatest(0, i - 1 - floor(random() * 1000)::bigint)" + series
                    + ", generate_series(0, 1) as k");
            statement.execute("create table hand_edges as select source, target from big_edges");
            statement.execute("create index on hand_edges (source, target)");
            statement.execute("create index on hand_edges (target, source)");
            statement.execute("vacuum analyze");
        }
    }

    private static void walk(DataSource source, RecordStore store, int versions) throws Exception {
        for (Edge.Direction direction : Edge.Direction.values()) {
            boolean up = direction == Edge.Direction.UPSTREAM;
            String from = "version:" + (up ? 3_000 : versions - 3_000);
            String sql = "with recursive r(n) as (select " + (up ? "target" : "source") + " from hand_edges where "
                    + (up ? "source" : "target") + " = ? union select " + (up ? "e.target" : "e.source")
                    + " from r join hand_edges e on " + (up ? "e.source" : "e.target")
                    + " = r.n) select n from r order by n limit 10000";
            Reach question = new Reach(
                    Set.of(from), direction, Set.of(), Set.of(), Reach.UNBOUNDED, Optional.empty(), Reach.MAX_LIMIT);
            try (Connection connection = source.getConnection();
                    PreparedStatement query = connection.prepareStatement(sql)) {
                Set<String> found = new HashSet<>();
                query.setString(1, from);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
                if (!found.equals(new HashSet<>(store.reachable(question)))) {
                    throw new IllegalStateException("The walks do not agree");
                }
                Figures.compare(
                        "G1 " + direction.name().toLowerCase(Locale.ROOT) + ", " + found.size() + " nodes of "
                                + versions,
                        "<= 1.2",
                        WALKS,
                        () -> {
                            for (int i = 0; i < WALKS; i++) {
                                store.reachable(question);
                            }
                        },
                        () -> {
                            for (int i = 0; i < WALKS; i++) {
                                query.setString(1, from);
                                try (ResultSet rows = query.executeQuery()) {
                                    while (rows.next()) {
                                        rows.getString(1);
                                    }
                                }
                            }
                        });
            }
        }
    }
}
