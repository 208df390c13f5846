package dev.lineage.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An input and what the model said to it when it was made, to be asked again before it is trusted elsewhere.
 *
 * @param name its name, by the grammar of {@link Names}
 * @param input values by feature
 * @param expected what the model answered
 */
public record SmokeCase(String name, Map<String, Value> input, Value expected) {
    /**
     * Checks the name and copies the map.
     *
     * @throws IllegalArgumentException if the name is none
     */
    public SmokeCase {
        Names.require("smoke case", name);
        input = Collections.unmodifiableMap(new TreeMap<>(input));
    }
}
