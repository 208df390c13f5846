package dev.lineage.core.internal.memory;

import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.Names;
import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Records in the heap: the reference of what a record store means, and a registry for tests. */
final class MemoryRecordStore implements RecordStore {
    /** What handles of one name share. */
    static final class Shared {
        private final List<Entry> log = new ArrayList<>();
        private final Map<String, List<Pointer>> pointers = new HashMap<>();
        private final Map<String, Move.View> views = new HashMap<>();
        private final Map<String, NavigableSet<Edge>> upstream = new HashMap<>();
        private final Map<String, NavigableSet<Edge>> downstream = new HashMap<>();
        private final Map<Tile, byte[]> tiles = new HashMap<>();

        private record Tile(int level, long index) {}

        private Map<String, NavigableSet<Edge>> edges(Edge.Direction direction) {
            return direction == Edge.Direction.UPSTREAM ? upstream : downstream;
        }

        private NavigableSet<Edge> edges(String node, Edge.Direction direction) {
            return edges(direction).getOrDefault(node, Collections.emptyNavigableSet());
        }
    }

    private final String location;
    private final Shared shared;
    private volatile boolean closed;

    MemoryRecordStore(String location, Shared shared) {
        this.location = location;
        this.shared = shared;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public long size() {
        requireOpen();
        synchronized (shared) {
            return shared.log.size();
        }
    }

    @Override
    public AppendResult append(List<Entry> entries) {
        List<Entry> copy = List.copyOf(entries);
        if (copy.isEmpty() || copy.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("An append has 1 to " + MAX_ENTRIES + " entries, not " + copy.size());
        }
        synchronized (shared) {
            requireOpen();
            Map<String, Long> claimed = new HashMap<>();
            for (Entry entry : copy) {
                for (Move move : entry.moves()) {
                    long current = claimed.getOrDefault(move.pointer(), newest(move.pointer()));
                    if (move.revision() != current + 1) {
                        return new AppendResult.Conflict(move, current(move.pointer()));
                    }
                    claimed.put(move.pointer(), move.revision());
                }
            }
            long position = shared.log.size();
            for (Entry entry : copy) {
                for (Move move : entry.moves()) {
                    shared.pointers
                            .computeIfAbsent(move.pointer(), name -> new ArrayList<>())
                            .add(new Pointer(move.pointer(), move.revision(), move.value(), shared.log.size()));
                    shared.views.putIfAbsent(move.pointer(), move.view());
                }
                for (Edge edge : entry.edges()) {
                    for (Edge.Direction direction : Edge.Direction.values()) {
                        shared.edges(direction)
                                .computeIfAbsent(edge.start(direction), node -> new TreeSet<>(Edge.ORDER))
                                .add(edge);
                    }
                }
                shared.log.add(entry);
            }
            return new AppendResult.Appended(position);
        }
    }

    private long newest(String name) {
        return shared.pointers.getOrDefault(name, List.of()).size();
    }

    private Optional<Pointer> current(String name) {
        List<Pointer> revisions = shared.pointers.getOrDefault(name, List.of());
        return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.get(revisions.size() - 1));
    }

    @Override
    public Optional<LogEntry> entry(long position) {
        return position < 0 ? Optional.empty() : entries(position, 1).stream().findFirst();
    }

