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

    /**
     * Signs it, with a key of the approver. A model whose policy asks for signed approvals counts no others.
     *
     * @throws IllegalStateException if it was set already
     */
    ApprovalChange signedBy(Signer signer);

    /** For how long it is good; {@link #DEFAULT_VALIDITY} by default. */
    ApprovalChange validFor(Duration duration);

    /** Says what would be approved, without signing. */
    @Override
    Approval preview();

    /**
     * Writes the approval.
     *
     * @throws IllegalArgumentException if it is signed with a key that {@linkplain ModelRegistry#trust known} and not the
     *     approver's
     */
    @Override
    Approval commit();
}
