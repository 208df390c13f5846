package dev.lineage.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A named person's statement that one version may go into one stage, made when its gate and evaluations were these. It is
 * good for one promotion, until it expires or is revoked.
 *
 * @param version the version
 * @param versionDigest its digest
 * @param stage the stage
 * @param gate the revision of the stage's gate; 0 if it had none
 * @param evaluations the digests of the evaluations of the version that there were, sorted
 * @param by who approves
 * @param at when (UTC, milliseconds)
 * @param expires until when it is good (UTC, milliseconds)
 * @param reason why
 * @param digest the digest of everything above
 * @param envelope the approver's signature over it, if it was signed
 * @param position the position of its entry
 */
public record Approval(
        VersionName version,
        Digest versionDigest,
        String stage,
        long gate,
        List<Digest> evaluations,
        String by,
        Instant at,
        Instant expires,
        String reason,
        Digest digest,
        Optional<Envelope> envelope,
        long position) {
    /** Copies the list. */
    public Approval {
        evaluations = List.copyOf(evaluations);
    }
}