    @Override
    public List<LogEntry> entries(long position, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("At least one entry is read, not " + limit);
        }
        synchronized (shared) {
            requireOpen();
            List<LogEntry> found = new ArrayList<>();
            for (long at = Math.max(0, position); at < shared.log.size() && found.size() < limit; at++) {
                found.add(new LogEntry(at, shared.log.get((int) at)));
            }
            return found;
        }
    }

    @Override
    public Optional<Pointer> pointer(String name) {
        Move.requireName(name);
        synchronized (shared) {
            requireOpen();
            return current(name);
        }
    }

    @Override
    public Optional<Pointer> pointer(String name, long revision) {
        Move.requireName(name);
        synchronized (shared) {
            requireOpen();
            List<Pointer> revisions = shared.pointers.getOrDefault(name, List.of());
            return revision < 1 || revision > revisions.size()
                    ? Optional.empty()
                    : Optional.of(revisions.get((int) revision - 1));
        }
    }

    @Override
    public Optional<byte[]> tile(int level, long index) {
        requireOpen();
        synchronized (shared) {
            return Optional.ofNullable(shared.tiles.get(new Shared.Tile(level, index)))
                    .map(byte[]::clone);
        }
    }

    @Override
    public void putTile(int level, long index, byte[] hashes) {
        if (hashes.length == 0 || hashes.length > TILE_WIDTH * Digest.BYTES || hashes.length % Digest.BYTES != 0) {
            throw new IllegalArgumentException("A tile has 1 to " + TILE_WIDTH + " hashes of " + Digest.BYTES
                    + " bytes, not " + hashes.length + " bytes");
        }
        requireOpen();
        synchronized (shared) {
            shared.tiles.merge(
                    new Shared.Tile(level, index),
                    hashes.clone(),
                    (there, next) -> next.length >= there.length ? next : there);
        }
    }

    @Override
    public List<String> children(String parent, Optional<String> after, int limit) {
        Move.requireName(parent);
        if (limit < 1) {
            throw new IllegalArgumentException("At least one child is listed, not " + limit);
        }
        NavigableSet<String> children = new TreeSet<>(Names::compareCodePoints);
        synchronized (shared) {
            requireOpen();
            shared.views.forEach((name, view) -> {
                if (view != Move.View.HIDDEN && name.startsWith(parent + "/")) {
                    children.add(name.substring(parent.length() + 1).split("/", -1)[0]);
                }
            });
        }
        return children.stream()
                .filter(child -> after.isEmpty() || Names.compareCodePoints(child, after.get()) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public List<LogEntry> search(Query query) {
        synchronized (shared) {
            requireOpen();
            List<LogEntry> found = new ArrayList<>();
            long from = Math.min(query.before().orElse(Long.MAX_VALUE), shared.log.size()) - 1;
            for (long at = from; at >= 0 && found.size() < query.limit(); at--) {
                Entry entry = shared.log.get((int) at);
                if (entry.type().equals(query.type())
                        && query.conditions().stream().allMatch(condition -> condition.matches(entry))) {
                    found.add(new LogEntry(at, entry));
                }
            }
            return found;
        }
    }

    @Override
    public List<Edge> edges(Set<String> nodes, Edge.Direction direction, Optional<Edge> after, int limit) {
        Reach.requireStarts(nodes);
        if (limit < 1) {
            throw new IllegalArgumentException("At least one edge is listed, not " + limit);
        }
        synchronized (shared) {
            requireOpen();
            NavigableSet<Edge> edges = new TreeSet<>(Edge.ORDER);
            nodes.forEach(node -> edges.addAll(shared.edges(node, direction)));
            return (after.isEmpty() ? edges : edges.tailSet(after.get(), false))
                    .stream().limit(limit).toList();
        }
    }

    @Override
    public List<String> reachable(Reach question) {
        Set<String> seen = new HashSet<>(question.from());
        NavigableSet<String> reached = new TreeSet<>(Names::compareCodePoints);
        synchronized (shared) {
            requireOpen();
            List<String> level = List.copyOf(question.from());
            for (int depth = 0; depth < question.maxDepth() && !level.isEmpty(); depth++) {
                List<String> next = new ArrayList<>();
                for (String node : level) {
                    for (Edge edge : shared.edges(node, question.direction())) {
                        if (question.follows(edge.type()) && seen.add(edge.end(question.direction()))) {
                            next.add(edge.end(question.direction()));
                        }
                    }
                }
                reached.addAll(next);
                level = next;
            }
        }
        return question.after().map(after -> reached.tailSet(after, false)).orElse(reached).stream()
                .filter(question::lists)
                .limit(question.limit())
                .toList();
    }

    @Override
    public long verify(Consumer<Problem> problems) {
        List<Entry> log;
        synchronized (shared) {
            requireOpen();
            log = List.copyOf(shared.log);
        }
        Map<String, Long> newest = new HashMap<>();
        for (int at = 0; at < log.size(); at++) {
            for (Move move : log.get(at).moves()) {
                if (newest.merge(move.pointer(), 1L, Long::sum) != move.revision()) {
                    problems.accept(new Problem(
                            "entry " + at,
                            "claims revision " + move.revision() + " of '" + move.pointer() + "' out of order",
                            "This is a fault of the in-memory store; report it"));
                }
            }
        }
        return log.size();
    }

    @Override
    public void close() {
        // Under the lock, so that no append that was under way is acknowledged after this returned.
        synchronized (shared) {
            closed = true;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("The records at " + location + " are closed; open them again");
        }
    }
}
