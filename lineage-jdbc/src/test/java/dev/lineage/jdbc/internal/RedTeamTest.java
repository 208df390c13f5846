package dev.lineage.jdbc.internal;

import static dev.lineage.testkit.internal.RedTeam.Noticed.AT_OPEN;
import static dev.lineage.testkit.internal.RedTeam.Noticed.BY_AUDIT;
import static dev.lineage.testkit.internal.RedTeam.Noticed.HARMLESS;
import static dev.lineage.testkit.internal.RedTeam.Noticed.NEVER;
import static dev.lineage.testkit.internal.RedTeam.Noticed.WHEN_SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.spi.Entry;
import dev.lineage.spi.RecordStore;
import dev.lineage.testkit.internal.RedTeam;
import dev.lineage.testkit.internal.RedTeam.Noticed;
import dev.lineage.testkit.internal.TestSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * What an administrator of the database can do, and who notices. What nobody notices is named in docs/threat-model.md. In SQLite,
 * whose file is copied for each attack; the statements and the store above them are the same everywhere.
 */
final class RedTeamTest {
    @TempDir
    private static Path shared;

    private static final TestSigner KEY = new TestSigner();

    private static final String NEWEST_OF_STAGE = "name = 'models/fraud/stages/production' and revision = 3";

    /** What an attacker does with a connection. */
    @FunctionalInterface
    private interface Attack {
        void on(Connection connection, Path victim) throws Exception;
    }

    private record Case(Noticed expected, Attack attack) {}

    private static Case sql(Noticed expected, String... statements) {
        return new Case(expected, (connection, victim) -> {
            try (Statement statement = connection.createStatement()) {
                int changed = 0;
                for (String each : statements) {
                    changed += Math.max(0, statement.executeUpdate(each));
                }
                assertThat(changed + (statements[0].startsWith("drop") ? 1 : 0))
                        .as("rows changed")
                        .isPositive();
            }
        });
    }

    /** Writes another entry in place of one, with its digest, and leaves the rest as it is. */
    private static Case rewritten(Noticed expected, String where, String from, String to) {
        return new Case(expected, (connection, victim) -> {
            try (Statement statement = connection.createStatement();
                    PreparedStatement update = connection.prepareStatement(
                            "update lineage_log set entry = ?, digest = ? where position = ?")) {
                Map<Long, String> entries = new TreeMap<>();
                try (ResultSet rows =
                        statement.executeQuery("select position, entry from lineage_log where " + where)) {
                    while (rows.next()) {
                        entries.put(rows.getLong(1), rows.getString(2));
                    }
                }
                int changed = 0;
                for (Map.Entry<Long, String> each : entries.entrySet()) {
                    String text = each.getValue().replace(from, to);
                    update.setString(1, text);
                    update.setString(
                            2,
                            Entry.parse(text.getBytes(StandardCharsets.UTF_8))
                                    .digest()
                                    .hex());
                    update.setLong(3, each.getKey());
                    changed += text.equals(each.getValue()) ? 0 : update.executeUpdate();
                }
                assertThat(changed).as("entries changed").isPositive();
            }
        });
    }

