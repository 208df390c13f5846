/** Canonical JSON: the one codec of entries and ids. Not API: exported to the library's own modules only. */
@NullMarked
package dev.lineage.internal.json;

import org.jspecify.annotations.NullMarked;
