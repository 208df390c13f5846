package dev.lineage;

import dev.lineage.model.Evaluation;
import dev.lineage.model.Metric;
import dev.lineage.model.SnapshotPin;
import java.nio.file.Path;

/**
 * Records what was measured of a version. Metrics that are given after {@link #slice} belong to that slice, until the next
 * one begins.
 */
public interface EvaluationChange extends PendingChange<Evaluation, Evaluation> {
    /** The data that it was measured on; required. */
    EvaluationChange on(SnapshotPin evalSet);

    /** A metric of which more is better. */
    default EvaluationChange metric(String name, double value) {
        return metric(name, value, Metric.Direction.HIGHER_IS_BETTER, "");
    }

    /**
     * A metric; at least one is required.
     *
     * @param unit the unit; empty for a plain number
     */
    EvaluationChange metric(String name, double value, Metric.Direction direction, String unit);

    /**
     * Begins a slice, a part of the eval set, of which the number of samples is not known.
     *
     * @param name any text without control characters: {@code age<25}
     */
    EvaluationChange slice(String name);

    /** Begins a slice of so many samples. */
    EvaluationChange slice(String name, long samples);

    /** Attaches a file, under its own name. It is stored with the artifacts. */
    EvaluationChange report(Path file);

    /** What measured: a program and its version. */
    EvaluationChange evaluator(String evaluator);

    /** Who states this; the user who runs this process by default. */
    EvaluationChange by(String person);
}
