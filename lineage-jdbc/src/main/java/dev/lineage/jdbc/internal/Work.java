package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Something done with a connection in auto-commit mode, which it finds and leaves so. */
interface Work<T> {
    T run(Connection connection) throws SQLException;
}
