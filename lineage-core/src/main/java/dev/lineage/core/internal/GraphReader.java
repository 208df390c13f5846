package dev.lineage.core.internal;

import dev.lineage.model.GraphEdge;
import dev.lineage.model.GraphEdge.Relation;
import dev.lineage.model.GraphNode;
import dev.lineage.model.GraphNode.Kind;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Edge.Direction;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the lineage graph page by page. Kinds and relations of which this library does not know are not seen. */
final class GraphReader {
    private static final int EDGES = 10_000;
    private static final Set<Kind> ALL_KINDS = Set.of(Kind.values());
    private static final Set<Relation> ALL_RELATIONS = Set.of(Relation.values());

    private final RecordStore store;

    GraphReader(RecordStore store) {
        this.store = store;
    }

    /**
     * Where a walk goes.
     *
     * @param from where it begins
     * @param direction in which direction
     * @param relations along which edges; empty for all
     * @param kinds which nodes it answers with; empty for all
     * @param depth the most edges, one after the other
     */
    record Route(Set<GraphNode> from, Direction direction, Set<Relation> relations, Set<Kind> kinds, int depth) {
        Route {
            from = Set.copyOf(from);
            relations = relations.isEmpty() ? ALL_RELATIONS : Set.copyOf(relations);
            kinds = kinds.isEmpty() ? ALL_KINDS : Set.copyOf(kinds);
        }

        static Route upstream(GraphNode from) {
            return new Route(Set.of(from), Direction.UPSTREAM, Set.of(), Set.of(), Reach.UNBOUNDED);
        }

        Route only(Kind... wanted) {
            return new Route(from, direction, relations, Set.of(wanted), depth);
        }
    }

    /** The next nodes of a walk, by text. */
    List<GraphNode> page(Route route, Optional<String> after, int limit) {
        Reach question = new Reach(
                texts(route.from()),
                route.direction(),
                route.relations().stream().map(Relation::term).collect(Collectors.toSet()),
                route.kinds().stream().map(Kind::term).collect(Collectors.toSet()),
                route.depth(),
                after,
                limit);
        return store.reachable(question).stream().map(GraphNode::parse).toList();
    }

    private static Set<String> texts(Collection<GraphNode> nodes) {
        return nodes.stream().map(GraphNode::toString).collect(Collectors.toSet());
    }

    /** Everything that a walk reaches, by text. */
    void forEach(Route route, Consumer<GraphNode> visitor) {
        Optional<String> last = Optional.empty();
        List<GraphNode> page;
        do {
            page = page(route, last, Reach.MAX_LIMIT);
            page.forEach(visitor);
            last = page.isEmpty() ? last : Optional.of(page.get(page.size() - 1).toString());
        } while (page.size() == Reach.MAX_LIMIT);
    }

    /** The edges that are followed from nodes, each once, those of one direction. */
    void forEachEdge(Collection<GraphNode> nodes, Direction direction, Consumer<GraphEdge> visitor) {
        List<GraphNode> all = List.copyOf(nodes);
        for (int i = 0; i < all.size(); i += Reach.MAX_STARTS) {
            Set<String> some = new HashSet<>(texts(all.subList(i, Math.min(all.size(), i + Reach.MAX_STARTS))));
            Optional<Edge> last = Optional.empty();
            List<Edge> page;
            do {
                page = store.edges(some, direction, last, EDGES);
                page.stream().flatMap(GraphReader::known).forEach(visitor);
                last = page.isEmpty() ? last : Optional.of(page.get(page.size() - 1));
            } while (page.size() == EDGES);
        }
    }

    private static Stream<GraphEdge> known(Edge edge) {
        boolean known = Arrays.stream(Relation.values())
                        .anyMatch(relation -> relation.term().equals(edge.type()))
                && isKnown(edge.source())
                && isKnown(edge.target());
        return known
                ? Stream.of(new GraphEdge(
                        GraphNode.parse(edge.source()), Relation.of(edge.type()), GraphNode.parse(edge.target())))
                : Stream.of();
    }

    private static boolean isKnown(String node) {
        return Arrays.stream(Kind.values()).anyMatch(kind -> node.startsWith(kind.term() + ":"));
    }

    /** The nodes of an effect's whole history, itself among them, at most {@code most}. */
    List<GraphNode> history(GraphNode effect, int most) {
        List<GraphNode> found = new ArrayList<>(List.of(effect));
        forEach(Route.upstream(effect), node -> {
            if (found.size() == most) {
                throw new IllegalArgumentException(effect + " came from more than " + most + " nodes. Ask for a part of"
                        + " them: graph().from(…).depth(n), .along(relations) or .only(kinds)");
            }
            found.add(node);
        });
        return found;
    }
}
