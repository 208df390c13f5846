package dev.lineage;

import dev.lineage.model.LegalHold;

/** Puts a version or data on legal hold, or lifts the hold. */
public interface HoldChange extends PendingChange<LegalHold, LegalHold> {
    /** Why; required, not blank. */
    HoldChange because(String reason);

    /** Who decides; the user who runs this process by default. */
    HoldChange by(String person);

    /**
     * Says what would be written.
     *
     * @throws NotFoundException if the version is not recorded
     * @throws IllegalArgumentException if a hold is to be lifted that is not in force, or a version is to be held whose
     *     artifacts were collected
     */
    @Override
    LegalHold preview();

    /**
     * Writes the decision. When this returns, no collection, also none that is under way, deletes what is held.
     *
     * @throws NotFoundException if the version is not recorded
     * @throws IllegalArgumentException if a hold is to be lifted that is not in force, or a version is to be held whose
     *     artifacts were collected
     */
    @Override
    LegalHold commit();
}
