package dev.lineage.jdbc.internal;

import org.slf4j.LoggerFactory;

/** The backend's logger, made when there is first something to say. */
final class JdbcLog {
    private JdbcLog() {}

    static void debug(String message, Object... arguments) {
        LoggerFactory.getLogger("dev.lineage.jdbc").debug(message, arguments);
    }

    static void warn(String message, Object... arguments) {
        LoggerFactory.getLogger("dev.lineage.jdbc").warn(message, arguments);
    }
}
