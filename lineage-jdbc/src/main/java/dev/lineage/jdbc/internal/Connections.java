package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from. Thread-safe. */
interface Connections extends AutoCloseable {
    /** A connection for the caller alone. */
    Connection take() throws SQLException;

    /** Gives a connection back; it is closed if it cannot be used again. */
    void give(Connection connection, boolean usable);

    /** Closes what nobody uses. Idempotent. */
    @Override
    void close();

    /** Closes a connection of which nothing more is expected. */
    static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            JdbcLog.debug("A connection could not be closed: {}", e.toString());
        }
    }
}
