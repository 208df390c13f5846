package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.GraphNode;
import dev.lineage.model.LegalHold;
import dev.lineage.model.Page;
import java.util.Optional;

/** What is on legal hold. */
final class Holds {
    static final String HOLD = "hold";
    /** Every hold moves this one. */
    static final String ALL = "holds";
    /** Moved by holds and by collections, so that each of them was decided by what the others said before. */
    static final String CONTROL = "collecting";

    private final Records records;

    Holds(Records records) {
        this.records = records;
    }

    static String pointer(GraphNode node) {
        return "held/" + Withdrawals.name(node);
    }

    /** The hold of a node, if it is in force. */
    Optional<LegalHold> of(GraphNode node) {
        return records.current(pointer(node), HOLD, GovernanceCodec::hold).filter(LegalHold::inForce);
    }

    Page<LegalHold> all(int size, Optional<String> next) {
        return records.revisions(ALL, HOLD, size, next, GovernanceCodec::hold);
    }
}
