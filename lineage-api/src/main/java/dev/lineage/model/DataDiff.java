package dev.lineage.model;

import java.util.List;

/** The answer to "did the data change?", with its evidence. Never "same" without proof. */
public sealed interface DataDiff {

    /**
     * The data is the same: proved by equal content digests, or by the same immutable reference.
     *
     * @param evidence what the proof rests on: the weaker of the two pins
     */
    record Same(Evidence evidence) implements DataDiff {}

    /**
     * The data changed.
     *
     * @param added how many files only the second snapshot has
     * @param removed how many files only the first snapshot has
     * @param modified how many files have other content
     * @param renamed how many files have another path and the same content
     * @param bytesBefore the size of the first snapshot, in bytes
     * @param bytesAfter the size of the second snapshot, in bytes
     * @param changes the first of the changed files in path order, at most as many as the diff was asked to list
     * @param complete whether {@code changes} lists them all
     */
    record Changed(
            long added,
            long removed,
            long modified,
            long renamed,
            long bytesBefore,
            long bytesAfter,
            List<FileChange> changes,
            boolean complete)
            implements DataDiff {
        /** Copies the list. */
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Nobody can tell from the pins.
     *
     * @param reason why not, and what would make an answer possible
     */
    record Unknown(String reason) implements DataDiff {}
}
