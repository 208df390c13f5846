package dev.lineage.model;

import java.time.Instant;

/**
 * The decision that a version, or data and with it everything that was made from it, is not to be used any more: the data
 * was bad, its licence or a person's consent ended, a fault was found. The records stay; what may be done with them changes.
 *
 * @param subject what was withdrawn
 * @param effect what is forbidden since
 * @param by who decided
 * @param at when (UTC, milliseconds)
 * @param reason why
 * @param position the position of its entry; −1 in a preview
 */
public record Withdrawal(Subject subject, Effect effect, String by, Instant at, String reason, long position) {
    /** What a withdrawal forbids, to the subject and to everything downstream of it. */
    public enum Effect {
        /** Nothing is forbidden any more: an earlier withdrawal was taken back. */
        NONE,
        /** No stage is moved to it, by promotion or rollback; stages that point to it are served on. */
        NOT_PROMOTED,
        /** No stage is moved to it, and serving refuses to start with it. */
        NOT_SERVED
    }

    /** Whether anything is forbidden. */
    public boolean inForce() {
        return effect != Effect.NONE;
    }

    /** {@code data file:sha256:… was withdrawn by ana at 2026-11-23T12:00:00Z: consent ended}. */
    @Override
    public String toString() {
        return subject + (inForce() ? " was withdrawn by " : " was reinstated by ") + by + " at " + at + ": " + reason;
    }
}
