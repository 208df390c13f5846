package dev.lineage.testkit;

import dev.lineage.model.Graph;
import dev.lineage.model.GraphEdge;
import dev.lineage.model.GraphNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a {@link Graph}, a part of the lineage graph. Failures show it as a tree. */
public final class GraphAssert extends AbstractAssert<GraphAssert, Graph> {
    GraphAssert(Graph actual) {
        super(actual, GraphAssert.class);
    }

    /** That nothing was left out because of a bound. */
    public GraphAssert isWhole() {
        isNotNull();
        if (!actual.whole()) {
            failWithMessage("%nExpecting all that can be reached, but there is more than:%n%s", actual.toText());
        }
        return this;
    }

    /** That these nodes are in it. */
    public GraphAssert contains(GraphNode... nodes) {
        isNotNull();
        List<GraphNode> missing =
                Arrays.stream(nodes).filter(node -> !has(node)).toList();
        if (!missing.isEmpty()) {
            failWithMessage("%nExpecting %s to be in the graph, but it is:%n%s", missing, actual.toText());
        }
        return this;
    }

    /** That none of these nodes is in it: this version was not made of that data. */
    public GraphAssert doesNotContain(GraphNode... nodes) {
        isNotNull();
        List<GraphNode> found = Arrays.stream(nodes).filter(this::has).toList();
        if (!found.isEmpty()) {
            failWithMessage("%nExpecting %s not to be in the graph, but it is:%n%s", found, actual.toText());
        }
        return this;
    }

    /** That its nodes of one kind are exactly these, in any order. */
    public GraphAssert containsOnly(GraphNode.Kind kind, GraphNode... nodes) {
        isNotNull();
        Set<GraphNode> found = Set.copyOf(actual.nodes(kind));
        if (!found.equals(Set.of(nodes))) {
            failWithMessage(
                    "%nExpecting the nodes of kind %s to be %s, but they are %s in:%n%s",
                    kind, List.of(nodes), found, actual.toText());
        }
        return this;
    }

    /** That one came of the other, in any number of steps. */
    public GraphAssert leadsFrom(GraphNode effect, GraphNode cause) {
        contains(effect, cause);
        Map<GraphNode, List<GraphEdge>> causes =
                actual.edges().stream().collect(Collectors.groupingBy(GraphEdge::source));
        Set<GraphNode> seen = new HashSet<>(Set.of(effect));
        Deque<GraphNode> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (GraphEdge edge : causes.getOrDefault(open.remove(), List.of())) {
                if (seen.add(edge.target())) {
                    open.add(edge.target());
                }
            }
        }
        if (!seen.contains(cause)) {
            failWithMessage("%nExpecting %s to have come of %s, but the graph is:%n%s", effect, cause, actual.toText());
        }
        return this;
    }

    private boolean has(GraphNode node) {
        return actual.labels().containsKey(node);
    }
}
