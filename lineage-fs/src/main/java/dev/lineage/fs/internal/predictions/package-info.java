/** Predictions in a directory: segments that are appended to, sealed ones, and indexes. */
@org.jspecify.annotations.NullMarked
package dev.lineage.fs.internal.predictions;
