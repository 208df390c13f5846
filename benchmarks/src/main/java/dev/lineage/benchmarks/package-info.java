/** JMH benchmarks. */
@NullMarked
package dev.lineage.benchmarks;

import org.jspecify.annotations.NullMarked;
