/**
 * Pins of files and directory trees: hashing, the stat cache, stored manifests, differences and copies back. The formats
 * are described in {@code docs/parts/formats-snapshots.md}.
 */
@NullMarked
package dev.lineage.core.internal.snapshot;

import org.jspecify.annotations.NullMarked;
