/** Compares what was made with what was recorded, byte for byte and in canonical forms. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.compare;
