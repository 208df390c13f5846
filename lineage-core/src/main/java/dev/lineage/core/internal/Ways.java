package dev.lineage.core.internal;

import dev.lineage.model.GraphEdge;
import dev.lineage.model.GraphNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/** Everything from which a cause can be reached along some edges. */
final class Ways {
    private static final Comparator<List<GraphNode>> BY_TEXT = (one, other) -> {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    };

    private final GraphNode cause;
    private final List<GraphEdge> edges;
    /** How many edges there are to the cause at least. */
    private final Map<GraphNode, Integer> distances;

    private Ways(GraphNode cause, List<GraphEdge> edges, Map<GraphNode, Integer> distances) {
        this.cause = cause;
        this.edges = edges;
        this.distances = distances;
    }

    static Ways to(GraphNode cause, List<GraphEdge> all) {
        Map<GraphNode, List<GraphNode>> effects = new HashMap<>();
        all.forEach(edge -> effects.computeIfAbsent(edge.target(), node -> new ArrayList<>())
                .add(edge.source()));
        Map<GraphNode, Integer> distances = new HashMap<>(Map.of(cause, 0));
        Deque<GraphNode> open = new ArrayDeque<>(List.of(cause));
        while (!open.isEmpty()) {
            GraphNode node = open.remove();
            int further = distances.getOrDefault(node, 0) + 1;
            for (GraphNode effect : effects.getOrDefault(node, List.of())) {
                if (distances.putIfAbsent(effect, further) == null) {
                    open.add(effect);
                }
            }
        }
        List<GraphEdge> leading = all.stream()
                .filter(edge ->
                        distances.containsKey(edge.target()) && !edge.source().equals(cause))
                .toList();
        return new Ways(cause, leading, distances);
    }

    Set<GraphNode> nodes() {
        return distances.keySet();
    }

    List<GraphEdge> edges() {
        return edges;
    }

    /** A beginning of a way, and how long the whole will be at least. */
    private record Beginning(GraphNode node, Optional<Beginning> before, int edges, int length) {
        private boolean has(GraphNode other) {
            for (Optional<Beginning> at = Optional.of(this); at.isPresent(); at = at.get().before) {
                if (at.get().node.equals(other)) {
                    return true;
                }
            }
            return false;
        }

        private List<GraphNode> nodes() {
            List<GraphNode> nodes = new ArrayList<>();
            for (Optional<Beginning> at = Optional.of(this); at.isPresent(); at = at.get().before) {
                nodes.add(at.get().node);
            }
            Collections.reverse(nodes);
            return nodes;
        }
    }

    /** The shortest ways. Every beginning leads to the end, so that there may be any number of others. */
    List<List<GraphNode>> shortest(GraphNode effect, int limit) {
        Map<GraphNode, List<GraphNode>> causes = new HashMap<>();
        edges.forEach(edge -> {
            List<GraphNode> targets = causes.computeIfAbsent(edge.source(), node -> new ArrayList<>());
            if (!targets.contains(edge.target())) {
                targets.add(edge.target());
            }
        });
        List<List<GraphNode>> found = new ArrayList<>();
        // Level by level of the length: within one, by text, which goes on with the first way before it begins another.
        TreeMap<Integer, PriorityQueue<Beginning>> open = new TreeMap<>();
        if (distances.containsKey(effect)) {
            add(new Beginning(effect, Optional.empty(), 0, distances.getOrDefault(effect, 0)), open);
        }
        while (!open.isEmpty() && found.size() < limit) {
            PriorityQueue<Beginning> shortest = open.firstEntry().getValue();
            Beginning next = shortest.remove();
            if (shortest.isEmpty()) {
                open.pollFirstEntry();
            }
            if (next.node().equals(cause)) {
                found.add(next.nodes());
                continue;
            }
            for (GraphNode node : causes.getOrDefault(next.node(), List.of())) {
                if (!next.has(node)) {
                    int edges = next.edges() + 1;
                    add(new Beginning(node, Optional.of(next), edges, edges + distances.getOrDefault(node, 0)), open);
                }
            }
        }
        return found;
    }

    private static void add(Beginning beginning, Map<Integer, PriorityQueue<Beginning>> open) {
        open.computeIfAbsent(
                        beginning.length(),
                        length -> new PriorityQueue<>(Comparator.comparing(Beginning::nodes, BY_TEXT)))
                .add(beginning);
    }
}
