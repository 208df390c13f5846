/** The filesystem backend. */
@NullMarked
package dev.lineage.fs;

import org.jspecify.annotations.NullMarked;
