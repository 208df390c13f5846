package dev.lineage;

import dev.lineage.model.Digest;
import dev.lineage.model.Graph;
import dev.lineage.model.GraphEdge;
import dev.lineage.model.GraphNode;
import dev.lineage.model.Impact;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Subject;
import java.util.List;
import java.util.Optional;

/**
 * Questions about what came of what. The graph has a node for every commit, pin, recipe, run, version, artifact, evaluation,
 * release, rehearsal and batch of predictions, and an edge from each effect to each of its causes; every entry of the log states
 * its part of it. It has no cycles, because nodes are named by digests of what they were made of.
 *
 * <pre>{@code
 * registry.graph().from("fraud@7").upstream().graph(500).toText();       // how was it made?
 * registry.graph().from(pin).downstream().versions(100, Optional.empty());   // who was trained on this snapshot?
 * registry.graph().impact(Subject.data(pin)).live();                     // and which of them are live?
 * }</pre>
 *
 * Thread-safe; walks are not.
 */
public interface LineageGraph {
    /** The most nodes of a {@link Walk#graph graph}, and of what {@link #between} and {@link #paths} look at. */
    int MAX_NODES = 100_000;

    /**
     * Begins at a version: {@code fraud@7}.
     *
     * @throws NotFoundException if there is no such version
     * @throws IllegalArgumentException if it is no version's name
     */
    Walk from(String version);

    /** Begins at data, wherever it was used. */
    Walk from(SnapshotPin data);

    /** Begins at an artifact, by its digest: the file that was found on some disk. */
    Walk from(Digest artifact);

    /**
     * Begins at any nodes, 1 to 1,000. One that no entry names leads nowhere.
     *
     * @throws IllegalArgumentException if there are none or too many
     */
    Walk from(List<GraphNode> nodes);

    /**
     * What two nodes have both come from, in any number of steps, by text.
     *
     * @param size the most nodes of the page, 1 to 1,000
     * @param next {@link Page#next()} of the page before; empty for the first one
     */
    Page<GraphNode> common(GraphNode one, GraphNode other, int size, Optional<String> next);

    /**
     * Everything on a way from an effect to a cause, both ends among it; without edges if there is no way.
     *
     * @throws IllegalArgumentException if the effect came from more than {@value #MAX_NODES} nodes
     */
    Graph between(GraphNode effect, GraphNode cause);

    /**
     * The ways from an effect to a cause, each with both ends; the shortest first, those of one length by text.
     *
     * @param limit the most ways, 1 to 1,000
     * @throws IllegalArgumentException if the limit is out of range, or the effect came from more than {@value #MAX_NODES}
     *     nodes
     */
    List<List<GraphNode>> paths(GraphNode effect, GraphNode cause, int limit);

    /**
     * What came of a version or of data: versions, what is live, evaluations, predictions. Nothing is written; {@link
     * ModelRegistry#withdraw} acts on it.
     *
     * @throws NotFoundException if the version is not recorded
     */
    Impact impact(Subject subject);

    /**
     * A question that begins at some nodes; its options may be set in any order, and it may be answered any number of times.
     * It goes upstream unless told otherwise.
     */
    interface Walk {
        /** From effects to causes: what did this come from? */
        Walk upstream();

        /** From causes to effects: what came of this? */
        Walk downstream();

        /**
         * Follows only edges of these relations.
         *
         * @throws IllegalArgumentException if there are none
         */
        Walk along(GraphEdge.Relation... relations);

        /**
         * Answers with nodes of these kinds only. The walk goes through the others, so a {@linkplain #graph graph} has them too.
         *
         * @throws IllegalArgumentException if there are none
         */
        Walk only(GraphNode.Kind... kinds);

        /**
         * Follows at most that many edges, one after the other.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        Walk depth(int edges);

        /**
         * The nodes that are reached, by text; the nodes at which it begins are not among them.
         *
         * @param size the most nodes of the page, 1 to 1,000
         * @param next {@link Page#next()} of the page before; empty for the first one
         */
        Page<GraphNode> nodes(int size, Optional<String> next);

        /**
         * The versions that are reached, by digest.
         *
         * @param size the most versions of the page, 1 to 1,000
         * @param next {@link Page#next()} of the page before; empty for the first one
         */
        Page<ModelVersion> versions(int size, Optional<String> next);

        /**
         * The part of the graph that is reached, with the nodes at which it begins, for a picture. If there are more nodes, it
         * has the nearest ones and is not {@linkplain Graph#whole() whole}. With {@link #only}, nodes of other kinds are there
         * only if they are on a way to such a node.
         *
         * @param maxNodes the most nodes, from the number of those at which it begins to {@value LineageGraph#MAX_NODES}
         * @throws IllegalArgumentException if it is out of range
         */
        Graph graph(int maxNodes);
    }
}
