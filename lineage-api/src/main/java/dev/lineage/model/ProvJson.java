package dev.lineage.model;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link Graph} as PROV-JSON.
 *
 * @see <a href="https://www.w3.org/submissions/prov-json/">PROV-JSON</a>
 * @see <a href="https://www.w3.org/TR/prov-constraints/">PROV constraints: no entity is an activity</a>
 */
final class ProvJson {
    private static final String PREFIX = "lineage";
    private static final String NAMESPACE = "lineage:node/";
    private static final String UNRESERVED = "-._~/";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final Graph graph;
    /** By what PROV calls them, in the order of the text. */
    private final Map<String, Json.Builder> parts = new TreeMap<>();

    private int relations;

    private ProvJson(Graph graph) {
        this.graph = graph;
    }

    static String of(Graph graph) {
        return new ProvJson(graph).text();
    }

    /** Whether a node is something that happened, and not something that there is. */
    static boolean isActivity(GraphNode node) {
        return switch (node.kind()) {
            case RUN, EVALUATION, REHEARSAL, STREAM -> true;
            default -> false;
        };
    }

    private String text() {
        graph.nodes().forEach(this::node);
        graph.edges().forEach(this::edge);
        Json.Builder document = Json.Obj.builder();
        document.put("prefix", Json.Obj.builder().put(PREFIX, NAMESPACE).build());
        parts.forEach((name, part) -> document.put(name, part.build()));
        return JsonWriter.canonicalText(document.build());
    }

    private Json.Builder part(String name) {
        return parts.computeIfAbsent(name, part -> Json.Obj.builder());
    }

    private void node(GraphNode node) {
        Json.Builder attributes = Json.Obj.builder().put("prov:label", graph.label(node));
        if (node.kind() == GraphNode.Kind.RECIPE) {
            attributes.put("prov:type", qualified("prov:Plan"));
        }
        attributes.put(PREFIX + ":kind", node.kind().term());
        part(isActivity(node) ? "activity" : "entity").put(id(node), attributes.build());
    }

    private static Json qualified(String name) {
        return Json.Obj.builder()
                .put("$", name)
                .put("type", "prov:QUALIFIED_NAME")
                .build();
    }

    private void edge(GraphEdge edge) {
        boolean from = isActivity(edge.source());
        boolean to = isActivity(edge.target());
        // The nearest relation that PROV has between two such elements.
        if (from && to) {
            relation("wasInformedBy", "prov:informed", "prov:informant", edge);
        } else if (from) {
            relation("used", "prov:activity", "prov:entity", edge);
        } else if (to) {
            boolean made = edge.relation() != GraphEdge.Relation.WAS_INFORMED_BY;
            relation(
                    made ? "wasGeneratedBy" : "wasInfluencedBy",
                    made ? "prov:entity" : "prov:influencee",
                    made ? "prov:activity" : "prov:influencer",
                    edge);
        } else {
            relation("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity", edge);
        }
    }

    private void relation(String name, String source, String target, GraphEdge edge) {
        part(name)
                .put(
                        "_:r" + ++relations,
                        Json.Obj.builder()
                                .put(source, id(edge.source()))
                                .put(target, id(edge.target()))
                                .put(PREFIX + ":type", edge.relation().term())
                                .build());
    }

    /** A qualified name whose local part is fit for every notation of PROV, and for a URI. */
    private static String id(GraphNode node) {
        StringBuilder out = new StringBuilder(PREFIX + ":" + node.kind().term() + "/");
        for (byte b : node.name().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }
}
