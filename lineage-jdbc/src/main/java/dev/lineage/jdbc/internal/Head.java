package dev.lineage.jdbc.internal;

import dev.lineage.spi.Pointer;
import java.util.Map;
import java.util.Optional;

/**
 * The state against which appends are judged, of one instant.
 *
 * @param next the next position
 * @param pointers the pointers that were asked for, as far as they exist
 */
record Head(long next, Map<String, Pointer> pointers) {
    Optional<Pointer> pointer(String name) {
        return Optional.ofNullable(pointers.get(name));
    }
}
