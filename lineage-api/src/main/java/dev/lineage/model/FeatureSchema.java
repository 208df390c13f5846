package dev.lineage.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The inputs of a model, in their order.
 *
 * @param features the features; empty if nothing is said about them
 */
public record FeatureSchema(List<Feature> features) {
    /** Nothing said. */
    public static final FeatureSchema NONE = new FeatureSchema(List.of());

    /**
     * Checks that no name is there twice and copies the list.
     *
     * @throws IllegalArgumentException if one is
     */
    public FeatureSchema {
        features = List.copyOf(features);
        Set<String> names = new HashSet<>();
        for (Feature feature : features) {
            if (!names.add(feature.name())) {
                throw new IllegalArgumentException("The feature '" + feature.name() + "' is there twice");
            }
        }
    }

    /** A schema of these features. */
    public static FeatureSchema of(Feature... features) {
        return new FeatureSchema(List.of(features));
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return features.isEmpty();
    }

    /**
     * Why a model with this schema could not take what is sent to one with another schema, as positions or by name. It can
     * if it has the same features at the same places, of the same types, which may be null where those may and have their
     * categories with the same codes; further features must come last and may be left out.
     *
     * @param sent the schema of what is sent
     * @return the reasons, one for each feature; empty if it can
     */
    public List<String> obstacles(FeatureSchema sent) {
        List<String> obstacles = new ArrayList<>();
        for (int i = 0; i < Math.max(features.size(), sent.features.size()); i++) {
            if (i >= features.size()) {
                obstacles.add("'" + sent.features.get(i).name() + "' is sent and not known here");
            } else if (i >= sent.features.size()) {
                Feature further = features.get(i);
                if (!further.nullable()) {
                    obstacles.add("'" + further.name() + "' is needed here and not sent");
                }
            } else {
                obstacle(i, features.get(i), sent.features.get(i), obstacles);
            }
        }
        return obstacles;
    }

    private static void obstacle(int place, Feature here, Feature sent, List<String> obstacles) {
        String subject = "'" + sent.name() + "'";
        if (!here.name().equals(sent.name())) {
            obstacles.add(subject + " is sent at place " + (place + 1) + ", where '" + here.name() + "' is here");
        } else if (here.type() != sent.type()) {
            obstacles.add(subject + " is sent as " + sent.type() + " and is " + here.type() + " here");
        } else if (sent.nullable() && !here.nullable()) {
            obstacles.add(subject + " is sent as null sometimes and must not be here");
        } else if (!startsWith(here.categories(), sent.categories())) {
            obstacles.add(subject + " is sent as one of " + sent.categories() + " and is one of " + here.categories()
                    + " here");
        }
    }

    private static boolean startsWith(List<String> list, List<String> beginning) {
        return list.size() >= beginning.size()
                && list.subList(0, beginning.size()).equals(beginning);
    }

    /**
     * Why a row is not one of this schema.
     *
     * @param row values by feature; one that is left out is null
     * @return the reasons; empty if it is, or if nothing is said
     */
    public List<String> flaws(Map<String, Value> row) {
        List<String> flaws = new ArrayList<>();
        if (isEmpty()) {
            return flaws;
        }
        Set<String> unknown = new TreeSet<>(row.keySet());
        for (Feature feature : features) {
            unknown.remove(feature.name());
            Value value = row.get(feature.name());
            if (value == null && !feature.nullable()) {
                flaws.add("'" + feature.name() + "' is missing");
            } else if (value != null && !feature.admits(value)) {
                flaws.add("'" + value + "' is not " + feature);
            }
        }
        unknown.forEach(name -> flaws.add("'" + name + "' is no feature"));
        return flaws;
    }
}
