package dev.lineage.testkit.internal;

import dev.lineage.CommitUnknownException;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.Entry;
import dev.lineage.spi.ForwardingRecordStore;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Remembers every append that a store acknowledged, through whatever handle, to be compared with the log in the end.
 * Thread-safe.
 */
public final class Acknowledged {
    private final Map<Long, Entry> entries = new ConcurrentSkipListMap<>();
    private final List<String> clashes = new ArrayList<>();
    private volatile boolean unknown;

    /** Nothing acknowledged. */
    public Acknowledged() {}

    /** The same store, whose appends are remembered. */
    public RecordStore watch(RecordStore store) {
        return new ForwardingRecordStore(store) {
            @Override
            public AppendResult append(List<Entry> appended) {
                List<Entry> copy = List.copyOf(appended);
                AppendResult result;
                try {
                    result = super.append(appended);
                } catch (CommitUnknownException e) {
                    unknown = true;
                    throw e;
                }
                if (result instanceof Appended at) {
                    remember(at.position(), copy);
                }
                return result;
            }
        };
    }

    private void remember(long first, List<Entry> appended) {
        for (int i = 0; i < appended.size(); i++) {
            Entry other = entries.put(first + i, appended.get(i));
            if (other != null) {
                synchronized (clashes) {
                    clashes.add("Position " + (first + i) + " was given to " + other + " and to " + appended.get(i));
                }
            }
        }
    }

    /** How many entries were acknowledged. */
    public int size() {
        return entries.size();
    }

    /**
     * Compares the log with what was acknowledged.
     *
     * @return what differs, one line each
     */
    public List<String> differences(RecordStore store) {
        List<String> differences;
        synchronized (clashes) {
            differences = new ArrayList<>(clashes);
        }
        entries.forEach((position, entry) -> {
            Optional<LogEntry> found = store.entry(position);
            if (!found.equals(Optional.of(new LogEntry(position, entry)))) {
                differences.add("Acknowledged at " + position + ": " + entry + ", but there is " + found);
            }
        });
        long size = store.size();
        if (!unknown && size != entries.size()) {
            differences.add("The log has " + size + " entries, of which " + entries.size() + " were acknowledged");
        }
        return differences;
    }
}
