/** The bodies of entries: model values to canonical JSON and back, with explicit keys and formats. */
@NullMarked
package dev.lineage.core.internal.codec;

import org.jspecify.annotations.NullMarked;
