package dev.lineage.core.internal;

import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.spi.Claim;
import dev.lineage.spi.ForwardingRecordStore;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import dev.lineage.spi.RecordStore;
import java.util.List;
import java.util.Optional;

/**
 * Records of which every entry that is read is proved to be in the log that was compared with a checkpoint, and every pointer
 * that is read with its entry to be what that entry says.
 */
final class ProvenRecords extends ForwardingRecordStore {
    private final LogTree tree;

    ProvenRecords(RecordStore store, LogTree tree) {
        super(store);
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
        return super.entry(position).map(this::proven);
    }

    @Override
    public List<LogEntry> entries(long position, int limit) {
        List<LogEntry> entries = super.entries(position, limit);
        entries.forEach(tree::require);
        return entries;
    }

    @Override
    public Optional<Claim> claim(String name) {
        return super.claim(name).map(this::proven);
    }

    @Override
    public Optional<Claim> claim(String name, long revision) {
        return super.claim(name, revision).map(this::proven);
    }

    @Override
    public List<LogEntry> search(Query query) {
        List<LogEntry> found = super.search(query);
        found.forEach(tree::require);
        return found;
    }
}
