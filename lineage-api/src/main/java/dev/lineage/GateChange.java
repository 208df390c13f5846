package dev.lineage;

import dev.lineage.model.Gate;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tolerance;
import java.time.Duration;

/** Sets what a version must pass to get into a stage. It replaces the gate that is there, which stays in the log. */
public interface GateChange extends PendingChange<Gate, Gate> {
    /** The data on which versions are compared; required. */
    GateChange on(SnapshotPin evalSet);

    /** A metric of which more is better reaches a bound. */
    GateChange atLeast(String metric, double bound);

    /** A metric of which less is better, in that unit, does not pass a bound. */
    GateChange atMost(String metric, double bound, String unit);

    /** A metric is not worse than that of the version that is there now. */
    default GateChange beatOrMatch(String metric) {
        return beatOrMatch(metric, Tolerance.NONE);
    }

    /** A metric is not worse, by more than the tolerance, than that of the version that is there now. */
    GateChange beatOrMatch(String metric, Tolerance tolerance);

    /**
     * A metric over a slice is not worse, by more than the tolerance, than that of the version that is there now; and it
     * reaches no verdict, which is a refusal, where the slice was not measured or has fewer samples.
     */
    GateChange protect(String slice, String metric, Tolerance tolerance, long minSamples);

    /** The evaluation is not older than this. */
    GateChange evaluatedWithin(Duration maxAge);

    /**
     * The version takes what callers send to the one that is there now: {@link dev.lineage.model.FeatureSchema#obstacles}
     * finds none. Both must state their features.
     */
    GateChange compatibleFeatures();

    /** A check of the application's own passes; see {@link ModelRegistry.Builder#check}. */
    GateChange check(String name);

    /** Why; required, not blank. */
    GateChange because(String reason);

    /** Who decides; the user who runs this process by default. */
    GateChange by(String person);
}
