/** Tests. */
@NullMarked
package dev.lineage.internal.json;

import org.jspecify.annotations.NullMarked;
