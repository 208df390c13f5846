package dev.lineage.spi;

import dev.lineage.model.GraphNode;
import dev.lineage.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * An edge of the lineage graph, part of an {@link Entry}: {@code source} came about by way of {@code target}. The graph is
 * the set of the edges of all entries; an edge that several entries state is one edge.
 *
 * <p>Edges point from the effect to its cause, as those of <a href="https://www.w3.org/TR/prov-dm/">W3C PROV</a> do:
 * {@code version:fraud@7 wasGeneratedBy recipe:sha256:…}, {@code recipe:sha256:… used data:tree:sha256:…}.
 *
 * @param source the node that is explained: a kind in lower case, {@code :} and its name, of at most
 *     {@value #MAX_NODE_BYTES} UTF-8 bytes without control characters
 * @param type how they are related: 1 to 40 ASCII letters
 * @param target the node that explains it, written as the source is
 */
public record Edge(String source, String type, String target) {
    /** The longest node, in UTF-8 bytes: two of them fit into an index key of every database. */
    public static final int MAX_NODE_BYTES = GraphNode.MAX_BYTES;

    /** By source, type and target, each by code point: the order in which every backend lists edges. */
    public static final Comparator<Edge> ORDER = Comparator.comparing(Edge::source, Names::compareCodePoints)
            .thenComparing(Edge::type)
            .thenComparing(Edge::target, Names::compareCodePoints);

    private static final Pattern TYPE = Pattern.compile("[A-Za-z]{1,40}");
    private static final Pattern NODE = Pattern.compile("[a-z][a-z0-9-]{0,39}:\\P{Cntrl}+");

    /** In which direction edges are followed. */
    public enum Direction {
        /** From effects to causes: what did this come from? */
        UPSTREAM,
        /** From causes to effects: what came of this? */
        DOWNSTREAM
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one breaks the rules above, or both ends are the same node
     */
    public Edge {
        requireNode(source);
        requireNode(target);
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("The edge type '" + type + "' is not made of 1 to 40 ASCII letters");
        }
        if (source.equals(target)) {
            throw new IllegalArgumentException("'" + source + "' cannot explain itself (" + type + ")");
        }
    }

    /** The node that is reached when this edge is followed in {@code direction}. */
    public String end(Direction direction) {
        return direction == Direction.UPSTREAM ? target : source;
    }

    /** The node from which this edge is followed in {@code direction}. */
    public String start(Direction direction) {
        return direction == Direction.UPSTREAM ? source : target;
    }

    /**
     * Returns {@code node} if it may be one.
     *
     * @throws IllegalArgumentException if it may not
     */
    public static String requireNode(String node) {
        if (!NODE.matcher(node).matches() || node.getBytes(StandardCharsets.UTF_8).length > MAX_NODE_BYTES) {
            throw new IllegalArgumentException("The node '" + node + "' is not a kind in lower case, ':' and a name, of"
                    + " at most " + MAX_NODE_BYTES + " UTF-8 bytes without control characters");
        }
        return node;
    }
}
