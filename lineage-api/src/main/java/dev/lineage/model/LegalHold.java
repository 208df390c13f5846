package dev.lineage.model;

import java.time.Instant;

/**
 * The decision that a version, or data, is kept: no collection of garbage deletes its bytes as long as the hold is in force.
 * A version is held with its artifacts, its stored data and the versions that it was based on.
 *
 * @param subject what is kept
 * @param inForce whether it is held, or the hold was lifted
 * @param by who decided
 * @param at when (UTC, milliseconds)
 * @param reason why, such as the number of a case
 * @param position the position of its entry; −1 in a preview
 */
public record LegalHold(Subject subject, boolean inForce, String by, Instant at, String reason, long position) {
    /** {@code fraud@7 was put on hold by ana at 2026-11-23T12:00:00Z: case 4711}. */
    @Override
    public String toString() {
        return subject + (inForce ? " was put on hold by " : " was released from hold by ") + by + " at " + at + ": "
                + reason;
    }
}
