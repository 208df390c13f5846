/** Tests of the artifacts in a directory. */
@NullMarked
package dev.lineage.fs.internal.artifacts;

import org.jspecify.annotations.NullMarked;
