package dev.lineage;

/**
 * Moves a stage of a model to a version: an explicit, logged act of a named person, for a reason. The move is a
 * compare-and-set: of two that were decided on the same state only one wins, and the other is refused.
 */
public interface PromoteChange extends PendingChange<Decision, Decision> {
    /** The stage to move; required. */
    PromoteChange to(String stage);

    /** Why; required, not blank. */
    PromoteChange because(String reason);

    /** Who decides; the user who runs this process by default. */
    PromoteChange by(String person);

    /**
     * Signs it, with a key of the person who decides. A model whose policy asks for signed promotions moves with no others. Call it
     * again for others: all sign the same bytes, and whoever of them may approve, did not record the version and does not ask for
     * the promotion has approved it. Signers are asked again when something else was logged meanwhile.
     *
     * @throws IllegalStateException if this key signs already
     */
    PromoteChange signedBy(Signer signer);

    /**
     * Overrides, in an emergency, whatever forbids the promotion. Only the {@link dev.lineage.model.Policy#overriders people}
     * whom the model's policy names may, and where the policy asks for two approvals or more these are still needed. Every
     * check that failed stays in the log beside it.
     *
     * @param why what the emergency is; not blank
     */
    PromoteChange overriding(String why);

    /** The version that is believed to be in the stage now: refused if it is another one by then. */
    PromoteChange replacing(String version);
}
