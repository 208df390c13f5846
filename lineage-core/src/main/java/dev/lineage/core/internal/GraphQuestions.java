package dev.lineage.core.internal;

import dev.lineage.LineageGraph;
import dev.lineage.core.internal.GraphReader.Route;
import dev.lineage.model.Digest;
import dev.lineage.model.Graph;
import dev.lineage.model.GraphEdge;
import dev.lineage.model.GraphEdge.Relation;
import dev.lineage.model.GraphNode;
import dev.lineage.model.GraphNode.Kind;
import dev.lineage.model.Impact;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.spi.Edge.Direction;
import dev.lineage.spi.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Answers questions of the lineage graph. Thread-safe. */
final class GraphQuestions implements LineageGraph {
    private static final int MAX_PATHS = 1_000;

    private final Records records;
    private final GraphReader reader;
    private final PredictionQuestions predictions;

    GraphQuestions(Records records, PredictionQuestions predictions) {
        this.records = records;
        this.reader = new GraphReader(records.store());
        this.predictions = predictions;
    }

    // ---- where to begin

    @Override
    public Walk from(String version) {
        return from(List.of(
                GraphNode.version(records.version(VersionName.parse(version)).digest())));
    }

    @Override
    public Walk from(SnapshotPin data) {
        return from(List.of(GraphNode.data(data)));
    }

    @Override
    public Walk from(Digest artifact) {
        return from(List.of(GraphNode.artifact(artifact)));
    }

    @Override
    public Walk from(List<GraphNode> nodes) {
        if (nodes.isEmpty() || nodes.size() > Reach.MAX_STARTS) {
            throw new IllegalArgumentException(
                    "A walk begins at 1 to " + Reach.MAX_STARTS + " nodes, not " + nodes.size());
        }
        return new Wander(Set.copyOf(nodes));
    }

    // ---- two nodes

    @Override
    public Page<GraphNode> common(GraphNode one, GraphNode other, int size, Optional<String> next) {
        Records.requirePage(size);
        next.ifPresent(GraphNode::parse);
        Merge ones = new Merge(Route.upstream(one), next);
        Merge others = new Merge(Route.upstream(other), next);
        List<GraphNode> found = new ArrayList<>();
        while (found.size() < size && ones.hasNode() && others.hasNode()) {
            int order = ones.node().compareTo(others.node());
            if (order == 0) {
                found.add(ones.node());
            }
            if (order <= 0) {
                ones.advance();
            }
            if (order >= 0) {
                others.advance();
            }
        }
        return page(found, size);
    }

    private static Page<GraphNode> page(List<GraphNode> found, int size) {
        return new Page<>(
                found,
                found.size() < size
                        ? Optional.empty()
                        : Optional.of(found.get(found.size() - 1).toString()));
    }

    /** What a walk reaches, one node after the other. */
    private final class Merge {
        private final Route route;
        private Optional<String> last;
        private Iterator<GraphNode> page = List.<GraphNode>of().iterator();
        private boolean more = true;
        private Optional<GraphNode> node = Optional.empty();

        private Merge(Route route, Optional<String> after) {
            this.route = route;
            this.last = after;
            advance();
        }

        private void advance() {
            if (!page.hasNext() && more) {
                List<GraphNode> nodes = reader.page(route, last, Reach.MAX_LIMIT);
                more = nodes.size() == Reach.MAX_LIMIT;
                page = nodes.iterator();
            }
            node = page.hasNext() ? Optional.of(page.next()) : Optional.empty();
            last = node.map(GraphNode::toString).or(() -> last);
        }

        private boolean hasNode() {
            return node.isPresent();
        }

        private GraphNode node() {
            return node.orElseThrow();
        }
    }

    @Override
    public Graph between(GraphNode effect, GraphNode cause) {
        Ways ways = ways(effect, cause);
        Set<GraphNode> nodes = new HashSet<>(ways.nodes());
        nodes.add(effect);
        nodes.add(cause);
        return graph(Set.of(effect), nodes, ways.edges(), true);
    }

    @Override
    public List<List<GraphNode>> paths(GraphNode effect, GraphNode cause, int limit) {
        if (limit < 1 || limit > MAX_PATHS) {
            throw new IllegalArgumentException("1 to " + MAX_PATHS + " ways are listed, not " + limit);
        }
        return ways(effect, cause).shortest(effect, limit);
    }

