package dev.lineage.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A part of the lineage graph, as it was at one time. Immutable.
 *
 * @param starts where it was begun
 * @param labels its nodes, each with what people call it: {@code fraud@7}, {@code train 2f9a11c04b7d}
 * @param edges the edges between its nodes
 * @param whole whether nothing was left out because there was a bound on the number of nodes or of steps
 */
public record Graph(
        Set<GraphNode> starts, SortedMap<GraphNode, String> labels, SortedSet<GraphEdge> edges, boolean whole) {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if a start or an end of an edge is not among the nodes
     */
    public Graph {
        SortedMap<GraphNode, String> named = new TreeMap<>((Map<GraphNode, String>) labels);
        labels = Collections.unmodifiableSortedMap(named);
        edges = Collections.unmodifiableSortedSet(new TreeSet<>((Set<GraphEdge>) edges));
        starts = Collections.unmodifiableSortedSet(new TreeSet<>(starts));
        starts.forEach(start -> requireNode(named, start));
        edges.forEach(edge -> {
            requireNode(named, edge.source());
            requireNode(named, edge.target());
        });
    }

    private static void requireNode(Map<GraphNode, String> nodes, GraphNode node) {
        if (!nodes.containsKey(node)) {
            throw new IllegalArgumentException(node + " is not among the nodes of the graph");
        }
    }

    /** The nodes, by text. */
    public Collection<GraphNode> nodes() {
        return labels.keySet();
    }

    /** The nodes of one kind, by text. */
    public List<GraphNode> nodes(GraphNode.Kind kind) {
        return nodes().stream().filter(node -> node.kind() == kind).toList();
    }

    /** What people call a node; its text if it is none of this graph. */
    public String label(GraphNode node) {
        return labels.getOrDefault(node, node.toString());
    }

    /** The edges whose source is {@code node}, in order. */
    public List<GraphEdge> causes(GraphNode node) {
        return edges.stream().filter(edge -> edge.source().equals(node)).toList();
    }

    /** The edges whose target is {@code node}, in order. */
    public List<GraphEdge> effects(GraphNode node) {
        return edges.stream().filter(edge -> edge.target().equals(node)).toList();
    }

    /** The edges by source: for those who ask for many. */
    Map<GraphNode, List<GraphEdge>> byEnd(boolean source) {
        Map<GraphNode, List<GraphEdge>> map = new HashMap<>();
        for (GraphEdge edge : edges) {
            map.computeIfAbsent(source ? edge.source() : edge.target(), node -> new ArrayList<>())
                    .add(edge);
        }
        return map;
    }

    /**
     * A tree for a terminal, from the starts: causes below effects, and effects, marked with {@code <}, below causes. What was
     * shown already is named again, without what is below it. Control characters are escaped. Ends with a line feed.
     */
    public String toText() {
        return new GraphText(this).toString();
    }

    /**
     * A flowchart for Markdown, in the language of <a href="https://mermaid.js.org/syntax/flowchart.html">Mermaid</a>: arrows
     * lead from effects to causes. Labels are escaped.
     */
    public String toMermaid() {
        return GraphPictures.mermaid(this);
    }

    /** For Graphviz, in the <a href="https://graphviz.org/doc/info/lang.html">DOT language</a>. */
    public String toDot() {
        return GraphPictures.dot(this);
    }

    /**
     * For programs: canonical JSON with {@code nodes} ({@code kind}, {@code name}, {@code label}), {@code edges} ({@code
     * source}, {@code type}, {@code target}), {@code starts} and {@code whole}.
     */
    public String toJson() {
        return GraphPictures.json(this);
    }

    /**
     * For provenance tools: <a href="https://www.w3.org/submissions/prov-json/">PROV-JSON</a>. Recipes are plans, runs,
     * evaluations, rehearsals and streams are activities, everything else is an entity; a relation that PROV does not
     * allow between two such elements is the nearest one that it does, and {@code lineage:type} has the word of this graph.
     */
    public String toProvJson() {
        return ProvJson.of(this);
    }
}
