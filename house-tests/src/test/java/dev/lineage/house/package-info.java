/** Rules and golden files over every published jar. */
@NullMarked
package dev.lineage.house;

import org.jspecify.annotations.NullMarked;
