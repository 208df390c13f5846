package dev.lineage.core.internal;

import dev.lineage.model.Evaluation;
import dev.lineage.model.Finding;
import dev.lineage.model.Metric;
import dev.lineage.model.Rule;
import dev.lineage.model.Tolerance;
import dev.lineage.model.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rules of a gate that only the recorded numbers decide, so that an audit comes to the same findings as the promotion.
 *
 * @param candidate the version
 * @param evaluation its evaluation on the gate's eval set
 * @param baseline the version in the stage
 * @param baselineEvaluation that version's evaluation on the gate's eval set
 */
record Numbers(
        VersionName candidate,
        Optional<Evaluation> evaluation,
        Optional<VersionName> baseline,
        Optional<Evaluation> baselineEvaluation) {

    /** Whether a rule is one of those. */
    static boolean decide(Rule rule) {
        return !(rule instanceof Rule.CompatibleFeatures) && !(rule instanceof Rule.Check);
    }

    Finding judge(Rule rule, Instant now) {
        if (rule instanceof Rule.Threshold threshold) {
            return judge(threshold);
        }
        if (rule instanceof Rule.BeatOrMatch match) {
            return compare(rule.describe(), "", match.metric(), match.tolerance());
        }
        if (rule instanceof Rule.ProtectedSlice slice) {
            return judge(slice);
        }
        return judge((Rule.Freshness) rule, now);
    }

    private Finding judge(Rule.Threshold rule) {
        Optional<Metric> metric = evaluation.flatMap(e -> e.metric(rule.slice(), rule.metric()));
        if (metric.isEmpty()) {
            return notMeasured(rule.describe(), candidate);
        }
        try {
            return verdict(
                    rule.describe(),
                    Tolerance.NONE.admits(metric.get(), rule.bound()),
                    metric.get().toString());
        } catch (IllegalArgumentException e) {
            return incomparable(rule.describe(), e);
        }
    }

    private Finding judge(Rule.ProtectedSlice rule) {
        Optional<Evaluation.Slice> slice =
                evaluation.flatMap(e -> Optional.ofNullable(e.slices().get(rule.slice())));
        if (slice.isEmpty()) {
            return notMeasured(rule.describe(), candidate);
        }
        OptionalLong samples = slice.get().samples();
        if (rule.minSamples() > 0 && (samples.isEmpty() || samples.getAsLong() < rule.minSamples())) {
            return Finding.failed(
                    rule.describe(),
                    samples.isEmpty()
                            ? "nobody said how many samples the slice has"
                            : "the slice has " + samples.getAsLong() + " samples",
                    "Evaluate it with more samples of that slice, and state their number");
        }
        return compare(rule.describe(), rule.slice(), rule.metric(), rule.tolerance());
    }

    private Finding compare(String check, String slice, String name, Tolerance tolerance) {
        Optional<Metric> ours = evaluation.flatMap(e -> e.metric(slice, name));
        if (ours.isEmpty()) {
            return notMeasured(check, candidate);
        }
        if (!ours.get().isFinite()) {
            return verdict(check, false, ours.get().toString());
        }
        if (baseline.isEmpty()) {
            return Finding.passed(check, ours.get() + "; the stage was never set, so there is nothing to beat");
        }
        VersionName than = baseline.get();
        Optional<Metric> theirs = baselineEvaluation.flatMap(e -> e.metric(slice, name));
        if (theirs.isEmpty()) {
            return notMeasured(check, than);
        }
        try {
            return verdict(
                    check,
                    tolerance.admits(ours.get(), theirs.get()),
                    ours.get() + " against " + theirs.get() + " of " + than);
        } catch (IllegalArgumentException e) {
            return incomparable(check, e);
        }
    }

    private Finding judge(Rule.Freshness rule, Instant now) {
        if (evaluation.isEmpty()) {
            return notMeasured(rule.describe(), candidate);
        }
        Duration age = Duration.between(evaluation.get().at(), now);
        String found = "it is from " + evaluation.get().at();
        return age.compareTo(rule.maxAge()) <= 0
                ? Finding.passed(rule.describe(), found)
                : Finding.failed(rule.describe(), found, "Evaluate " + candidate + " again");
    }

    private static Finding notMeasured(String check, VersionName version) {
        return Finding.failed(
                check, "it was not measured for " + version, "Evaluate " + version + " on the gate's eval set with it");
    }

    private static Finding incomparable(String check, IllegalArgumentException e) {
        return Finding.failed(
                check, String.valueOf(e.getMessage()), "Evaluate both with the same direction and unit as the gate");
    }

    private static Finding verdict(String check, boolean holds, String found) {
        return holds
                ? Finding.passed(check, found)
                : Finding.failed(check, found, "Improve the model, or decide on another gate");
    }
}
