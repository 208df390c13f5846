/** How predictions get from the threads that make them into a store: a ring in memory, hashing, writing, batches. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.predict;
