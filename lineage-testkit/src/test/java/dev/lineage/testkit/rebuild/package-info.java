/** Tests of rebuilds, and recipes for them. */
@NullMarked
package dev.lineage.testkit.rebuild;

import org.jspecify.annotations.NullMarked;
