package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.ModelVersion;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people ask of the tables by hand: the queries of the README, as they stand there, and the types of the columns. */
final class ViewsTest {
    private static final Path README = Path.of("../README.md");
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Matcher m = SQL.matcher(Files.readString(README)); m.find(); ) {
            queries.add(m.group(1));
        }
        return queries;
    }

    private ModelVersion record(ModelRegistry registry, double eta, double auc) throws IOException {
        Path data = directory.resolve("data.csv");
        Files.writeString(data, "x,y\n");
        return registry.record("fraud")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .data("train", data)
                .param("eta", eta)
                .param("depth", 7)
                .param("loss", eta > 0.15 ? "hinge" : "log")
                .metric("auc", auc)
                .artifact("model", Files.writeString(directory.resolve("weights"), "w" + eta))
                .commit();
    }

    private Connection connection(TestDatabase database, Path place) throws SQLException {
        switch (database) {
            case H2 -> {
                return DriverManager.getConnection("jdbc:h2:file:" + place.resolve("db"), "sa", "");
            }
            case SQLITE -> {
                return DriverManager.getConnection("jdbc:sqlite:" + place.resolve("db.sqlite"));
            }
            default -> {
                Connection connection = DriverManager.getConnection(TestDatabase.url(database));
                try (Statement statement = connection.createStatement()) {
                    statement.execute((database == TestDatabase.POSTGRESQL ? "set search_path to " : "use ")
                            + database.schemaOf(place));
                }
                return connection;
            }
        }
    }

    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        List<List<String>> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(Objects.requireNonNullElse(rows.getString(i), "-"));
                }
                found.add(row);
            }
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theQueriesOfTheReadmeAnswer(TestDatabase database) throws Exception {
        Path place = Files.createDirectory(directory.resolve("db"));
        StoreProvider.Stores stores = database.open(place);
        try (ModelRegistry registry = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .open()) {
            ModelVersion first = record(registry, 0.1, 0.91);
            ModelVersion second = record(registry, 0.2, 0.88);
            registry.promote("fraud@1")
                    .to("production")
                    .because("it is\nbetter")
                    .by("ana")
                    .commit();
            List<String> queries = queries();
            assertThat(queries).hasSize(5);
            try (Connection connection = connection(database, place)) {
                List<List<String>> production = rows(connection, queries.get(0));
                assertThat(production).hasSize(1);
                assertThat(production.get(0))
                        .startsWith("fraud", "fraud@1", "ana")
                        .endsWith("it is\nbetter");
                assertThat(production.get(0).get(3)).startsWith("20");
                assertThat(rows(connection, queries.get(1)))
                        .extracting(row -> row.subList(0, 2))
                        .containsExactly(List.of("fraud@1", "0.91"), List.of("fraud@2", "0.88"));
                assertThat(rows(connection, queries.get(2)))
                        .containsExactly(
                                List.of("eta", "0.1", "0.2", "-", "-"), List.of("loss", "-", "-", "log", "hinge"));
                assertThat(rows(connection, queries.get(3)))
                        .containsExactly(List.of("fraud@1", "train", "production"), List.of("fraud@2", "train", "-"));
                assertThat(rows(connection, queries.get(4)))
                        .extracting(row -> row.get(0))
                        .isSorted()
                        .contains("version:" + first.digest(), "version:" + second.digest())
                        .anyMatch(node -> node.startsWith("release:fraud/production/1"))
                        .anyMatch(node -> node.startsWith("run:" + first.digest()))
                        .hasSize(9);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theColumnsHaveTypes(TestDatabase database) throws Exception {
        Path place = Files.createDirectory(directory.resolve("db"));
        StoreProvider.Stores stores = database.open(place);
        try (ModelRegistry registry = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .open()) {
            record(registry, 0.1, 0.91);
            registry.promote("fraud@1")
                    .to("production")
                    .because("better")
                    .by("ana")
                    .commit();
            try (Connection connection = connection(database, place)) {
                Map<String, Integer> types = new HashMap<>();
                for (String view : List.of(
                        "versions", "parameters", "metrics", "pins", "artifacts", "stages", "stage_history", "edges")) {
                    try (PreparedStatement statement = connection.prepareStatement("select * from lineage_" + view);
                            ResultSet rows = statement.executeQuery()) {
                        assertThat(rows.next()).as(view).isTrue();
                        ResultSetMetaData columns = rows.getMetaData();
                        for (int i = 1; i <= columns.getColumnCount(); i++) {
                            types.put(
                                    view + "." + columns.getColumnLabel(i).toLowerCase(Locale.ROOT),
                                    columns.getColumnType(i));
                        }
                    }
                }
                Set<Integer> integers = Set.of(Types.BIGINT, Types.INTEGER);
                for (String column :
                        List.of("versions.number", "stages.revision", "versions.position", "pins.number")) {
                    assertThat(types.get(column)).as(column).isIn(integers);
                }
                for (String column : List.of("parameters.number_value", "metrics.number_value")) {
                    assertThat(types.get(column)).as(column).isIn(Types.DOUBLE, Types.REAL, Types.FLOAT);
                }
                if (database != TestDatabase.SQLITE) {
                    for (String column : List.of("versions.finished_at", "stages.moved_at", "stage_history.moved_at")) {
                        assertThat(types.get(column)).as(column).isIn(Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE);
                    }
                }
                assertThat(types.get("versions.digest")).isEqualTo(Types.VARCHAR);
            }
        }
    }
}
