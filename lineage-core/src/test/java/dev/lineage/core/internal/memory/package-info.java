/** Stores in the heap. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.memory;
