package dev.lineage.core.internal;

import org.slf4j.LoggerFactory;

/** The registry's logger, made when there is first something to say: start-up does not pay for it. */
final class Log {
    private Log() {}

    static void debug(String message, Object... arguments) {
        LoggerFactory.getLogger("dev.lineage").debug(message, arguments);
    }

    static void warn(String message, Object... arguments) {
        LoggerFactory.getLogger("dev.lineage").warn(message, arguments);
    }
}
