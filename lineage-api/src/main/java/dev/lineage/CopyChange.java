package dev.lineage;

import dev.lineage.model.TreeHead;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Copies a registry into another one, on whatever backend: every entry at its position, with the same bytes and digest,
 * and every blob that entries name. What the target has already is not copied again, so a copy that was stopped, or that
 * is repeated because the source grew, goes on where the last one ended.
 *
 * <p>The target holds the source's history or a beginning of it, and nothing else writes to it meanwhile. Readers of both
 * are not disturbed.
 */
public interface CopyChange extends PendingChange<Long, CopyChange.Copied> {
    /** Reports progress, after each append to the target, from the calling thread. */
    CopyChange onProgress(Consumer<Progress> listener);

    /** Stops before the next append once {@code cancelled} is true; the call then returns what was copied so far. */
    CopyChange cancelledBy(BooleanSupplier cancelled);

    /**
     * Reads both logs and says how many entries are still to be copied.
     *
     * @throws IllegalArgumentException if the target's history is not a beginning of the source's; names the first
     *     position where they differ
     */
    @Override
    Long preview();

    /**
     * Copies, and proves the copy: both logs are read whole and their tree heads compared.
     *
     * @throws IllegalArgumentException if the target's history is not a beginning of the source's; nothing was written
     * @throws IntegrityException if an entry or blob of the source is not what was recorded, or the logs differ in the end
     * @throws ConcurrentChangeException if something else wrote to the target meanwhile
     */
    @Override
    Copied commit();

    /**
     * How far a copy is.
     *
     * @param entries entries of the target so far
     * @param total entries of the source when the copy began
     * @param blobs blobs copied so far
     * @param bytes their size in bytes
     */
    record Progress(long entries, long total, long blobs, long bytes) {}

    /**
     * What was copied.
     *
     * @param entries entries that the target did not have
     * @param blobs blobs that the target did not have
     * @param bytes the size of these blobs in bytes
     * @param head the head of both logs
     */
    record Copied(long entries, long blobs, long bytes, TreeHead head) {}
}
