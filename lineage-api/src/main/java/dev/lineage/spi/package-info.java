/**
 * What a storage backend implements: a {@link dev.lineage.spi.RecordStore} for the log and its pointers, an
 * {@link dev.lineage.spi.ArtifactStore} for bytes, and a {@link dev.lineage.spi.StoreProvider} through which
 * {@link java.util.ServiceLoader} finds them. It speaks of entries, pointers and attributes, never of models or gates.
 *
 * <p>Applications do not need this package. A backend is one if it passes the contract kit of {@code lineage-testkit}.
 */
@NullMarked
package dev.lineage.spi;

import org.jspecify.annotations.NullMarked;
