package dev.lineage;

import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;
import java.time.Duration;

/**
 * Sets whose word counts, beginning with what is in force: {@code setTrust().principal("ana", key).roots(1,
 * "ana").because("first day").signedBy(signer).commit()}. What is not mentioned stays as it is.
 */
public interface TrustChange extends PendingChange<Trust, Trust> {
    /**
     * Adds a person, or gives one other keys: the ones before are not good any more, for nothing that is decided from now on.
     * What was decided before rests on them as it did; if somebody else knows one, {@link #distrust} it.
     *
     * @throws IllegalArgumentException if the name or a key is none
     */
    TrustChange principal(String name, VerificationKey... keys);

    /**
     * Takes a person out, with all roles. The last one of those who may approve is taken out only with {@link #approvers}, since
     * nobody named is everybody.
     */
    TrustChange remove(String name);

    /** Who may sign the next change, and how many of them must. Required the first time. */
    TrustChange roots(int threshold, String... principals);

    /** Whose approvals count; without this, those of all principals. */
    TrustChange approvers(String... principals);

    /**
     * For how long it is good, from the moment in which it is written. When it has expired no signed approval counts until its
     * roots have signed the next version. Without this the end stays where it is, and a document without one has none; an end
     * that was once set can be moved, but not taken away.
     *
     * @throws IllegalArgumentException if that is nothing, or more than ten years
     */
    TrustChange validFor(Duration duration);

    /**
     * Says that somebody else than its owner knows a key. It is taken from whoever has it, nobody can be given it any more, and
     * from a position of the log on nothing that it signed counts, also not what is in the log already: audits name the
     * promotions that rest on it. Who has no other key must be given one in the same change, or be removed. It may sign this
     * very change, if the version before asks for that; audits say so.
     *
     * @param since the position of the first entry that the thief may have signed; it can be lowered by a later change, never
     *     raised
     * @throws IllegalArgumentException if the key is none, or the log has no such position yet
     */
    TrustChange distrust(VerificationKey key, long since);

    /** Why; required, not blank. */
    TrustChange because(String reason);

    /** Who writes it; the user who runs this process by default. */
    TrustChange by(String person);

    /** A signer of the change; call it for each. */
    TrustChange signedBy(Signer signer);

    /**
     * Says what would hold, without signing.
     *
     * @throws IllegalArgumentException if it could not be used, as {@link Trust} and the methods above say
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
