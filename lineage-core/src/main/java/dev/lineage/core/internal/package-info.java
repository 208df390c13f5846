/** The implementation of the registry. */
@NullMarked
package dev.lineage.core.internal;

import org.jspecify.annotations.NullMarked;
