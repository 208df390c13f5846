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

    /** The version that is believed to be in the stage now: refused if it is another one by then. */
    PromoteChange replacing(String version);
}
