/** Tests of the database backend. */
@NullMarked
package dev.lineage.jdbc.internal;

import org.jspecify.annotations.NullMarked;
