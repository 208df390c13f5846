package dev.lineage.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model version: a recipe and the artifacts that it made. Immutable once recorded.
 *
 * @param name its name for people: {@code fraud@7}
 * @param digest its name for machines: the digest of model, recipe id and artifacts in the domain
 *     {@code lineage/version/1}
 * @param recipeId the identity of the inputs
 * @param recipe the inputs
 * @param artifacts the results, by name
 * @param observation the circumstances of the run that recorded it first
 * @param nonDeterministicWith the versions of this model that the same recipe made before, with other artifacts; not
 *     empty means that the recipe is not deterministic
 * @param position the position of its entry in the log
 */
public record ModelVersion(
        VersionName name,
        Digest digest,
        RecipeId recipeId,
        Recipe recipe,
        Map<String, Artifact> artifacts,
        Observation observation,
        List<VersionName> nonDeterministicWith,
        long position) {
    /** Copies the collections. */
    public ModelVersion {
        artifacts = Collections.unmodifiableMap(new TreeMap<>(artifacts));
        nonDeterministicWith = List.copyOf(nonDeterministicWith);
    }

    /** The model's name. */
    public String model() {
        return name.model();
    }

    /** The version's number within its model, from 1. */
    public long number() {
        return name.number();
    }

    /** {@code fraud@7 sha256:…}. */
    @Override
    public String toString() {
        return name + " " + digest;
    }
}
