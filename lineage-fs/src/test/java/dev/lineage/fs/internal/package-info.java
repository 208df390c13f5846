/** Tests of the records in a directory. */
@NullMarked
package dev.lineage.fs.internal;

import org.jspecify.annotations.NullMarked;
