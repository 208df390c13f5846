package dev.lineage.jdbc.internal;

import java.sql.SQLException;

/** What was committed could not be flushed: whether it is durable is not known, and nothing after it can be either. */
final class FlushFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException failure;

    FlushFailedException(SQLException failure) {
        super(failure);
        this.failure = failure;
    }

    SQLException failure() {
        return failure;
    }
}
