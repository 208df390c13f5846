/** Tests. */
@NullMarked
package dev.lineage.testkit.internal;

import org.jspecify.annotations.NullMarked;
