package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.model.Names;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Answers what pointers and edges say, from the newest commits and the index; every answer is confirmed by the log. Thread-safe. */
final class Pointers {
    private interface Lookup<T> {
        T in(Index index) throws IndexException, IOException;
    }

    private final FileOps files;
    private final Layout layout;
    private final CommitLog log;
    private final Tail tail;
    private final Consumer<Index> replace;
    /** @param replace is given an index that cannot answer, and puts another one into use */
    Pointers(FileOps files, Layout layout, CommitLog log, Tail tail, Consumer<Index> replace) {
        this.files = files;
        this.layout = layout;
        this.log = log;
        this.tail = tail;
        this.replace = replace;
    }

    /** One revision of a pointer, as of the last time that the tail caught up. */
    Optional<Pointer> at(String name, long revision) {
        return look(overlay -> overlay.at(name, revision), index -> claimed(index, name, revision));
    }

    /** The current revision of a pointer, as of the last time that the tail caught up. */
    Optional<Pointer> current(String name) {
        long asOf = tail.next();
        Optional<Pointer> current = look(overlay -> tail.known(name), index -> newest(index, name));
        current.ifPresent(pointer -> tail.remember(pointer, asOf));
        return current;
    }

    /** What is listed directly below {@code parent}, sorted by code point. */
    List<String> children(String parent, Optional<String> after, int limit) {
        long next = tail.next();
        Set<String> segments = new TreeSet<>(Names::compareCodePoints);
        while (true) {
            Optional<Index> index = tail.locked((overlay, current) -> {
                overlay.children(parent, segments);
                return current;
            });
            Optional<Set<String>> listed = index.isEmpty()
                    ? Optional.of(Set.of())
                    : attempt(index.get(), i -> i.texts(IndexKey.list(parent), next));
            if (listed.isPresent()) {
                segments.addAll(listed.get());
                break;
            }
        }
        List<String> page = new ArrayList<>();
        for (String segment : segments) {
            if (page.size() == limit) {
                break;
            }
            if (after.isEmpty() || Names.compareCodePoints(segment, after.get()) > 0) {
                page.add(segment);
            }
        }
        return page;
    }

    /** The edges that are followed from a node, as of the last time that the tail caught up. */
    Set<Edge> edges(String node, Edge.Direction direction) {
        long next = tail.next();
        Set<Edge> edges = new HashSet<>();
        while (true) {
            Optional<Index> index = tail.locked((overlay, current) -> {
                overlay.edges(node, direction, edges);
                return current;
            });
            Optional<List<IndexRecord>> records = index.isEmpty()
                    ? Optional.of(List.of())
                    : attempt(index.get(), i -> i.records(IndexKey.edges(node, direction), next));
            if (records.isPresent()) {
                records.get().forEach(record -> addEdges(record, node, direction, edges));
                return edges;
            }
        }
    }

    /** What the entry says that a record points to; nothing if the record is of another node. */
    private void addEdges(IndexRecord record, String node, Edge.Direction direction, Set<Edge> edges) {
        long position = record.position();
        for (Edge edge : log.holding(position, position - record.offset())
                .at(position)
                .entry()
                .edges()) {
            if (edge.start(direction).equals(node)) {
                edges.add(edge);
            }
        }
    }

    private interface OverlayLookup {
        Optional<Pointer> in(Overlay overlay);
    }

    private record Found(Optional<Pointer> pointer, Optional<Index> index) {}

    private Optional<Pointer> look(OverlayLookup inOverlay, Lookup<Optional<Pointer>> inIndex) {
        while (true) {
            // Both at one instant: what leaves the overlay later is in this index by then.
            Found found = tail.locked((overlay, index) -> new Found(inOverlay.in(overlay), index));
            if (found.pointer().isPresent()) {
                return found.pointer();
            }
            if (found.index().isEmpty()) {
                return Optional.empty();
            }
            Optional<Optional<Pointer>> answer = attempt(found.index().get(), inIndex);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    /** The answer; empty if the index could not give one and was replaced. */
    private <T> Optional<T> attempt(Index index, Lookup<T> lookup) {
        try {
            return Optional.of(lookup.in(index));
        } catch (IndexException e) {
            FsLog.warn("{}; the index is made again from the log", FsErrors.text(e));
            replace.accept(index);
            return Optional.empty();
        } catch (IOException e) {
            throw FsErrors.cannotRead(layout.root(), e);
        }
    }

    private Optional<Pointer> claimed(Index index, String name, long revision) throws IndexException, IOException {
        return index.find(IndexKey.revision(name, revision), record -> confirm(record, name, revision));
    }

    /** What the entry says that a record points to; nothing if the record speaks of something else. */
    private Optional<Pointer> confirm(IndexRecord record, String name, long revision) {
        long position = record.position();
        if (position < 0 || position >= tail.next()) {
            return Optional.empty();
        }
        for (Move move : log.holding(position, position - record.offset())
                .at(position)
                .entry()
                .moves()) {
            if (move.pointer().equals(name) && move.revision() == revision) {
                return Optional.of(new Pointer(name, revision, move.value(), position));
            }
        }
        return Optional.empty();
    }

    /** Revisions have no gaps, so the newest is found by galloping and halving, from where it was seen last. */
    private Optional<Pointer> newest(Index index, String name) throws IndexException, IOException {
        long low = hint(name);
        Optional<Pointer> hinted = low > 0 ? claimed(index, name, low) : Optional.empty();
        if (hinted.isEmpty()) {
            low = 0;
        }
        long from = low;
        long step = 1;
        long high = low + step;
        while (index.has(IndexKey.revision(name, high))) {
            low = high;
            step *= 2;
            high = low + step;
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (index.has(IndexKey.revision(name, middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // A record that the log does not confirm is of a commit that never was.
        for (long revision = low; revision > from; revision--) {
            Optional<Pointer> pointer = claimed(index, name, revision);
            if (pointer.isPresent()) {
                return pointer;
            }
        }
        return hinted;
    }

    /** Where to look first: what the file for people says, which may be anything. */
    private long hint(String name) {
        return Views.hint(files, layout, name)
                .filter(revision -> revision > 0 && revision < Long.MAX_VALUE / 4)
                .orElse(0L);
    }
}
