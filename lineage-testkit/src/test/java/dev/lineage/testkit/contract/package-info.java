/** Tests. */
@NullMarked
package dev.lineage.testkit.contract;

import org.jspecify.annotations.NullMarked;
