/** Stores in the heap: the reference of the contract, and registries for tests. */
@NullMarked
package dev.lineage.core.internal.memory;

import org.jspecify.annotations.NullMarked;
