package dev.lineage.spi;

import java.util.Optional;

/** The expected outcomes of {@link RecordStore#append}. */
public sealed interface AppendResult {

    /**
     * The entries are in the log, durably.
     *
     * @param position the position of the first of them; the others follow without a gap
     */
    record Appended(long position) implements AppendResult {}

    /**
     * Nothing was written: a revision that an entry wants to claim is not the next one.
     *
     * @param move the first move that did not fit
     * @param current the pointer as it is; empty if it does not exist
     */
    record Conflict(Move move, Optional<Pointer> current) implements AppendResult {}
}
