package dev.lineage.core.internal;

import dev.lineage.model.Digest;
import dev.lineage.model.GraphNode;
import dev.lineage.model.GraphNode.Kind;
import dev.lineage.model.ModelVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What people call nodes. */
final class GraphLabels {
    private static final int SHORT = 12;

    private final Records records;
    private final Map<GraphNode, String> names = new HashMap<>();

    GraphLabels(Records records) {
        this.records = records;
    }

    SortedMap<GraphNode, String> of(Collection<GraphNode> nodes) {
        nodes.stream()
                .filter(node -> node.kind() == Kind.VERSION)
                .forEach(node -> node.digest().flatMap(records::version).ifPresent(this::name));
        SortedMap<GraphNode, String> labels = new TreeMap<>();
        nodes.forEach(node -> labels.put(node, names.getOrDefault(node, plain(node))));
        return labels;
    }

    /** A version says what it calls its parts. */
    private void name(ModelVersion version) {
        names.put(GraphNode.version(version.digest()), version.name().toString());
        version.recipe()
                .data()
                .forEach((name, pin) -> names.putIfAbsent(
                        GraphNode.data(pin),
                        "data " + name + " " + shortened(GraphNode.data(pin).name())));
        version.artifacts()
                .forEach((name, artifact) -> names.putIfAbsent(
                        GraphNode.artifact(artifact.digest()),
                        name + " " + artifact.digest().abbreviated()));
    }

    private String plain(GraphNode node) {
        String name = node.name();
        return switch (node.kind()) {
            case COMMIT -> "commit " + shortened(name);
            case DATA -> "data " + shortened(name);
            case RECIPE -> "recipe " + shortened(name);
            case VERSION -> "version " + shortened(name);
            case ARTIFACT -> "artifact " + shortened(name);
            case EVALUATION -> "evaluation " + shortened(name);
            case RUN -> run(name);
            case RELEASE ->
                node.release()
                        .map(release -> release.model() + " " + release.stage() + " " + release.revision())
                        .orElse(name);
            case REHEARSAL -> "rehearsal of " + name.replace('/', ' ');
            case STREAM -> "service " + shortened(name);
            case PREDICTIONS ->
                "predictions " + name.substring(name.lastIndexOf('/') + 1) + " of "
                        + shortened(name.substring(0, Math.max(0, name.lastIndexOf('/'))));
        };
    }

    private String run(String name) {
        int slash = Math.max(0, name.lastIndexOf('/'));
        Optional<Digest> version = Optional.of(name.substring(0, slash))
                .filter(text -> text.startsWith("sha256:"))
                .map(Digest::parse);
        return "run " + name.substring(slash + 1) + " of "
                + version.map(GraphNode::version)
                        .map(node -> names.getOrDefault(node, shortened(node.name())))
                        .orElse(name);
    }

    /** A digest's first digits are enough for people; other names are theirs. */
    private static String shortened(String name) {
        int digits = name.lastIndexOf("sha256:");
        if (digits >= 0) {
            int begin = digits + "sha256:".length();
            return name.substring(begin, Math.min(name.length(), begin + SHORT));
        }
        boolean hex = name.length() >= 32 && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        return hex ? name.substring(0, SHORT) : name;
    }
}
