package dev.lineage.fs.internal;

import dev.lineage.spi.Edge;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The pointers and edges of the newest commits, of which the index may not know. Not thread-safe. */
final class Overlay {
    private record Span(long first, long end, List<Move> moves, List<Edge> edges) {}

    private final ArrayDeque<Span> spans = new ArrayDeque<>();
    private final Map<String, TreeMap<Long, Pointer>> pointers = new HashMap<>();
    private final Map<Edge.Direction, Map<String, ArrayDeque<Edge>>> edges = new EnumMap<>(Map.of(
            Edge.Direction.UPSTREAM, new HashMap<>(),
            Edge.Direction.DOWNSTREAM, new HashMap<>()));

    /** Adds the next commit. */
    void add(Commit commit) {
        List<Move> moves = new ArrayList<>();
        List<Edge> linked = new ArrayList<>();
        for (int i = 0; i < commit.entries().size(); i++) {
            linked.addAll(commit.entries().get(i).edges());
            for (Move move : commit.entries().get(i).moves()) {
                moves.add(move);
                pointers.computeIfAbsent(move.pointer(), name -> new TreeMap<>())
                        .put(
                                move.revision(),
                                new Pointer(move.pointer(), move.revision(), move.value(), commit.first() + i));
            }
        }
        for (Edge edge : linked) {
            edges.forEach((direction, nodes) -> nodes.computeIfAbsent(edge.start(direction), node -> new ArrayDeque<>())
                    .addLast(edge));
        }
        spans.addLast(new Span(commit.first(), commit.end(), moves, linked));
    }

    /** Drops the commits that end at or below {@code position}. */
    void dropBelow(long position) {
        while (!spans.isEmpty() && spans.getFirst().end() <= position) {
            Span dropped = spans.removeFirst();
            dropped.edges().forEach(this::dropOldest);
            for (Move move : dropped.moves()) {
                TreeMap<Long, Pointer> revisions = pointers.get(move.pointer());
                if (revisions != null) {
                    revisions.remove(move.revision());
                    if (revisions.isEmpty()) {
                        pointers.remove(move.pointer());
                    }
                }
            }
        }
    }

    /** Edges of a node leave in the order in which they came. */
    private void dropOldest(Edge edge) {
        edges.forEach((direction, nodes) -> nodes.computeIfPresent(edge.start(direction), (node, list) -> {
            list.removeFirst();
            return list.isEmpty() ? null : list;
        }));
    }

    void clear() {
        spans.clear();
        pointers.clear();
        edges.values().forEach(Map::clear);
    }

    int commits() {
        return spans.size();
    }

    /** The first positions of the commits from {@code position} on, in order. */
    List<Long> commitsFrom(long position) {
        List<Long> firsts = new ArrayList<>();
        for (Span span : spans) {
            if (span.first() >= position) {
                firsts.add(span.first());
            }
        }
        return firsts;
    }

    /** The current revision of a pointer, if one of these commits moved it. */
    Optional<Pointer> current(String name) {
        return Optional.ofNullable(pointers.get(name))
                .map(revisions -> revisions.lastEntry().getValue());
    }

    /** One revision of a pointer, if one of these commits claimed it. */
    Optional<Pointer> at(String name, long revision) {
        return Optional.ofNullable(pointers.get(name)).map(revisions -> revisions.get(revision));
    }

    /** Adds to {@code found} the edges that these commits gave a node. */
    void edges(String node, Edge.Direction direction, Set<Edge> found) {
        found.addAll(Objects.requireNonNull(edges.get(direction)).getOrDefault(node, new ArrayDeque<>()));
    }

    /** Adds to {@code segments} what these commits listed below {@code parent}. */
    void children(String parent, Set<String> segments) {
        for (Span span : spans) {
            for (Move move : span.moves()) {
                for (Listing listing : Listing.of(move)) {
                    if (listing.parent().equals(parent)) {
                        segments.add(listing.segment());
                    }
                }
            }
        }
    }
}
