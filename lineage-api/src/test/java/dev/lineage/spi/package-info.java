/** Tests. */
@NullMarked
package dev.lineage.spi;

import org.jspecify.annotations.NullMarked;
