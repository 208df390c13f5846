package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/** H2, in its regular mode. */
final class H2Dialect extends Dialect {
    private static final String CHECKPOINT = "checkpoint sync";

    private volatile boolean durable = true;
    private volatile boolean proven;

    H2Dialect(Tables tables, String location) {
        super(tables, location);
    }

    @Override
    String script() {
        return "h2";
    }

    @Override
    Fault fault(String state, SQLException thrown) {
        return switch (state) {
            case "23505" -> Fault.TAKEN;
            case "40001", "90131", "HYT00" -> Fault.BUSY;
            case "90007", "90067", "90098", "90121" -> Fault.LOST;
            case "42S02", "42S03", "42S04" -> Fault.NO_TABLE;
            case "42S01", "42S11", "90038" -> Fault.EXISTS;
            // Of two that make a view at once, one meets a general error, HY000.
            default ->
                String.valueOf(thrown.getMessage()).contains("object already exists") ? Fault.EXISTS : Fault.OTHER;
        };
    }

    @Override
    void check(Connection connection) throws SQLException {
        require(connection, "MODE", "Regular");
        require(connection, "IGNORECASE", "FALSE");
        require(connection, "COLLATION", "OFF");
        durable = !single(connection, "select database_path()").isEmpty();
        if (!durable) {
            JdbcLog.warn("{} is in memory: it is gone when the database is closed", location());
        }
    }

    private void require(Connection connection, String setting, String wanted) throws SQLException {
        String value = single(
                connection,
                "select setting_value from information_schema.settings where setting_name = '" + setting + "'");
        if (!value.isEmpty() && !value.equalsIgnoreCase(wanted)) {
            throw JdbcErrors.badSetting(location(), setting, value, wanted);
        }
    }

    @Override
    boolean hasDirtyReads() {
        return true;
    }

    @Override
    Sender sender() {
        return new BatchSender(this);
    }

    /** Before the first commit it is made sure that commits can be flushed: only administrators may. */
    @Override
    <T> T durably(Connection connection, Work<T> work) throws SQLException {
        if (!proven) {
            flush(connection);
            proven = true;
        }
        return work.run(connection);
    }

    /** A commit alone is written some time later, whatever WRITE_DELAY says. */
    @Override
    void flush(Connection connection) throws SQLException {
        if (durable) {
            execute(connection, CHECKPOINT);
        }
    }

    @Override
    String millis() {
        return "datediff(millisecond, timestamp with time zone '1970-01-01 00:00:00+00', current_timestamp)";
    }

    @Override
    String list() {
        return "unnest(cast(? as varchar array)) as s(item)";
    }

    @Override
    void bindList(PreparedStatement statement, int index, Collection<String> items) throws SQLException {
        statement.setObject(index, items.toArray(new String[0]));
    }

    /** Text is ordered by UTF-16 units, which differs from the code points behind U+D800. */
    @Override
    String byCodePoint(String column) {
        return column + "_utf8";
    }

    @Override
    String codePoints() {
        return "stringtoutf8(?)";
    }

    /** Its recursive UNION does not remove duplicates, so it would walk every path instead of every node. */
    @Override
    Optional<String> recursion() {
        return Optional.empty();
    }
}
