package dev.lineage;

/**
 * Moves a stage back to a version that was there before. It is judged by what is left of that version, not by the gate, and
 * needs no network: an emergency is no time for ceremony. It is logged like a promotion.
 */
public interface RollbackChange extends PendingChange<Decision, Decision> {
    /**
     * To the version that was there before the one that is there now; after a rollback, to the one before that. This or
     * {@link #to} is required.
     */
    RollbackChange toPrevious();

    /** To this version, which was in the stage before. */
    RollbackChange to(String version);

    /** Why; required, not blank. */
    RollbackChange because(String reason);

    /** Who decides; the user who runs this process by default. */
    RollbackChange by(String person);

    /**
     * Signs it, with a key of the person who decides. Never required: a rollback must not wait for a key.
     *
     * @throws IllegalStateException if this key signs already
     */
    RollbackChange signedBy(Signer signer);
}
