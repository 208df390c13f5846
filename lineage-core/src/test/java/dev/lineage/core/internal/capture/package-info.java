@NullMarked
package dev.lineage.core.internal.capture;

import org.jspecify.annotations.NullMarked;
