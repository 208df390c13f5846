package dev.lineage.spi;

import dev.lineage.spi.Edge.Direction;
import java.util.Optional;
import java.util.Set;

/**
 * The question which nodes of the lineage graph can be reached.
 *
 * @param from where to begin: 1 to {@value #MAX_STARTS} nodes, which are not part of the answer
 * @param direction in which direction edges are followed
 * @param types only edges of these types are followed; empty for all
 * @param kinds only nodes of these kinds are in the answer, what stands before the {@code :} of a node; empty for all. The walk
 *     goes through the others
 * @param maxDepth how many edges are followed at the most, from 1; {@link #UNBOUNDED} for any number
 * @param after only nodes greater than this, by code point; empty for all. The answer comes in that order, so this is how
 *     a page is continued; each page costs a walk of its own
 * @param limit the most nodes, from 1 to {@value #MAX_LIMIT}
 */
public record Reach(
        Set<String> from,
        Direction direction,
        Set<String> types,
        Set<String> kinds,
        int maxDepth,
        Optional<String> after,
        int limit) {
    /** The most nodes to begin at. */
    public static final int MAX_STARTS = 1_000;
    /** The most nodes of one page. */
    public static final int MAX_LIMIT = 10_000;
    /** Any number of edges. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /**
     * Copies the sets.
     *
     * @throws IllegalArgumentException if a number is out of range, a start is no node or a kind is none
     */
    public Reach {
        from = requireStarts(from);
        types = Set.copyOf(types);
        kinds = Set.copyOf(kinds);
        kinds.forEach(kind -> Edge.requireNode(kind + ":x"));
        if (maxDepth < 1) {
            throw new IllegalArgumentException("At least one edge is followed, not " + maxDepth);
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + MAX_LIMIT + " nodes, not " + limit);
        }
    }

    /**
     * Returns a copy of {@code nodes} if a question may begin at them.
     *
     * @throws IllegalArgumentException if there are none or too many, or one of them is no node
     */
    public static Set<String> requireStarts(Set<String> nodes) {
        nodes.forEach(Edge::requireNode);
        if (nodes.isEmpty() || nodes.size() > MAX_STARTS) {
            throw new IllegalArgumentException("A walk begins at 1 to " + MAX_STARTS + " nodes, not " + nodes.size());
        }
        return Set.copyOf(nodes);
    }

    /** Whether that node is in the answer if it is reached. */
    public boolean lists(String node) {
        return kinds.isEmpty() || kinds.contains(node.substring(0, node.indexOf(':')));
    }

    /** Whether edges of that type are followed. */
    public boolean follows(String type) {
        return types.isEmpty() || types.contains(type);
    }
}
