/** A JVM of its own for a loader: the parent's side and the child's. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.fresh;
