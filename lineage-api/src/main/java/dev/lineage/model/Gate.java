package dev.lineage.model;

import java.time.Instant;
import java.util.List;

/**
 * What a version must pass to get into a stage. A gate is never changed: setting one again makes its next revision, and
 * all of them stay in the log.
 *
 * @param model the model
 * @param stage the stage
 * @param revision how often the gate of this stage was set, from 1
 * @param evalSet the data on which versions are compared: only evaluations on exactly this pin count
 * @param rules the conditions; all of them must hold
 * @param by who set it
 * @param at when it was set (UTC, milliseconds)
 * @param reason why
 * @param position the position of its entry
 */
public record Gate(
        String model,
        String stage,
        long revision,
        SnapshotPin evalSet,
        List<Rule> rules,
        String by,
        Instant at,
        String reason,
        long position) {
    /** Copies the list. */
    public Gate {
        rules = List.copyOf(rules);
    }

    /** The stage, the revision, and one rule a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("gate of " + model + "/" + stage + ", revision " + revision + ", on "
                + evalSet.id() + System.lineSeparator());
        rules.forEach(rule -> text.append("  ").append(rule.describe()).append(System.lineSeparator()));
        return text.toString();
    }
}
