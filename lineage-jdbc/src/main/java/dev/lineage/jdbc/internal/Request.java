package dev.lineage.jdbc.internal;

import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import java.util.List;

/** An append that waits for its outcome. */
record Request(List<Entry> entries, Outcome<AppendResult> outcome) {
    Request(List<Entry> entries) {
        this(entries, new Outcome<>());
    }
}
