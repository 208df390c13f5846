package dev.lineage.core.internal;

import dev.lineage.core.internal.tree.LogTree;
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

/**
 * Records of which every entry that is read is proved to be in the log that was compared with a checkpoint, and every pointer
 * that is read with its entry to be what that entry says.
 */
final class ProvenRecords implements RecordStore {
    private final RecordStore store;
    private final LogTree tree;

    ProvenRecords(RecordStore store, LogTree tree) {
        this.store = store;
        this.tree = tree;
    }

    private LogEntry proven(LogEntry entry) {
        tree.require(entry);
        return entry;
    }

    private Claim proven(Claim claim) {
        LogEntry entry = proven(claim.entry());
        Pointer pointer = claim.pointer();
        boolean claimed = pointer.position() == entry.position()
                && entry.entry().moves().stream()
                        .anyMatch(move -> move.pointer().equals(pointer.name())
                                && move.revision() == pointer.revision()
                                && move.value().equals(pointer.value()));
        if (!claimed) {
            throw Errors.badEntry(
                    location(),
                    entry,
                    "it does not claim revision " + pointer.revision() + " of pointer '" + pointer.name() + "'");
        }
        return claim;
    }

    @Override
    public Optional<LogEntry> entry(long position) {
        return store.entry(position).map(this::proven);
    }

    @Override
    public List<LogEntry> entries(long position, int limit) {
        List<LogEntry> entries = store.entries(position, limit);
        entries.forEach(tree::require);
        return entries;
    }

    @Override
    public Optional<Claim> claim(String name) {
        return store.claim(name).map(this::proven);
    }

    @Override
    public Optional<Claim> claim(String name, long revision) {
        return store.claim(name, revision).map(this::proven);
    }

    @Override
    public List<LogEntry> search(Query query) {
        List<LogEntry> found = store.search(query);
        found.forEach(tree::require);
        return found;
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
    public Optional<Pointer> pointer(String name) {
        return store.pointer(name);
    }

    @Override
    public Optional<Pointer> pointer(String name, long revision) {
        return store.pointer(name, revision);
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
