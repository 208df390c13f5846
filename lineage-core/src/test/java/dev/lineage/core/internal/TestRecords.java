package dev.lineage.core.internal;

import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.spi.RecordStore;
import java.util.List;
import java.util.Optional;

/** What is below a registry, for tests that look there. */
final class TestRecords {
    private TestRecords() {}

    static Records of(RecordStore log) {
        return new Records(log, new Listeners(List.of()), new Checkpointing(new LogTree(log), Optional.empty()));
    }
}
