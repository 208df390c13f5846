package dev.lineage.core.internal.tree;

import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Claim;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Passes every call on; subclasses look at some or spoil them. */
abstract class ForwardingStore implements RecordStore {
    private final RecordStore store;

    /** Passes calls on to {@code store}. */
    protected ForwardingStore(RecordStore store) {
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
    public List<Edge> edges(String node, Edge.Direction direction, Optional<Edge> after, int limit) {
        return store.edges(node, direction, after, limit);
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
