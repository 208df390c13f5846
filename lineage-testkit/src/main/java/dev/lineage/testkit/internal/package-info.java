/** What the contracts are made of. Not exported. */
@NullMarked
package dev.lineage.testkit.internal;

import org.jspecify.annotations.NullMarked;
