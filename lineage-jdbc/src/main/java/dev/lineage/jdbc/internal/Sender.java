package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Writes the rows of an append in one transaction. Thread-safe. */
interface Sender {
    /**
     * Returns when everything is committed.
     *
     * @param mark what tells the rows of this append from those of others
     * @throws UnknownCommitException if it may be committed all the same
     * @throws SQLException if nothing was committed, or will be
     */
    void send(Connection connection, String mark, Rows rows) throws SQLException;

    /** The database was asked to commit and did not say that it did. */
    final class UnknownCommitException extends SQLException {
        private static final long serialVersionUID = 1L;

        private final boolean concluded;

        /**
         * With what the driver said.
         *
         * @param concluded whether the transaction is over, so that looking tells what became of it
         */
        UnknownCommitException(SQLException cause, boolean concluded) {
            super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
            this.concluded = concluded;
        }

        boolean concluded() {
            return concluded;
        }
    }
}
