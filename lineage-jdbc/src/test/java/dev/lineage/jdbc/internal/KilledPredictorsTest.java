package dev.lineage.jdbc.internal;

import dev.lineage.ModelRegistry;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.KilledPredictors;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** {@link KilledPredictors} on the databases that several processes can use. More with {@code -Dlineage.kills=}. */
@ExtendWith(Seeded.class)
final class KilledPredictorsTest {
    private static final int KILLS = Integer.getInteger("lineage.kills", 4);

    @ParameterizedTest
    @EnumSource(
            value = TestDatabase.class,
            names = {"POSTGRESQL", "MARIADB", "SQLITE"})
    void whatWasAcknowledgedIsFound(TestDatabase database, @TempDir Path directory, SplittableRandom random)
            throws Exception {
        String schema = database == TestDatabase.SQLITE ? "" : database.schemaOf(directory);
        String url = database == TestDatabase.SQLITE
                ? "jdbc:sqlite:" + directory.resolve("db.sqlite")
                : TestDatabase.url(database);
        String artifacts = TestDatabase.artifacts(directory);
        new KilledPredictors(
                        directory,
                        () -> open(url, schema, artifacts),
                        output -> new ProcessBuilder(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-classpath",
                                        System.getProperty("java.class.path"),
                                        Predicting.class.getName(),
                                        url,
                                        schema,
                                        artifacts)
                                .redirectOutput(output.toFile())
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start())
                .run(KILLS, random);
    }

    private static ModelRegistry open(String url, String schema, String artifacts) {
        JdbcStores jdbc = JdbcStores.of(source(url)).artifacts(artifacts);
        StoreProvider.Stores stores = (schema.isEmpty() ? jdbc : jdbc.schema(schema)).open();
        return ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .predictions(stores.predictions().orElseThrow())
                .open();
    }

    private static DataSource source(String url) {
        try {
            if (url.startsWith("jdbc:postgresql:")) {
                PGSimpleDataSource postgres = new PGSimpleDataSource();
                postgres.setUrl(url);
                return postgres;
            }
            if (url.startsWith("jdbc:mariadb:")) {
                return new MariaDbDataSource(url);
            }
            SQLiteDataSource sqlite = new SQLiteDataSource();
            sqlite.setUrl(url);
            return sqlite;
        } catch (SQLException e) {
            throw new IllegalArgumentException(url, e);
        }
    }

    /** Predicts until it is killed. */
    public static final class Predicting {
        private Predicting() {}

        /** The URL, the schema and the artifacts. */
        public static void main(String[] arguments) {
            KilledPredictors.predict(open(arguments[0], arguments[1], arguments[2]), System.out::println);
        }
    }
}
