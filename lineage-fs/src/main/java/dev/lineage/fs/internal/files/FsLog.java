package dev.lineage.fs.internal.files;

import org.slf4j.LoggerFactory;

/** The backend's logger, made when there is first something to say: start-up does not pay for it. */
public final class FsLog {
    private FsLog() {}

    /** For developers. */
    public static void debug(String message, Object... arguments) {
        LoggerFactory.getLogger("dev.lineage.fs").debug(message, arguments);
    }

    /** For operators. */
    public static void warn(String message, Object... arguments) {
        LoggerFactory.getLogger("dev.lineage.fs").warn(message, arguments);
    }
}
