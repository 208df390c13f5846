package dev.lineage.model;

/**
 * What a training made, by its content.
 *
 * @param kind one file or a directory tree
 * @param digest the SHA-256 of the file's bytes, or the tree's {@code dirHash1} (see {@link SnapshotPin.Content})
 * @param files the number of regular files
 * @param bytes the sum of their sizes, in bytes
 */
public record Artifact(SnapshotPin.Kind kind, Digest digest, long files, long bytes) {}
