package dev.lineage.spi;

import dev.lineage.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes every call on to another store, for subclasses that look at some: to count, to check, or to spoil them in tests. As
 * thread-safe as that store.
 */
public abstract class ForwardingRecordStore implements RecordStore {
    private final RecordStore store;

    /** Passes calls on to {@code store}. */
    protected ForwardingRecordStore(RecordStore store) {
        this.store = store;
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public long size() {
        return store.size();
    }

    @Override
    public AppendResult append(List<Entry> entries) {
        return store.append(entries);
    }

    @Override
    public Optional<LogEntry> entry(long position) {
        return store.entry(position);
    }

    @Override
    public List<LogEntry> entries(long position, int limit) {
        return store.entries(position, limit);
    }

    @Override
    public Optional<Pointer> pointer(String name) {
        return store.pointer(name);
    }

    @Override
    public Optional<Pointer> pointer(String name, long revision) {
        return store.pointer(name, revision);
    }

    @Override
    public Optional<Claim> claim(String name) {
        return store.claim(name);
    }

    @Override
    public Optional<Claim> claim(String name, long revision) {
        return store.claim(name, revision);
    }

    @Override
    public Optional<byte[]> tile(int level, long index) {
        return store.tile(level, index);
    }

    @Override
    public void putTile(int level, long index, byte[] hashes) {
        store.putTile(level, index, hashes);
    }

    @Override
    public List<String> children(String parent, Optional<String> after, int limit) {
        return store.children(parent, after, limit);
    }

    @Override
    public List<LogEntry> search(Query query) {
        return store.search(query);
    }

    @Override
    public List<Edge> edges(Set<String> nodes, Edge.Direction direction, Optional<Edge> after, int limit) {
        return store.edges(nodes, direction, after, limit);
    }

    @Override
    public List<String> reachable(Reach question) {
        return store.reachable(question);
    }

    @Override
    public long verify(Consumer<Problem> problems) {
        return store.verify(problems);
    }

    @Override
    public void close() {
        store.close();
    }
}
