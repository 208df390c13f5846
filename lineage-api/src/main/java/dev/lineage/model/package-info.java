/**
 * The values of Lineage: what a model version is made of. Every type here is immutable and thread-safe, compares by
 * value, and never holds a path, a connection or anything else that has to be closed.
 */
@NullMarked
package dev.lineage.model;

import org.jspecify.annotations.NullMarked;