    private static Map<String, Case> attacks() {
        Map<String, Case> all = new TreeMap<>();
        all.put(
                "delete the newest entry",
                sql(AT_OPEN, "delete from lineage_log where position = (select max(position) from lineage_log)"));
        all.put(
                "delete the newest entry and all that was made from it",
                sql(
                        AT_OPEN,
                        "delete from lineage_pointers where position = (select max(position) from lineage_log)",
                        "delete from lineage_attributes where position = (select max(position) from lineage_log)",
                        "delete from lineage_edges where position = (select max(position) from lineage_log)",
                        "delete from lineage_log where position = (select max(position) from lineage_log)"));
        all.put(
                "delete the newest entry and the tiles",
                sql(
                        AT_OPEN,
                        "delete from lineage_tiles",
                        "delete from lineage_log where position = (select max(position) from lineage_log)"));
        all.put("delete all entries", sql(AT_OPEN, "delete from lineage_log"));
        all.put(
                "delete everything",
                sql(
                        AT_OPEN,
                        "delete from lineage_log",
                        "delete from lineage_pointers",
                        "delete from lineage_children",
                        "delete from lineage_attributes",
                        "delete from lineage_edges",
                        "delete from lineage_tiles"));
        all.put("drop the log", sql(AT_OPEN, "drop table lineage_log"));
        all.put(
                "drop all tables",
                sql(
                        AT_OPEN,
                        "drop table lineage_log",
                        "drop table lineage_meta",
                        "drop table lineage_pointers",
                        "drop table lineage_tiles"));
        all.put("delete an entry in the middle", sql(BY_AUDIT, "delete from lineage_log where position = 5"));
        all.put(
                "delete an entry in the middle and the tiles",
                sql(AT_OPEN, "delete from lineage_tiles", "delete from lineage_log where position = 5"));
        all.put(
                "change the text of an entry that is served from",
                sql(
                        AT_OPEN,
                        "update lineage_log set entry = replace(entry, 'better 3', 'bitter 3')"
                                + " where entry like '%better 3%'"));
        all.put(
                "change the text of an old entry",
                sql(
                        BY_AUDIT,
                        "update lineage_log set entry = replace(entry, 'better 1', 'bitter 1')"
                                + " where entry like '%better 1%'"));
        all.put(
                "change the digest of an entry",
                sql(BY_AUDIT, "update lineage_log set digest = '" + "0".repeat(64) + "' where position = 5"));
        all.put(
                "rewrite the move that is served from, with its digest",
                rewritten(AT_OPEN, "type = 'stage'", "better 3", "bitter 3"));
        all.put("rewrite an old move, with its digest", rewritten(BY_AUDIT, "type = 'stage'", "better 1", "bitter 1"));
        all.put(
                "rewrite who approved, with its digest",
                rewritten(BY_AUDIT, "type = 'approval' and position < 20", "\"alice\"", "\"alina\""));
        all.put(
                "rewrite a metric, with its digest",
                rewritten(BY_AUDIT, "type = 'evaluation' and position < 20", "0.91", "0.99"));
        all.put(
                "swap two entries",
                sql(
                        BY_AUDIT,
                        "update lineage_log set position = -1 where position = 5",
                        "update lineage_log set position = 5 where position = 6",
                        "update lineage_log set position = 6 where position = -1"));
        all.put(
                "hide the newest revision of the stage",
                sql(BY_AUDIT, "delete from lineage_pointers where " + NEWEST_OF_STAGE));
        all.put(
                "point the newest revision of the stage to an older move",
                sql(
                        WHEN_SERVING,
                        "update lineage_pointers set position = (select position from lineage_pointers"
                                + " where name = 'models/fraud/stages/production' and revision = 1) where "
                                + NEWEST_OF_STAGE));
        all.put(
                "change what the newest revision of the stage says",
                sql(
                        WHEN_SERVING,
                        "update lineage_pointers set content = replace(content, 'fraud@3', 'fraud@1') where "
                                + NEWEST_OF_STAGE));
        all.put(
                "add a revision of the stage that no entry claims",
                sql(
                        WHEN_SERVING,
                        "insert into lineage_pointers (name, revision, content, shown_as, position)"
                                + " select name, 4, content, shown_as, position from lineage_pointers"
                                + " where name = 'models/fraud/stages/production' and revision = 1"));
        all.put(
                "point a version's number to another version",
                sql(
                        WHEN_SERVING,
                        "update lineage_pointers set position = (select position from lineage_pointers"
                                + " where name = 'models/fraud/versions' and revision = 1)"
                                + " where name = 'models/fraud/versions' and revision = 3"));
        all.put("delete attributes", sql(BY_AUDIT, "delete from lineage_attributes where name = 'metric'"));
        all.put(
                "change an attribute",
                sql(
                        BY_AUDIT,
                        "update lineage_attributes set text_value = 'mallory' where name = 'by' and position > 20"));
        all.put("delete an edge", sql(BY_AUDIT, "delete from lineage_edges where type = 'used'"));
        all.put("change an edge", sql(BY_AUDIT, "update lineage_edges set target = 'data:clean' where type = 'used'"));
        all.put("delete what is listed", sql(BY_AUDIT, "delete from lineage_children where parent = 'models'"));
        all.put(
                "change a tile",
                sql(BY_AUDIT, "update lineage_tiles set hashes = zeroblob(8192) where tile_level = 0 and width = 256"));
        all.put("delete the tiles", sql(HARMLESS, "delete from lineage_tiles"));
        all.put("raise the format", sql(AT_OPEN, "update lineage_meta set content = '2' where name = 'format'"));
        all.put("forget the format", sql(AT_OPEN, "update lineage_meta set content = 'x' where name = 'format'"));
        all.put(
                "mark entries as another append's",
                sql(HARMLESS, "update lineage_log set append_id = '" + "f".repeat(32) + "'"));
        all.put(
                "change the type beside an entry",
                sql(BY_AUDIT, "update lineage_log set type = 'note' where position = 5"));
        all.put(
                "show people another stage",
                sql(
                        HARMLESS,
                        "drop view lineage_stages",
                        "create view lineage_stages as select 'fraud' as model, 'production' as stage, 'fraud@1' as version"));
        all.put("write an entry of a kind that nobody knows", new Case(BY_AUDIT, (connection, victim) -> {
            try (RecordStore records = TestDatabase.SQLITE.open(victim).records()) {
                records.append(List.of(Entry.of("backdoor", 1, "{}", List.of(), List.of())));
            }
        }));
        all.put("swap the artifact", new Case(WHEN_SERVING, (connection, victim) -> {
            Path blob = RedTeam.blob(victim.resolve("artifacts-store"), "weights 3");
            blob.toFile().setWritable(true);
            Files.writeString(blob, "weights 9");
        }));
        all.put(
                "delete the artifact",
                new Case(
                        WHEN_SERVING,
                        (connection, victim) ->
                                Files.delete(RedTeam.blob(victim.resolve("artifacts-store"), "weights 3"))));
        all.put("put an older copy back", new Case(AT_OPEN, (connection, victim) -> {
            connection.close();
            Files.copy(
                    shared.resolve("older/db.sqlite"),
                    victim.resolve("db.sqlite"),
                    StandardCopyOption.REPLACE_EXISTING);
        }));
        all.put("put an older copy back, and an older checkpoint", new Case(NEVER, (connection, victim) -> {
            connection.close();
            Files.copy(
                    shared.resolve("older/db.sqlite"),
                    victim.resolve("db.sqlite"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    shared.resolve("older/checkpoint"),
                    victim.resolve("checkpoint"),
                    StandardCopyOption.REPLACE_EXISTING);
        }));
        all.put("put another registry in its place", new Case(AT_OPEN, (connection, victim) -> {
            connection.close();
            Files.delete(victim.resolve("db.sqlite"));
            try (RecordStore records = TestDatabase.SQLITE.open(victim).records()) {
                for (int i = 0; i < 500; i++) {
                    records.append(List.of(Entry.of("attempt", 1, "{\"n\":" + i + "}", List.of(), List.of())));
                }
            }
        }));
        return all;
    }

    private static RedTeam team(Path place) {
        return new RedTeam(place, () -> TestDatabase.SQLITE.open(place), KEY);
    }

    @TestFactory
    Stream<DynamicTest> everyAttackIsNoticedOrNamed() throws Exception {
        Path honest = Files.createDirectories(shared.resolve("honest"));
        team(honest).prepare();
        makeOlder(honest);
        return attacks().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    Path victim = shared.resolve("victim-" + each.getKey().replace(' ', '-'));
                    RedTeam.copy(honest, victim);
                    try (Connection connection = source(victim).getConnection()) {
                        each.getValue().attack().on(connection, victim);
                    }
                    assertThat(team(victim).notice())
                            .as(each.getKey())
                            .isEqualTo(each.getValue().expected());
                }));
    }

    private static SQLiteDataSource source(Path place) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + place.resolve("db.sqlite"));
        return source;
    }

    /** The same history before the last promotion, with the checkpoint that was kept then. */
    private static void makeOlder(Path honest) throws IOException, SQLException {
        Path older = shared.resolve("older");
        RedTeam.copy(honest, older);
        try (Connection connection = source(older).getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("pointers", "attributes", "edges", "log")) {
                statement.executeUpdate(
                        "delete from lineage_" + table + " where position = (select max(position) from lineage_log)");
            }
        }
        Files.delete(older.resolve("checkpoint"));
        team(older).open().close();
    }

    @Test
    void thereAreFortyOfThem() {
        assertThat(attacks().size()).isGreaterThanOrEqualTo(40);
    }
}
