package dev.lineage;

import dev.lineage.model.Approval;
import java.time.Duration;

/**
 * Approves that a version goes into a stage. The approval names the version's digest, the gate's revision and the
 * evaluations that there are; if the gate is set again or another evaluation is recorded, it is no longer good.
 */
public interface ApprovalChange extends PendingChange<Approval, Approval> {
    /** For how long an approval is good if nothing else is said. */
    Duration DEFAULT_VALIDITY = Duration.ofDays(30);

    /** The stage; required. */
    ApprovalChange forStage(String stage);

    /** Who approves; required, because nobody approves by default. */
    ApprovalChange by(String person);

    /** Why; required, not blank. */
    ApprovalChange because(String reason);

    /** For how long it is good; {@link #DEFAULT_VALIDITY} by default. */
    ApprovalChange validFor(Duration duration);
}
