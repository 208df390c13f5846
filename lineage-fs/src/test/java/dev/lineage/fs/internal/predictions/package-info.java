@org.jspecify.annotations.NullMarked
package dev.lineage.fs.internal.predictions;
