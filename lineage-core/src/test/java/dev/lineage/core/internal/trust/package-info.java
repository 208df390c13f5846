/** Tests of keys and signatures. */
@NullMarked
package dev.lineage.core.internal.trust;

import org.jspecify.annotations.NullMarked;
