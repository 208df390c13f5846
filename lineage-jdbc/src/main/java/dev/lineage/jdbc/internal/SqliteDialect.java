package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/** SQLite. */
final class SqliteDialect extends Dialect {
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int SCHEMA = 17;
    private static final int CONSTRAINT = 19;
    private static final int FULL = 2;
    private static final int EXTRA = 3;

    SqliteDialect(Tables tables, String location) {
        super(tables, location);
    }

    @Override
    String script() {
        return "sqlite";
    }

    @Override
    Fault fault(String state, SQLException thrown) {
        String message = String.valueOf(thrown.getMessage());
        return switch (thrown.getErrorCode() & 0xff) {
            case BUSY, LOCKED, SCHEMA -> Fault.BUSY;
            case CONSTRAINT -> Fault.TAKEN;
            default ->
                message.contains("no such table")
                        ? Fault.NO_TABLE
                        : message.contains("already exists") ? Fault.EXISTS : Fault.OTHER;
        };
    }

    @Override
    void check(Connection connection) throws SQLException {
        String mode = single(connection, "pragma journal_mode");
        if (mode.equals("memory")) {
            JdbcLog.warn("{} is in memory: it is gone when the database is closed", location());
        } else if (!mode.equals("wal") && !readOnly(connection)) {
            // It stays as it is if somebody uses the database just now; commits are durable without it, only slower.
            JdbcLog.debug("{} has the journal mode {}", location(), single(connection, "pragma journal_mode = wal"));
        }
        String encoding = single(connection, "pragma encoding");
        if (!encoding.equals("UTF-8")) {
            throw JdbcErrors.badSetting(location(), "encoding", encoding, "UTF-8");
        }
    }

    private static boolean readOnly(Connection connection) throws SQLException {
        return connection.isReadOnly()
                || single(connection, "pragma query_only").equals("1");
    }

    @Override
    Sender sender() {
        return new BatchSender(this);
    }

    /** Without the write-ahead log, FULL forgets to flush the directory after the journal is deleted. */
    @Override
    <T> T durably(Connection connection, Work<T> work) throws SQLException {
        int before = Integer.parseInt(single(connection, "pragma synchronous"));
        int needed = single(connection, "pragma journal_mode").equals("wal") ? FULL : EXTRA;
        if (before >= needed) {
            return work.run(connection);
        }
        execute(connection, "pragma synchronous = " + needed);
        try {
            return work.run(connection);
        } finally {
            execute(connection, "pragma synchronous = " + before);
        }
    }

    @Override
    String millis() {
        return "cast((julianday('now') - 2440587.5) * 86400000 as integer)";
    }

    @Override
    String list() {
        return "(select value as item from json_each(?)) as s";
    }

    @Override
    void bindList(PreparedStatement statement, int index, Collection<String> items) throws SQLException {
        statement.setString(index, JsonLists.text(items));
    }

    @Override
    Optional<String> recursion() {
        return Optional.of("");
    }
}
