package dev.lineage;

/**
 * A write that was described and not yet done. Single-use: after {@link #commit()}, successful or not, every call throws
 * {@link IllegalStateException}. An option that is set twice throws {@link IllegalStateException} at once and names the
 * earlier value. Not thread-safe.
 *
 * @param <P> what a preview tells
 * @param <R> what a commit returns
 */
public interface PendingChange<P, R> {
    /** Validates everything that {@link #commit()} would and writes nothing. May be called any number of times. */
    P preview();

    /**
     * Writes, all or nothing. When this returns normally the change is durable.
     *
     * @throws StoreException if the store failed and nothing was written
     * @throws CommitUnknownException if it cannot be known whether the change was written
     */
    R commit();
}
