/** The contract that every backend passes. */
@NullMarked
package dev.lineage.testkit.contract;

import org.jspecify.annotations.NullMarked;
