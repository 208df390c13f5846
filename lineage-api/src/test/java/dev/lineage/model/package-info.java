/** Tests. */
@NullMarked
package dev.lineage.model;

import org.jspecify.annotations.NullMarked;
