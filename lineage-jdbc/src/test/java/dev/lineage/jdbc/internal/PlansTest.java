package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.jdbc.JdbcStores;
import dev.lineage.model.Digest;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.Value;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Edge.Direction;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.Query;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.TestPredictions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * No call reads a whole table: the plans that PostgreSQL makes for every statement that the store sends, over tables with
 * {@value #DEFAULT_ENTRIES} entries, or as many as {@code -Dlineage.entries=} says.
 */
final class PlansTest {
    private static final int DEFAULT_ENTRIES = 20_000;
    private static final int ENTRIES = Integer.getInteger("lineage.entries", DEFAULT_ENTRIES);
    private static final int PER_MODEL = 20;

    @TempDir
    private Path directory;

    /** Something with as many attributes, edges and pointers as a version has. */
    private static Entry version(int i) {
        String model = "model" + i / PER_MODEL;
        long number = 1L + i % PER_MODEL;
        String hex = Digest.of(("v" + i).getBytes(StandardCharsets.UTF_8)).hex();
        String data = "data:sha256:"
                + Digest.of(("d" + i / 3).getBytes(StandardCharsets.UTF_8)).hex();
        return Entry.of(
                "version",
                1,
                "{\"i\":" + i + "}",
                List.of(
                        new Move("models/" + model + "/versions", number, "sha256:" + hex, Move.View.DOCUMENT),
                        new Move("versions/" + hex, 1, model + "@" + number, Move.View.HIDDEN)),
                List.of(
                        Attribute.text("model", model),
                        Attribute.number("number", Value.of(BigDecimal.valueOf(number))),
                        Attribute.text("digest", "sha256:" + hex),
                        Attribute.text("by", "user" + i % 7),
                        Attribute.text("pin", "train", data),
                        Attribute.text("param", "loss", "log"),
                        Attribute.number("param", "eta", Value.of(i % 100 / 100.0)),
                        Attribute.number("metric", "auc", Value.of(i % 1_000 / 1_000.0))),
                List.of(
                        new Edge("version:" + hex, "wasGeneratedBy", "recipe:" + i / 2),
                        new Edge("recipe:" + i / 2, "used", data)));
    }

    @Test
    void noStatementReadsAWholeTable() throws SQLException {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        SpyingSource source = new SpyingSource(TestDatabase.POSTGRESQL.source(), (connection, what) -> {});
        try (RecordStore store = JdbcStores.of(source).schema(schema).openRecords()) {
            List<Entry> some = new ArrayList<>();
            for (int i = 0; i < ENTRIES; i++) {
                some.add(version(i));
                if (some.size() == RecordStore.MAX_ENTRIES || i == ENTRIES - 1) {
                    assertThat(store.append(some)).isInstanceOf(Appended.class);
                    some.clear();
                }
            }
            TestDatabase.POSTGRESQL.execute("analyze");
            source.seen().clear();
            ask(store);
        }
        assertThat(source.seen()).hasSizeGreaterThan(15);
        requireIndexes(source);
    }

    @Test
    void noQuestionOfPredictionsReadsAWholeTable() throws SQLException, IOException {
        String schema = TestDatabase.POSTGRESQL.schemaOf(directory);
        SpyingSource source = new SpyingSource(TestDatabase.POSTGRESQL.source(), (connection, what) -> {});
        StoreProvider.Stores stores = JdbcStores.of(source)
                .schema(schema)
                .artifacts(TestDatabase.artifacts(directory))
                .open();
        try (PredictionStore store = stores.predictions().orElseThrow()) {
            for (int number = 1; number <= 20; number++) {
                try (PredictionSink sink = store.open(TestPredictions.stream("fraud", number))) {
                    sink.write(TestPredictions.chunk(TestPredictions.records(1, 1_000)));
                }
            }
            // So many streams that a table of them is not read as a whole.
            TestDatabase.POSTGRESQL.execute(
                    "insert into " + schema
                            + ".lineage_prediction_streams select md5(n::text), 'model' || n % 100, 'a@1',"
                            + " 'sha256', 'production', n, 0, 0, 1, n from generate_series(1, 20000) n",
                    "analyze");
            source.seen().clear();
            String stream = TestPredictions.stream("fraud", 7).id();
            PredictionRecord some = store.read("fraud", stream, 500, 1).get(0);
            for (PredictionStore.Key key : PredictionStore.Key.values()) {
                String value = key == PredictionStore.Key.ID
                        ? some.id()
                        : some.subject().orElse("nobody");
                List<PredictionStore.Found> found = store.find("fraud", key, value, Optional.empty(), 2);
                assertThat(found).isNotEmpty();
                store.find("fraud", key, value, Optional.of(found.get(0)), 2);
            }
            store.erase("fraud", stream, new TreeSet<>(Set.of(17L)));
            store.delete("fraud", stream, 10);
            store.end("fraud", stream, Duration.ofMinutes(1));
            assertThat(source.seen()).hasSizeGreaterThan(7);
            requireIndexes(source);
        }
        stores.artifacts().close();
        stores.records().close();
    }

    private static void requireIndexes(SpyingSource source) throws SQLException {
        Set<String> statements = new LinkedHashSet<>(source.seen());
        // Only in simple queries may the parameters stay open.
        PGSimpleDataSource simple = new PGSimpleDataSource();
        simple.setUrl(TestDatabase.url(TestDatabase.POSTGRESQL));
        simple.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = simple.getConnection()) {
            for (String sql : statements) {
                if (sql.matches("(?is)(select|insert|update|delete|with) .*")
                        && !sql.contains("pg_advisory")
                        && !sql.contains("current_setting(")) {
                    assertThat(plan(connection, sql)).as(sql).doesNotContain("Seq Scan");
                }
            }
        }
    }

    /** Every question that there is, in every form that makes another statement. */
    private static void ask(RecordStore store) {
        Digest digest = Digest.of("v7".getBytes(StandardCharsets.UTF_8));
        String version = "version:" + digest.hex();
        assertThat(store.size()).isEqualTo(ENTRIES);
        assertThat(store.entry(7)).isPresent();
        assertThat(store.entries(100, 10)).hasSize(10);
        assertThat(store.pointer("versions/" + digest.hex())).isPresent();
        assertThat(store.pointer("models/model3/versions", 2)).isPresent();
        assertThat(store.claim("versions/" + digest.hex())).isPresent();
        assertThat(store.claim("models/model3/versions", 2)).isPresent();
        assertThat(store.children("models", Optional.of("model10"), 10)).hasSize(10);
        assertThat(store.edges(Set.of(version), Direction.UPSTREAM, Optional.empty(), 10))
                .hasSize(1);
        assertThat(store.edges(Set.of("recipe:3"), Direction.DOWNSTREAM, Optional.empty(), 10))
                .isNotEmpty();
        for (Direction direction : Direction.values()) {
            List<Edge> first = store.edges(Set.of(version, "recipe:3"), direction, Optional.empty(), 1);
            store.edges(Set.of(version, "recipe:3"), direction, first.stream().findFirst(), 10);
            store.reachable(new Reach(
                    Set.of(version),
                    direction,
                    Set.of(),
                    Set.of("recipe", "data"),
                    Reach.UNBOUNDED,
                    Optional.empty(),
                    100));
        }
        for (Set<String> types : List.of(Set.<String>of(), Set.of("used", "wasGeneratedBy"))) {
            for (Direction direction : Direction.values()) {
                store.reachable(new Reach(Set.of(version), direction, types, Set.of(), 20, Optional.empty(), 100));
            }
        }
        Query.Condition model = is(Attribute.text("model", "model26"));
        Query.Condition auc =
                new Query.Condition(Query.Operator.AT_LEAST, Attribute.number("metric", "auc", Value.of(0.5)));
        Query.Condition eta = is(Attribute.number("param", "eta", Value.of(0.25)));
        Query.Condition loss = new Query.Condition(Query.Operator.NOT_EQUAL, Attribute.text("param", "loss", "hinge"));
        for (List<Query.Condition> conditions : List.of(
                List.<Query.Condition>of(),
                List.of(model),
                List.of(auc),
                List.of(eta),
                List.of(model, auc, loss),
                List.of(eta, auc))) {
            assertThat(store.search(new Query("version", conditions, OptionalLong.of(ENTRIES - 10L), 10)))
                    .isNotEmpty();
        }
        store.append(List.of(Entry.of(
                "note",
                1,
                "{}",
                List.of(new Move("notes", 1, "v", Move.View.LINE)),
                List.of(Attribute.text("a", "b")),
                List.of(new Edge("note:1", "used", "data:1")))));
    }

    private static Query.Condition is(Attribute operand) {
        return new Query.Condition(Query.Operator.EQUAL, operand);
    }

    /** The plan that serves all values of the parameters. */
    private static String plan(Connection connection, String sql) throws SQLException {
        StringBuilder numbered = new StringBuilder("explain (generic_plan) ");
        int parameter = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '?') {
                parameter++;
                numbered.append('$').append(parameter);
            } else {
                numbered.append(c);
            }
        }
        StringBuilder plan = new StringBuilder();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(numbered.toString())) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
