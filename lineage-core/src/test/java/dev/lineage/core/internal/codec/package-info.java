/** Tests of the codec. */
@NullMarked
package dev.lineage.core.internal.codec;

import org.jspecify.annotations.NullMarked;
