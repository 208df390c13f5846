package dev.lineage.model;

/** How well a {@link SnapshotPin} is known to hold the data that was used, strongest first. */
public enum Evidence {
    /** Lineage hashed every byte itself. */
    CONTENT,
    /** An immutable id in a versioning system that can be asked for the bytes again. */
    REFERENCE,
    /** A person's statement, taken on trust. */
    DECLARED
}
