package dev.lineage.fs.internal;

import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The pointers that the newest commits moved, of which the index may not know. Not thread-safe. */
final class Overlay {
    private record Span(long first, long end, List<Move> moves) {}

    private final ArrayDeque<Span> spans = new ArrayDeque<>();
    private final Map<String, TreeMap<Long, Pointer>> pointers = new HashMap<>();

    /** Adds the next commit. */
    void add(Commit commit) {
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < commit.entries().size(); i++) {
            for (Move move : commit.entries().get(i).moves()) {
                moves.add(move);
                pointers.computeIfAbsent(move.pointer(), name -> new TreeMap<>())
                        .put(
                                move.revision(),
                                new Pointer(move.pointer(), move.revision(), move.value(), commit.first() + i));
            }
        }
        spans.addLast(new Span(commit.first(), commit.end(), moves));
    }

    /** Drops the commits that end at or below {@code position}. */
    void dropBelow(long position) {
        while (!spans.isEmpty() && spans.getFirst().end() <= position) {
            for (Move move : spans.removeFirst().moves()) {
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

    void clear() {
        spans.clear();
        pointers.clear();
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
