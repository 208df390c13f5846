/** Tests of fresh JVMs. */
@NullMarked
package dev.lineage.core.internal.fresh;

import org.jspecify.annotations.NullMarked;
