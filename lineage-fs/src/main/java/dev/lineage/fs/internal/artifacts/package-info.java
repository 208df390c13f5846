/**
 * Artifacts in a directory: each blob is one read-only file under its SHA-256.
 *
 * <p>A blob is written to a temporary file, flushed by the channel that wrote it, renamed to its name, and acknowledged
 * when the directory is flushed too. Everything that writes runs on threads of the store, because an interrupt closes a
 * channel under whoever waits for it; callers may be interrupted at will.
 */
@NullMarked
package dev.lineage.fs.internal.artifacts;

import org.jspecify.annotations.NullMarked;
