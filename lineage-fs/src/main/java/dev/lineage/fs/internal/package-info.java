/** Records in a directory: the log, its index and the files for people. */
@NullMarked
package dev.lineage.fs.internal;

import org.jspecify.annotations.NullMarked;
