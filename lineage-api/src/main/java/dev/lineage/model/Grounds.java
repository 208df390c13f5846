package dev.lineage.model;

import java.util.List;
import java.util.Optional;

/**
 * What a promotion was decided on.
 *
 * @param gate the revision of the stage's gate; 0 if it had none
 * @param evaluation the digest of the version's evaluation that counted, if one did
 * @param baseline the version that the stage pointed to, if it was set
 * @param baselineEvaluation the digest of that version's evaluation that counted, if one did
 * @param approvals the digests of the approvals that were used
 * @param override why what failed was overridden in an emergency, if it was
 * @param findings every check, in order
 */
public record Grounds(
        long gate,
        Optional<Digest> evaluation,
        Optional<VersionName> baseline,
        Optional<Digest> baselineEvaluation,
        List<Digest> approvals,
        Optional<String> override,
        List<Finding> findings) {
    /** Copies the lists. */
    public Grounds {
        approvals = List.copyOf(approvals);
        findings = List.copyOf(findings);
    }
}
