/** Tests of the filesystem backend through its public doors. */
@NullMarked
package dev.lineage.fs;

import org.jspecify.annotations.NullMarked;
