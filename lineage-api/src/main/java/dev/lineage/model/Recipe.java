package dev.lineage.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The inputs of a training: everything that must be equal for the result to be equal, and nothing else. Never who, when,
 * where, host names, absolute paths or metrics; those are the {@link Observation}.
 *
 * @param trainer the class that trains, by its binary name; empty if it was a lambda or somebody else's code
 * @param code the commit and what was not committed
 * @param data the pinned data, by name; never empty
 * @param parameters the hyperparameters, by name
 * @param seeds the random seeds, by name
 * @param bases the model versions that this one builds on, by name: the digest of each
 * @param dependencies the identity of the locked dependencies: the digest of their kinds and digests in class-path order,
 *     in the domain {@code lineage/dependencies/1}
 */
public record Recipe(
        Optional<String> trainer,
        CodeState code,
        Map<String, SnapshotPin> data,
        Map<String, Value> parameters,
        Map<String, Long> seeds,
        Map<String, Digest> bases,
        Digest dependencies) {

    /**
     * Copies the maps.
     *
     * @throws IllegalArgumentException if no data is pinned or a name breaks the grammar of {@link Names}
     */
    public Recipe {
        if (data.isEmpty()) {
            throw new IllegalArgumentException("A recipe without pinned data cannot exist: pin the training data");
        }
        data = copy("pin", data);
        parameters = copy("parameter", parameters);
        seeds = copy("seed", seeds);
        bases = copy("base", bases);
    }

    private static <V> Map<String, V> copy(String what, Map<String, V> map) {
        map.keySet().forEach(name -> Names.require(what, name));
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
