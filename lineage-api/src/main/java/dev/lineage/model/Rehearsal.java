package dev.lineage.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A rollback that was practised: a version was brought back from the store, checked, loaded and asked.
 *
 * @param model the model
 * @param stage the stage whose way back was practised
 * @param number which rehearsal of that stage it was, from 1
 * @param version the version that was brought back
 * @param digest that version's digest
 * @param findings every check, in order
 * @param duration how long it took until the model answered, in milliseconds
 * @param by who rehearsed
 * @param at when it began (UTC, milliseconds)
 * @param position the position of its entry
 */
public record Rehearsal(
        String model,
        String stage,
        long number,
        VersionName version,
        Digest digest,
        List<Finding> findings,
        Duration duration,
        String by,
        Instant at,
        long position) {
    /** Copies the list. */
    public Rehearsal {
        findings = List.copyOf(findings);
    }

    /** Whether every check passed. */
    public boolean passed() {
        return findings.stream().allMatch(finding -> finding.verdict() == Finding.Verdict.PASSED);
    }

    /** The findings as a table. */
    public String toText() {
        return Finding.table(findings);
    }
}
