package dev.lineage.core.internal;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Some entries of a log, as they came out of a proof: what is not among them is not there. Answers look-ups only. */
final class PartialRecords implements RecordStore {
    private final Map<Long, LogEntry> entries = new HashMap<>();
    private final Map<String, SortedMap<Long, Pointer>> pointers = new HashMap<>();

    PartialRecords(List<LogEntry> proved) {
        for (LogEntry entry : proved) {
            entries.put(entry.position(), entry);
            for (Move move : entry.entry().moves()) {
                pointers.computeIfAbsent(move.pointer(), name -> new TreeMap<>())
                        .put(
                                move.revision(),
                                new Pointer(move.pointer(), move.revision(), move.value(), entry.position()));
            }
        }
    }

    @Override
    public String location() {
        return "a proof";
    }

    @Override
    public Optional<LogEntry> entry(long position) {
        return Optional.ofNullable(entries.get(position));
    }

    @Override
    public Optional<Pointer> pointer(String name) {
        return Optional.ofNullable(pointers.get(name)).map(revisions -> revisions.get(revisions.lastKey()));
    }

    @Override
    public Optional<Pointer> pointer(String name, long revision) {
        return Optional.ofNullable(pointers.get(name)).map(revisions -> revisions.get(revision));
    }

    @Override
    public long size() {
        throw notHere();
    }

    @Override
    public AppendResult append(List<Entry> entries) {
        throw notHere();
    }

    @Override
    public List<LogEntry> entries(long position, int limit) {
        throw notHere();
    }

    @Override
    public Optional<byte[]> tile(int level, long index) {
        return Optional.empty();
    }

    @Override
    public void putTile(int level, long index, byte[] hashes) {
        throw notHere();
    }

    @Override
    public List<String> children(String parent, Optional<String> after, int limit) {
        throw notHere();
    }

    @Override
    public List<LogEntry> search(Query query) {
        throw notHere();
    }

    @Override
    public List<Edge> edges(Set<String> nodes, Edge.Direction direction, Optional<Edge> after, int limit) {
        throw notHere();
    }

    @Override
    public List<String> reachable(Reach question) {
        throw notHere();
    }

    @Override
    public long verify(Consumer<Problem> problems) {
        throw notHere();
    }

    private static UnsupportedOperationException notHere() {
        return new UnsupportedOperationException("A proof has single entries, not a log");
    }

    @Override
    public void close() {}
}
