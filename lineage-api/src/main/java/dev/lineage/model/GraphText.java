package dev.lineage.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A {@link Graph} as a tree for a terminal. */
final class GraphText {
    /** The deepest level that is indented by its own; what is below is numbered, because a chain may be very long. */
    private static final int MAX_INDENT = 40;

    private final Graph graph;
    private final Map<GraphNode, List<GraphEdge>> causes;
    private final Map<GraphNode, List<GraphEdge>> effects;
    private final Set<GraphNode> shown = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    GraphText(Graph graph) {
        this.graph = graph;
        this.causes = graph.byEnd(true);
        this.effects = graph.byEnd(false);
    }

    /** A line that is still to be written. */
    private record Line(GraphNode node, String relation, String indent, boolean last, int depth) {}

    @Override
    public String toString() {
        graph.starts().forEach(start -> tree(start, true));
        graph.starts().stream()
                .filter(start -> effects.getOrDefault(start, List.of()).stream()
                        .anyMatch(edge -> !shown.contains(edge.source())))
                .forEach(start -> tree(start, false));
        graph.nodes().stream().filter(node -> !shown.contains(node)).forEach(node -> tree(node, true));
        if (!graph.whole()) {
            text.append("… and more: this is not the whole graph\n");
        }
        return text.toString();
    }

    /** Causes below effects, or the other way round. */
    private void tree(GraphNode start, boolean down) {
        Set<GraphNode> expanded = new HashSet<>();
        Deque<Line> lines = new ArrayDeque<>();
        lines.push(new Line(start, "", "", true, 0));
        while (!lines.isEmpty()) {
            Line line = lines.pop();
            boolean first = expanded.add(line.node()) && (shown.add(line.node()) || !down);
            text.append(line.indent());
            if (line.depth() > MAX_INDENT) {
                text.append('(').append(line.depth()).append(") ");
            } else if (line.depth() > 0) {
                text.append(line.last() ? "└─ " : "├─ ");
            }
            text.append(line.relation()).append(Escapes.visible(graph.label(line.node())));
            List<Line> below = below(line, down);
            text.append(first || below.isEmpty() ? "\n" : " (see above)\n");
            if (first) {
                below.forEach(lines::push);
            }
        }
    }

    /** The last one first, so that a stack gives them in order. */
    private List<Line> below(Line line, boolean down) {
        String indent = line.depth() == 0 || line.depth() > MAX_INDENT
                ? line.indent()
                : line.indent() + (line.last() ? "   " : "│  ");
        List<Line> below = new ArrayList<>();
        (down ? causes : effects)
                .getOrDefault(line.node(), List.of()).stream()
                        .map(edge -> new Line(
                                down ? edge.target() : edge.source(),
                                (down ? "" : "< ") + edge.relation().term() + " ",
                                indent,
                                false,
                                line.depth() + 1))
                        .sorted(Comparator.comparing((Line each) -> each.node().kind())
                                .thenComparing(Line::node)
                                .reversed())
                        .forEach(each -> below.add(
                                new Line(each.node(), each.relation(), each.indent(), below.isEmpty(), each.depth())));
        return below;
    }
}
