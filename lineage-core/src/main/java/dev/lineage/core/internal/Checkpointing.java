package dev.lineage.core.internal;

import dev.lineage.core.internal.tree.Anchoring;
import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.spi.Entry;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When checkpoints are kept without being asked for: behind everything that decides what runs, and at the end. */
final class Checkpointing {
    private static final Set<String> DECISIONS =
            Set.of(Records.STAGE, Trusts.TRUST, Governance.TIER, Withdrawals.WITHDRAWAL);

    private final LogTree tree;
    private final Optional<Anchoring> anchoring;

    Checkpointing(LogTree tree, Optional<Anchoring> anchoring) {
        this.tree = tree;
        this.anchoring = anchoring;
    }

    Optional<Anchoring> anchoring() {
        return anchoring;
    }

    void appended(long position, List<Entry> entries) {
        tree.appended(position, entries);
        if (entries.stream().anyMatch(entry -> DECISIONS.contains(entry.type()))) {
            keep();
        }
    }

    void closing() {
        keep();
    }

    /** What is logged is logged, whatever becomes of the checkpoint; the next one covers it too. */
    private void keep() {
        anchoring.filter(Anchoring::mayKeep).ifPresent(kept -> {
            try {
                kept.keep();
            } catch (RuntimeException e) {
                // Stores, signers and witnesses may be the user's own.
                Log.warn(
                        "What was logged is durable, but a checkpoint of it could not be kept at {}: {}",
                        kept.where(),
                        e.toString());
            }
        });
    }
}
