package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections of the application's {@link DataSource}, which also knows how to keep them. */
record SourceConnections(DataSource source) implements Connections {
    @Override
    public Connection take() throws SQLException {
        return source.getConnection();
    }

    @Override
    public void give(Connection connection, boolean usable) {
        Connections.discard(connection);
    }

    /** The source is the application's. */
    @Override
    public void close() {}
}
