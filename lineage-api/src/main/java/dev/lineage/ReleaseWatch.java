package dev.lineage;

import java.util.Optional;

/**
 * Follows a stage for a service that swaps versions while it runs. A release that was handed out before stays usable; it is up
 * to the service when it stops using it. Thread-safe.
 */
public interface ReleaseWatch extends AutoCloseable {
    /** Hears of what happens to the stage; on the watch's own thread. What it throws is logged and changes nothing. */
    interface Listener {
        /**
         * The stage points to another version, whose artifacts are verified.
         *
         * @param before the release that was current until now; empty at first
         * @param now the one that is current from now on
         */
        void swapped(Optional<Release> before, Release now);

        /**
         * The stage could not be read, or what it points to is not whole or was {@linkplain WithdrawnException withdrawn}. The release before stays current, and it is tried
         * again at the next interval. Called at every failure.
         */
        default void failed(LineageException failure) {}
    }

    /** The newest release that was verified; empty as long as the stage was never set. */
    Optional<Release> current();

    /** Stops; waits for a look that is under way. Idempotent. */
    @Override
    void close();
}
