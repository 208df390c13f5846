package dev.lineage.fs.internal;

import dev.lineage.model.Names;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Reach;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Answers which edges there are, and where they lead. Thread-safe. */
final class Graph {
    private final Pointers pointers;

    Graph(Pointers pointers) {
        this.pointers = pointers;
    }

    /** The edges of nodes as of the last time that the tail caught up, sorted. */
    List<Edge> edges(Set<String> nodes, Edge.Direction direction, Optional<Edge> after, int limit) {
        NavigableSet<Edge> sorted = new TreeSet<>(Edge.ORDER);
        nodes.forEach(node -> sorted.addAll(pointers.edges(node, direction)));
        return after.map(edge -> sorted.tailSet(edge, false)).orElse(sorted).stream()
                .limit(limit)
                .toList();
    }

    /** Walks breadth first, so that a node is reached by the fewest edges. */
    List<String> reachable(Reach question) {
        Edge.Direction direction = question.direction();
        Set<String> seen = new HashSet<>(question.from());
        NavigableSet<String> reached = new TreeSet<>(Names::compareCodePoints);
        List<String> level = List.copyOf(question.from());
        for (int depth = 0; depth < question.maxDepth() && !level.isEmpty(); depth++) {
            List<String> next = new ArrayList<>();
            for (String node : level) {
                for (Edge edge : pointers.edges(node, direction)) {
                    if (question.follows(edge.type()) && seen.add(edge.end(direction))) {
                        next.add(edge.end(direction));
                    }
                }
            }
            reached.addAll(next);
            level = next;
        }
        return question.after().map(node -> reached.tailSet(node, false)).orElse(reached).stream()
                .filter(question::lists)
                .limit(question.limit())
                .toList();
    }
}
