/** The README's quickstart. */
@NullMarked
package dev.lineage.examples;

import org.jspecify.annotations.NullMarked;
