package dev.lineage.jdbc.internal;

import dev.lineage.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs work on connections, on threads of its own: a transaction that an application has bound to the calling thread is
 * neither joined nor seen, and an interrupt of that thread harms no connection. Thread-safe.
 */
final class Database implements AutoCloseable {
    private static final int READERS = 8;
    private static final int KEEP_SECONDS = 10;
    /** A pool may hand out this many dead connections before it gives a live one. */
    private static final int TRIES = 16;

    private final Connections connections;
    private final Dialect dialect;
    private final ThreadPoolExecutor readers;

    Database(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
        this.readers = threads("lineage-jdbc-reader", READERS);
    }

    /** Threads that end when they have had nothing to do for a while. */
    static ThreadPoolExecutor threads(String name, int count) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedTransferQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    Dialect dialect() {
        return dialect;
    }

    String location() {
        return dialect.location();
    }

    /** Runs work that only reads, on a thread of the store; again on another connection if one is lost. */
    <T> T read(Work<T> work) {
        return onThread(() -> {
            try {
                return again(work);
            } catch (SQLException e) {
                throw JdbcErrors.cannotRead(location(), e);
            }
        });
    }

    /**
     * Runs {@code task} on a thread of the store and waits.
     *
     * @throws StoreException if the store is closed
     */
    private <T> T onThread(Supplier<T> task) {
        Outcome<T> outcome = new Outcome<>();
        try {
            readers.execute(() -> outcome.run(task));
        } catch (RejectedExecutionException e) {
            throw JdbcErrors.closed(location());
        }
        return outcome.await();
    }

    /** Runs work that may be repeated, on this thread; again if a connection is lost or the database is busy. */
    <T> T again(Work<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return once(work);
            } catch (SQLException e) {
                Fault fault = dialect.fault(e);
                if (tries == TRIES || (fault != Fault.LOST && fault != Fault.BUSY)) {
                    throw e;
                }
                Backoff.pause(tries - TRIES / 2);
            }
        }
    }

    /** Runs work on this thread, once. */
    <T> T once(Work<T> work) throws SQLException {
        Connection connection = connections.take();
        boolean usable = false;
        try {
            Mode before = Mode.set(connection, dialect);
            T result;
            try {
                result = work.run(connection);
            } catch (SQLException e) {
                usable = dialect.fault(e) != Fault.LOST && restored(before, connection);
                throw e;
            }
            usable = restored(before, connection);
            return result;
        } finally {
            connections.give(connection, usable);
        }
    }

    /** Whether the connection is as it came. If not, that is no reason to doubt what was done on it. */
    private boolean restored(Mode before, Connection connection) {
        try {
            before.restore(connection);
            return true;
        } catch (SQLException e) {
            JdbcLog.debug("A connection to {} is given up: {}", location(), e.toString());
            return false;
        }
    }

    /** How a connection came, so that it goes back as it came. */
    private record Mode(boolean autoCommit, int isolation) {
        private static final int UNCHANGED = -1;

        static Mode set(Connection connection, Dialect dialect) throws SQLException {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            int isolation = dialect.hasDirtyReads() ? connection.getTransactionIsolation() : UNCHANGED;
            if (isolation != Connection.TRANSACTION_READ_UNCOMMITTED) {
                return new Mode(autoCommit, UNCHANGED);
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return new Mode(autoCommit, isolation);
        }

        void restore(Connection connection) throws SQLException {
            if (isolation != UNCHANGED) {
                connection.setTransactionIsolation(isolation);
            }
            if (connection.getAutoCommit() != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    /** Waits for the work under way. */
    @Override
    public void close() {
        finish(readers);
        connections.close();
    }

    /** Waits for all tasks of {@code threads}; an interrupt is kept for later. */
    static void finish(ThreadPoolExecutor threads) {
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
