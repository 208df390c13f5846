/** The database backend. */
@NullMarked
package dev.lineage.jdbc;

import org.jspecify.annotations.NullMarked;
