package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** PostgreSQL. */
final class PostgresDialect extends Dialect {
    PostgresDialect(Tables tables, String location) {
        super(tables, location);
    }

    @Override
    String script() {
        return "postgresql";
    }

    @Override
    Fault fault(String state, SQLException thrown) {
        return switch (state) {
            case "23505" -> Fault.TAKEN;
            case "40001", "40P01", "55P03" -> Fault.BUSY;
            case "57P01", "57P02", "57P03" -> Fault.LOST;
            case "42P01" -> Fault.NO_TABLE;
            case "42P06", "42P07", "42710" -> Fault.EXISTS;
            default -> Fault.OTHER;
        };
    }

    @Override
    void check(Connection connection) throws SQLException {
        for (String setting : List.of("fsync", "full_page_writes")) {
            String value = single(connection, "select current_setting('" + setting + "')");
            if (!value.equals("on")) {
                throw JdbcErrors.notDurable(location(), setting, value, "on");
            }
        }
        String encoding = single(connection, "select current_setting('server_encoding')");
        if (!encoding.equals("UTF8")) {
            throw JdbcErrors.badSetting(location(), "server_encoding", encoding, "UTF8");
        }
    }

    /** In one transaction, and in one process after the other: concurrent definitions fail in many ways. */
    @Override
    void define(Connection connection, List<String> statements) throws SQLException {
        connection.setAutoCommit(false);
        try {
            try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(hashtext(?))")) {
                lock.setString(1, "lineage " + tables().table(""));
                lock.execute();
            }
            super.define(connection, statements);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    Sender sender() {
        return new PostgresSender(this);
    }

    @Override
    String millis() {
        return "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
    }

    @Override
    void beginDurably(Connection connection) throws SQLException {
        execute(
                connection,
                "select set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on'"
                        + " else current_setting('synchronous_commit') end, true)");
    }

    @Override
    void addMonth(Connection connection, int month) throws SQLException {
        String parent = tables().table("predictions");
        define(
                connection,
                List.of("create table if not exists " + parent + "_" + month + " partition of " + parent
                        + " for values in (" + month + ")"));
    }

    @Override
    void insertPredictions(Connection connection, String stream, List<PredictionRow> rows) throws SQLException {
        String insert = sql("insert into @predictions (stream, sequence, at_month, at_ms, id, subject, record)"
                + " select cast(? as text), r.* from unnest(cast(? as bigint[]), cast(? as integer[]), cast(? as bigint[]),"
                + " cast(? as text[]), cast(? as text[]), cast(? as bytea[])) as r");
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, stream);
            array(statement, 2, "bigint", rows, PredictionRow::sequence);
            array(statement, 3, "integer", rows, PredictionRow::month);
            array(statement, 4, "bigint", rows, PredictionRow::millis);
            array(statement, 5, "text", rows, PredictionRow::id);
            array(statement, 6, "text", rows, PredictionRow::subject);
            byte[][] records = rows.stream().map(PredictionRow::record).toArray(byte[][]::new);
            statement.setArray(7, connection.createArrayOf("bytea", records));
            statement.executeUpdate();
        }
    }

    private static void array(
            PreparedStatement statement,
            int index,
            String type,
            List<PredictionRow> rows,
            Function<PredictionRow, @Nullable Object> column)
            throws SQLException {
        @Nullable Object[] values = rows.stream().map(column).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    @Override
    String list() {
        return "unnest(cast(? as text[])) as s(item)";
    }

    @Override
    void bindList(PreparedStatement statement, int index, Collection<String> items) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf("text", items.toArray()));
    }

    @Override
    String collated(String text) {
        return text + " collate \"C\"";
    }

    @Override
    Optional<String> recursion() {
        return Optional.of("");
    }

    /** Durable, whatever the connection is set to: it counts when the transaction ends. */
    @Override
    String insertCheckpoint() {
        return sql("insert into @checkpoints (name, revision, note)"
                + " select cast(? as text), cast(? as bigint), cast(? as text) from set_config('synchronous_commit',"
                + " case current_setting('synchronous_commit') when 'off' then 'on'"
                + " else current_setting('synchronous_commit') end, true)");
    }
}
