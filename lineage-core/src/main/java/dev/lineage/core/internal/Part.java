package dev.lineage.core.internal;

import dev.lineage.model.GraphEdge;
import dev.lineage.model.GraphNode;
import dev.lineage.model.GraphNode.Kind;
import dev.lineage.spi.Edge.Direction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A part of the lineage graph that grows from some nodes, nearest first, up to a number of nodes. Not thread-safe. */
final class Part {
    private final Set<GraphNode> starts;
    private final Direction direction;
    private final int most;
    private final Set<GraphNode> nodes;
    private final List<GraphEdge> edges = new ArrayList<>();
    private boolean whole = true;

    Part(Set<GraphNode> starts, Direction direction, int most) {
        this.starts = starts;
        this.direction = direction;
        this.most = most;
        this.nodes = new HashSet<>(starts);
    }

    private GraphNode end(GraphEdge edge) {
        return direction == Direction.UPSTREAM ? edge.target() : edge.source();
    }

    private GraphNode start(GraphEdge edge) {
        return direction == Direction.UPSTREAM ? edge.source() : edge.target();
    }

    /** Adds what one more edge leads to, and says what is new. */
    Set<GraphNode> grow(Set<GraphNode> level, Function<Set<GraphNode>, List<GraphEdge>> edgesOf) {
        Set<GraphNode> next = new LinkedHashSet<>();
        for (GraphEdge edge : edgesOf.apply(level)) {
            GraphNode end = end(edge);
            if (!nodes.contains(end)) {
                if (nodes.size() == most) {
                    whole = false;
                    continue;
                }
                nodes.add(end);
                next.add(end);
            }
            edges.add(edge);
        }
        return next;
    }

    /** Adds the edges between what is there, and sees whether there is more. */
    void look(Set<GraphNode> level, Function<Set<GraphNode>, List<GraphEdge>> edgesOf) {
        for (GraphEdge edge : edgesOf.apply(level)) {
            if (nodes.contains(end(edge))) {
                edges.add(edge);
            } else {
                whole = false;
            }
        }
    }

    /** Drops what leads to no node of these kinds. */
    void keepWaysTo(Set<Kind> kinds) {
        Map<GraphNode, List<GraphNode>> back = new HashMap<>();
        edges.forEach(edge ->
                back.computeIfAbsent(end(edge), node -> new ArrayList<>()).add(start(edge)));
        Set<GraphNode> kept = new HashSet<>(starts);
        Deque<GraphNode> open = new ArrayDeque<>();
        nodes.stream().filter(node -> kinds.contains(node.kind())).forEach(node -> {
            kept.add(node);
            open.add(node);
        });
        while (!open.isEmpty()) {
            for (GraphNode before : back.getOrDefault(open.remove(), List.of())) {
                if (kept.add(before)) {
                    open.add(before);
                }
            }
        }
        nodes.retainAll(kept);
        edges.removeIf(edge -> !kept.contains(edge.source()) || !kept.contains(edge.target()));
    }

    Set<GraphNode> nodes() {
        return nodes;
    }

    List<GraphEdge> edges() {
        return edges;
    }

    boolean isWhole() {
        return whole;
    }
}