    private Ways ways(GraphNode effect, GraphNode cause) {
        List<GraphNode> history = reader.history(effect, MAX_NODES);
        List<GraphEdge> edges = new ArrayList<>();
        reader.forEachEdge(history, Direction.UPSTREAM, edges::add);
        return Ways.to(cause, edges);
    }

    // ---- impact

    @Override
    public Impact impact(Subject subject) {
        GraphNode node = records.node(subject);
        Downstream downstream = Downstream.of(node, records);
        long[] evaluations = new long[1];
        // Evaluations measure, and are not what anything is made of, so they are found in the same walk.
        reader.forEach(Withdrawals.downstream(node).only(Kind.EVALUATION), evaluation -> evaluations[0]++);
        return new Impact(
                subject,
                downstream.count(),
                downstream.versions(),
                downstream.live(),
                downstream.releases(),
                evaluations[0],
                predictions.affectedBy(subject));
    }

    private Graph graph(
            Set<GraphNode> starts, Collection<GraphNode> nodes, Collection<GraphEdge> edges, boolean whole) {
        return new Graph(starts, new GraphLabels(records).of(nodes), new TreeSet<>(edges), whole);
    }

    // ---- walks

    private final class Wander implements Walk {
        private final Set<GraphNode> from;
        private Direction direction = Direction.UPSTREAM;
        private Set<Relation> relations = Set.of();
        private Set<Kind> kinds = Set.of();
        private int depth = Reach.UNBOUNDED;

        private Wander(Set<GraphNode> from) {
            this.from = from;
        }

        @Override
        public Walk upstream() {
            direction = Direction.UPSTREAM;
            return this;
        }

        @Override
        public Walk downstream() {
            direction = Direction.DOWNSTREAM;
            return this;
        }

        @Override
        public Walk along(Relation... wanted) {
            relations = some(Set.of(wanted), "relation");
            return this;
        }

        @Override
        public Walk only(Kind... wanted) {
            kinds = some(Set.of(wanted), "kind");
            return this;
        }

        private static <T> Set<T> some(Set<T> wanted, String what) {
            if (wanted.isEmpty()) {
                throw new IllegalArgumentException("Name at least one " + what + ", or leave it out for all of them");
            }
            return wanted;
        }

        @Override
        public Walk depth(int edges) {
            if (edges < 1) {
                throw new IllegalArgumentException("At least one edge is followed, not " + edges);
            }
            depth = edges;
            return this;
        }

        private Route route() {
            return new Route(from, direction, relations, kinds, depth);
        }

        @Override
        public Page<GraphNode> nodes(int size, Optional<String> next) {
            Records.requirePage(size);
            next.ifPresent(GraphNode::parse);
            return page(reader.page(route(), next, size), size);
        }

        @Override
        public Page<ModelVersion> versions(int size, Optional<String> next) {
            Records.requirePage(size);
            next.ifPresent(GraphNode::parse);
            Page<GraphNode> nodes = page(reader.page(route().only(Kind.VERSION), next, size), size);
            return new Page<>(
                    nodes.items().stream()
                            .map(node -> records.version(node.digest().orElseThrow())
                                    .orElseThrow(() -> Errors.unrecordedNode(
                                            records.store().location(), node)))
                            .toList(),
                    nodes.next());
        }

        @Override
        public Graph graph(int maxNodes) {
            if (maxNodes < from.size() || maxNodes > MAX_NODES) {
                throw new IllegalArgumentException(
                        "A graph has " + from.size() + " to " + MAX_NODES + " nodes here, not " + maxNodes
                                + ". Ask for a part: .depth(n), .along(relations), .only(kinds)");
            }
            Part part = new Part(from, direction, maxNodes);
            Set<GraphNode> level = from;
            for (int edges = 0; edges < depth && !level.isEmpty() && part.isWhole(); edges++) {
                level = part.grow(level, this::edges);
            }
            if (!level.isEmpty()) {
                part.look(level, this::edges);
            }
            if (!kinds.isEmpty()) {
                part.keepWaysTo(kinds);
            }
            return GraphQuestions.this.graph(from, part.nodes(), part.edges(), part.isWhole());
        }

        private List<GraphEdge> edges(Set<GraphNode> nodes) {
            List<GraphEdge> found = new ArrayList<>();
            reader.forEachEdge(nodes, direction, edge -> {
                if (relations.isEmpty() || relations.contains(edge.relation())) {
                    found.add(edge);
                }
            });
            return found;
        }
    }
}
