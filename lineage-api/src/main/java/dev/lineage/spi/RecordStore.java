package dev.lineage.spi;

import dev.lineage.CommitUnknownException;
import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The records of a registry: one append-only log of {@linkplain Entry entries}, and the pointers that entries move.
 *
 * <p><b>Atomic.</b> An append happens entirely or not at all, in every reader's eyes, whatever dies when.
 *
 * <p><b>Durable.</b> What {@link #append} acknowledged survives the death of the process and, on media that honour a
 * flush, loss of power. After a failed flush the store refuses further writes until it is opened again; a flush is never
 * retried.
 *
 * <p><b>Linearizable.</b> Appends by any number of threads and processes are totally ordered by position, and every read
 * that begins after an append was acknowledged sees it. Of two appends that claim the same revision of a pointer exactly
 * one succeeds.
 *
 * <p><b>Verified.</b> An entry that does not read back as the bytes that were written is an
 * {@link dev.lineage.IntegrityException}, never a wrong answer.
 *
 * <p>Implementations are thread-safe. Every method throws {@link StoreException} if the medium fails or the store is
 * closed.
 */
public interface RecordStore extends AutoCloseable {

    /** The most entries of one append. */
    int MAX_ENTRIES = 64;

    /** How many hashes a full tile of the log's Merkle tree has. */
    int TILE_WIDTH = 256;

    /** Where the store is, for people and messages; no secrets. */
    String location();

    /** The number of entries in the log, which is the next position. */
    long size();

    /**
     * Appends {@code entries} with their moves, all or none. Moves are judged in order: a later entry may claim the
     * revision after one that an earlier entry claims.
     *
     * @param entries 1 to {@value #MAX_ENTRIES} entries
     * @return {@link AppendResult.Appended} once everything is durable, or {@link AppendResult.Conflict} if a revision is
     *     not the next of its pointer and so nothing was written
     * @throws IllegalArgumentException if there are no entries or too many
     * @throws StoreException if nothing was written because the medium failed
     * @throws CommitUnknownException if it cannot be known whether the entries were written; nothing was cleaned up
     */
    AppendResult append(List<Entry> entries);

    /** The entry at {@code position}, if the log is that long. */
    Optional<LogEntry> entry(long position);

    /**
     * The entries from {@code position} on, in order.
     *
     * @param limit the most entries, from 1
     * @return fewer than {@code limit} only if the log ends there
     */
    List<LogEntry> entries(long position, int limit);

    /** The current revision of a pointer, if it exists. O(log n) in the number of its revisions at the most. */
    Optional<Pointer> pointer(String name);

    /** One revision of a pointer, if it exists. */
    Optional<Pointer> pointer(String name, long revision);

    /**
     * The current revision of a pointer with its entry, if the pointer exists: what nearly every look-up asks for. Backends
     * for which a question is a round trip answer it with one.
     *
     * @throws IntegrityException if the log does not have the entry
     */
    default Optional<Claim> claim(String name) {
        return pointer(name).map(this::claim);
    }

    /**
     * One revision of a pointer with its entry, if the revision exists.
     *
     * @throws IntegrityException if the log does not have the entry
     */
    default Optional<Claim> claim(String name, long revision) {
        return pointer(name, revision).map(this::claim);
    }

    private Claim claim(Pointer pointer) {
        return new Claim(
                pointer,
                entry(pointer.position())
                        .orElseThrow(() -> new IntegrityException("Entry " + pointer.position() + " of the log at "
                                + location() + " is missing although pointer '" + pointer.name()
                                + "' names it. Restore the store from a copy and run verify()")));
    }

    /**
     * Hashes of the log's Merkle tree that were put here: the widest that were, of one tile as
     * <a href="https://github.com/C2SP/C2SP/blob/main/tlog-tiles.md">c2sp.org/tlog-tiles</a> defines. Nobody believes them
     * without a proof, so they may be lost or wrong at any time.
     *
     * @param level 0 for hashes of entries, {@code n} for those of subtrees of {@value #TILE_WIDTH}<sup>n</sup> entries
     * @param index which tile of that level, from 0
     * @return 1 to {@value #TILE_WIDTH} hashes of 32 bytes, one behind the other
     */
    Optional<byte[]> tile(int level, long index);

    /**
     * Puts hashes of a tile, in place of what is there unless that is wider. A store whose rows are never changed may keep one of
     * the same width.
     *
     * @param hashes 1 to {@value #TILE_WIDTH} hashes of 32 bytes, one behind the other
     * @throws IllegalArgumentException if they are not
     */
    void putTile(int level, long index, byte[] hashes);

    /**
     * The last segments of the listed pointers and groups directly below {@code parent}, sorted by code point: of
     * {@code models/fraud/versions} and {@code models/churn/versions} below {@code models}: {@code churn}, {@code fraud}.
     *
     * @param after only segments greater than this; empty for all
     * @param limit the most segments, from 1
     */
    List<String> children(String parent, Optional<String> after, int limit);

    /** The newest entries that match, newest first. */
    List<LogEntry> search(Query query);

    /**
     * The edges of nodes, in the {@linkplain Edge#ORDER order} of edges, each once.
     *
     * @param nodes 1 to {@value Reach#MAX_STARTS} nodes
     * @param direction {@link Edge.Direction#UPSTREAM} for those whose source is one of the nodes, {@link
     *     Edge.Direction#DOWNSTREAM} for those whose target is one
     * @param after only edges greater than this; empty for all
     * @param limit the most edges, from 1
     * @throws IllegalArgumentException if there are no nodes or too many, one of them is none, or the limit is below 1
     */
    List<Edge> edges(Set<String> nodes, Edge.Direction direction, Optional<Edge> after, int limit);

    /** The nodes that can be reached, sorted by code point. Cycles, which no well-formed log has, are walked once. */
    List<String> reachable(Reach question);

    /**
     * Checks every record that the store holds and reports what is broken.
     *
     * @param problems called for each problem, in no particular order, by the calling thread
     * @return how many entries were read
     */
    long verify(Consumer<Problem> problems);

    /** Releases what the store holds. Idempotent; waits for appends under way. */
    @Override
    void close();
}
