package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;

/** Receives the files of a manifest. */
@FunctionalInterface
public interface FileVisitor {
    /**
     * One file.
     *
     * @param path its path relative to the snapshot's root, {@code /} between the parts
     * @param size its size in bytes
     * @param digest the SHA-256 of its bytes
     */
    void visit(String path, long size, Digest digest);
}
