package dev.lineage.model;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link Graph} in the languages of tools that draw. */
final class GraphPictures {
    private static final String PLAIN = " .,-_/@()";

    private GraphPictures() {}

    /** Ids that need no escapes. */
    private static Map<GraphNode, String> ids(Graph graph) {
        Map<GraphNode, String> ids = new HashMap<>();
        graph.nodes().forEach(node -> ids.put(node, "n" + ids.size()));
        return ids;
    }

    static String mermaid(Graph graph) {
        Map<GraphNode, String> ids = ids(graph);
        StringBuilder text = new StringBuilder("flowchart LR\n");
        for (GraphNode node : graph.nodes()) {
            String label = Escapes.numbered(graph.label(node), PLAIN, "#", ";");
            // Round for what happened, square for what there is.
            String shape = ProvJson.isActivity(node) ? "([\"%s\"])" : "[\"%s\"]";
            text.append("  ").append(ids.get(node)).append(String.format(shape, label));
            text.append(":::").append(node.kind().term()).append('\n');
        }
        for (GraphEdge edge : graph.edges()) {
            text.append("  ").append(ids.get(edge.source())).append(" -- ");
            text.append(edge.relation().term()).append(" --> ");
            text.append(ids.get(edge.target())).append('\n');
        }
        return text.toString();
    }

    static String dot(Graph graph) {
        Map<GraphNode, String> ids = ids(graph);
        StringBuilder text = new StringBuilder("digraph lineage {\n  rankdir=LR;\n  node [shape=box];\n");
        for (GraphNode node : graph.nodes()) {
            text.append("  ").append(ids.get(node)).append(" [label=\"");
            text.append(quoted(graph.label(node))).append("\", tooltip=\"");
            text.append(quoted(node.toString())).append('"');
            text.append(ProvJson.isActivity(node) ? ", style=rounded" : "").append("];\n");
        }
        for (GraphEdge edge : graph.edges()) {
            text.append("  ").append(ids.get(edge.source())).append(" -> ");
            text.append(ids.get(edge.target())).append(" [label=\"");
            text.append(edge.relation().term()).append("\"];\n");
        }
        return text.append("}\n").toString();
    }

    /** DOT knows HTML entities and escapes such as {@code \N} in labels. */
    private static String quoted(String text) {
        return Escapes.visible(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("&", "&amp;");
    }

    static String json(Graph graph) {
        List<Json> nodes = graph.nodes().stream()
                .map(node -> (Json) Json.Obj.builder()
                        .put("kind", node.kind().term())
                        .put("name", node.name())
                        .put("label", graph.label(node))
                        .build())
                .toList();
        List<Json> edges = graph.edges().stream()
                .map(edge -> (Json) Json.Obj.builder()
                        .put("source", edge.source().toString())
                        .put("type", edge.relation().term())
                        .put("target", edge.target().toString())
                        .build())
                .toList();
        List<Json> starts = graph.starts().stream()
                .map(start -> (Json) new Json.Str(start.toString()))
                .toList();
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("format", 1)
                .put("starts", new Json.Arr(starts))
                .put("nodes", new Json.Arr(nodes))
                .put("edges", new Json.Arr(edges))
                .put("whole", graph.whole())
                .build());
    }
}
