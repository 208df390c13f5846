package dev.lineage;

import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;

/**
 * Sets whose word counts, beginning with what is in force: {@code setTrust().principal("ana", key).roots(1,
 * "ana").because("first day").signedBy(signer).commit()}.
 */
public interface TrustChange extends PendingChange<Trust, Trust> {
    /**
     * Adds a person, or gives one other keys: the ones before are not good any more, for nothing that is decided from now on.
     *
     * @throws IllegalArgumentException if the name or a key is none
     */
    TrustChange principal(String name, VerificationKey... keys);

    /** Takes a person out, with all roles. */
    TrustChange remove(String name);

    /** Who may sign the next change, and how many of them must. Required the first time. */
    TrustChange roots(int threshold, String... principals);

    /** Whose approvals count; without this, those of all principals. */
    TrustChange approvers(String... principals);

    /** Why; required, not blank. */
    TrustChange because(String reason);

    /** Who writes it; the user who runs this process by default. */
    TrustChange by(String person);

    /** A signer of the change; call it for each. */
    TrustChange signedBy(Signer signer);

    /**
     * Says what would hold, without signing.
     *
     * @throws IllegalArgumentException if it could not be used; see {@link Trust}
     */
    @Override
    Trust preview();

    /**
     * Signs and writes.
     *
     * @throws IllegalArgumentException if it could not be used, or is not signed by enough of the roots before and of its own
     * @throws ConcurrentChangeException if somebody else changed it meanwhile; nothing was written
     */
    @Override
    Trust commit();
}
