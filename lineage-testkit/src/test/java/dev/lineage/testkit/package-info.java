/** Tests. */
@NullMarked
package dev.lineage.testkit;

import org.jspecify.annotations.NullMarked;
