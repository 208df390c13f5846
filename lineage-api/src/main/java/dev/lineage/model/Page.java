package dev.lineage.model;

import java.util.List;
import java.util.Optional;

/**
 * Some results and where to go on.
 *
 * @param <T> what is listed
 * @param items the results, in the query's order
 * @param next the token that asks for the results after these; empty if there are none
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Copies the list. */
    public Page {
        items = List.copyOf(items);
    }
}
