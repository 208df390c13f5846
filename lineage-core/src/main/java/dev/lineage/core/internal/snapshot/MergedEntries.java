package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several sorted parts of one directory as one. Not thread-safe. */
final class MergedEntries implements Entries {
    private final List<? extends Entries> parts;
    private final PriorityQueue<Entries> heads = new PriorityQueue<>(MergedEntries::compare);
    private boolean begun;
    private @Nullable Entries current;

    MergedEntries(List<? extends Entries> parts) {
        this.parts = parts;
    }

    private static int compare(Entries a, Entries b) {
        return Bytes.compare(a.names(), a.nameAt(), a.nameLength(), b.names(), b.nameAt(), b.nameLength());
    }

    @Override
    public boolean next() throws IOException {
        if (!begun) {
            begun = true;
            for (Entries part : parts) {
                if (part.next()) {
                    heads.add(part);
                }
            }
        } else if (current != null && current.next()) {
            heads.add(current);
        }
        current = heads.poll();
        return current != null;
    }

    private Entries at() {
        return Objects.requireNonNull(current);
    }

    @Override
    public byte[] names() {
        return at().names();
    }

    @Override
    public int nameAt() {
        return at().nameAt();
    }

    @Override
    public int nameLength() {
        return at().nameLength();
    }

    @Override
    public byte kind() {
        return at().kind();
    }

    @Override
    public long size() {
        return at().size();
    }

    @Override
    public long changed() {
        return at().changed();
    }

    @Override
    public long key() {
        return at().key();
    }

    @Override
    public Optional<Listing.Ahead> directoryAhead() {
        return Optional.empty();
    }

    @Override
    public long heapBytes() {
        return parts.stream().mapToLong(Entries::heapBytes).sum();
    }

    @Override
    public void close() {
        parts.forEach(Entries::close);
    }
}
