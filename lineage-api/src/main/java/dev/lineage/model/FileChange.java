package dev.lineage.model;

import java.util.Optional;

/**
 * One file that differs between two snapshots.
 *
 * @param kind how it differs
 * @param path its path relative to the snapshot's root, {@code /} between the parts; the new one if it was renamed
 * @param from its earlier path, if it was renamed
 * @param before its size before, in bytes; 0 if it was added
 * @param after its size after, in bytes; 0 if it was removed
 */
public record FileChange(Kind kind, String path, Optional<String> from, long before, long after) {
    /** How a file differs. */
    public enum Kind {
        /** Only in the second snapshot. */
        ADDED,
        /** Only in the first snapshot. */
        REMOVED,
        /** In both, with other content. */
        MODIFIED,
        /** The same content under another path. */
        RENAMED
    }
}
