package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.Semaphore;

/** Connections of a driver, by URL; those that are given back are kept for the next one who asks. */
final class DriverConnections implements Connections {
    private static final int MOST_OPEN = 16;

    private final String url;
    private final Properties properties;
    private final Semaphore permits;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    DriverConnections(JdbcUrl url, Credentials credentials) {
        this.url = url.forDriver();
        this.properties = credentials.properties(url);
        this.permits = new Semaphore(url.isPrivateToConnection() ? 1 : MOST_OPEN);
    }

    @Override
    public Connection take() throws SQLException {
        permits.acquireUninterruptibly();
        synchronized (idle) {
            Connection kept = idle.pollLast();
            if (kept != null) {
                return kept;
            }
        }
        boolean made = false;
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            made = true;
            return connection;
        } finally {
            if (!made) {
                permits.release();
            }
        }
    }

    @Override
    public void give(Connection connection, boolean usable) {
        boolean kept = false;
        synchronized (idle) {
            if (usable && !closed) {
                kept = idle.offerLast(connection);
            }
        }
        if (!kept) {
            Connections.discard(connection);
        }
        permits.release();
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(Connections::discard);
            idle.clear();
        }
    }
}
