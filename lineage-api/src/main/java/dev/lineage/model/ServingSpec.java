package dev.lineage.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a service must know to serve a version, beside its artifacts. It belongs to the version: other settings make another
 * version. Files that serving needs are further artifacts. Immutable.
 *
 * @param config settings by name
 * @param features the inputs
 * @param smoke cases to be asked before the version is trusted
 */
public record ServingSpec(Map<String, Value> config, FeatureSchema features, List<SmokeCase> smoke) {
    /** Nothing said. */
    public static final ServingSpec NONE = new ServingSpec(Map.of(), FeatureSchema.NONE, List.of());

    /** The name of the artifact that holds it. */
    public static final String ARTIFACT = "serving";

    /**
     * Checks the names and that the smoke cases are rows of the schema, and copies everything.
     *
     * @throws IllegalArgumentException if they are not, or a name is none or there twice
     */
    public ServingSpec {
        config.keySet().forEach(name -> Names.require("setting", name));
        config = Collections.unmodifiableMap(new TreeMap<>(config));
        smoke = List.copyOf(smoke);
        Set<String> names = new HashSet<>();
        for (SmokeCase one : smoke) {
            if (!names.add(one.name())) {
                throw new IllegalArgumentException("The smoke case '" + one.name() + "' is there twice");
            }
            List<String> flaws = features.flaws(one.input());
            if (!flaws.isEmpty()) {
                throw new IllegalArgumentException("The smoke case '" + one.name()
                        + "' does not fit the feature schema: " + String.join("; ", flaws));
            }
        }
    }

    /** A builder of nothing said. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    /** Builds a spec. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Value> config = new TreeMap<>();
        private final List<Feature> features = new ArrayList<>();
        private final Map<String, SmokeCase> smoke = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a setting: what {@link Value#ofObject} takes.
         *
         * @throws IllegalStateException if there is one of that name
         */
        public Builder config(String name, Object value) {
            return once(config.putIfAbsent(name, Value.ofObject(value)), "setting", name);
        }

        /** Adds the next feature. */
        public Builder feature(Feature feature) {
            features.add(feature);
            return this;
        }

        /**
         * Adds a smoke case.
         *
         * @param input by feature, each what {@link Value#ofObject} takes
         * @param expected what the model answered, likewise
         * @throws IllegalStateException if there is one of that name
         */
        public Builder smoke(String name, Map<String, ?> input, Object expected) {
            Map<String, Value> values = new TreeMap<>();
            input.forEach((feature, value) -> values.put(feature, Value.ofObject(value)));
            SmokeCase added = new SmokeCase(name, values, Value.ofObject(expected));
            return once(smoke.putIfAbsent(name, added), "smoke case", name);
        }

        private Builder once(@Nullable Object earlier, String what, String name) {
            if (earlier != null) {
                throw new IllegalStateException("The " + what + " '" + name + "' is there already: " + earlier);
            }
            return this;
        }

        /**
         * Builds.
         *
         * @throws IllegalArgumentException if a name is none or a smoke case is no row of the schema
         */
        public ServingSpec build() {
            return new ServingSpec(config, new FeatureSchema(features), List.copyOf(smoke.values()));
        }
    }
}
