/** Rebuilds of what real libraries make. */
@org.jspecify.annotations.NullMarked
package dev.lineage.examples.libraries;
