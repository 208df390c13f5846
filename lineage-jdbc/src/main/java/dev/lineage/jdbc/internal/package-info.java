/** The tables and everything behind them. */
@NullMarked
package dev.lineage.jdbc.internal;

import org.jspecify.annotations.NullMarked;
