/** Tests of what the backend does to files. */
@NullMarked
package dev.lineage.fs.internal.files;

import org.jspecify.annotations.NullMarked;
