package dev.lineage.model;

import java.time.Duration;

/** One condition of a gate. */
public sealed interface Rule {
    /** In words, without the numbers that it is judged by: {@code auc at least 0.9}. */
    String describe();

    /**
     * A metric reaches a bound.
     *
     * @param slice the slice, or empty for the whole eval set
     * @param metric the metric's name
     * @param bound the bound, which itself is enough; a metric whose direction or unit is another one does not pass
     */
    record Threshold(String slice, String metric, Metric bound) implements Rule {
        /** Checks the names. */
        public Threshold {
            Names.require("metric", metric);
            requireSliceOrWhole(slice);
            requireFinite(metric, bound);
        }

        @Override
        public String describe() {
            return named(metric, slice)
                    + (bound.direction() == Metric.Direction.HIGHER_IS_BETTER ? " at least " : " at most ")
                    + bound;
        }
    }

    /**
     * A metric over the whole eval set beats or matches that of the version that the stage points to now.
     *
     * @param metric the metric's name
     * @param tolerance by how much it may be worse
     */
    record BeatOrMatch(String metric, Tolerance tolerance) implements Rule {
        /** Checks the name. */
        public BeatOrMatch {
            Names.require("metric", metric);
        }

        @Override
        public String describe() {
            return metric + " not worse than now" + within(tolerance);
        }
    }

    /**
     * A metric over a slice is not worse than that of the version that the stage points to now. A slice that was not
     * measured, or that is too small to tell, does not pass.
     *
     * @param slice the slice
     * @param metric the metric's name
     * @param tolerance by how much it may be worse
     * @param minSamples the fewest examples that the slice must have, 0 or more
     */
    record ProtectedSlice(String slice, String metric, Tolerance tolerance, long minSamples) implements Rule {
        /** Checks the names and the number. */
        public ProtectedSlice {
            Evaluation.requireSlice(slice);
            Names.require("metric", metric);
            if (minSamples < 0) {
                throw new IllegalArgumentException("A slice has 0 or more samples, not " + minSamples);
            }
        }

        @Override
        public String describe() {
            return named(metric, slice) + " not worse than now" + within(tolerance)
                    + (minSamples > 0 ? ", " + minSamples + " samples or more" : "");
        }
    }

    /**
     * The evaluation is recent.
     *
     * @param maxAge how old it may be
     */
    record Freshness(Duration maxAge) implements Rule {
        /** Checks the age. */
        public Freshness {
            if (maxAge.isNegative() || maxAge.isZero()) {
                throw new IllegalArgumentException("An evaluation's greatest age is positive, not " + maxAge);
            }
        }

        @Override
        public String describe() {
            return "evaluated within " + maxAge;
        }
    }

    /** The version takes what callers send to the version that the stage points to now. */
    record CompatibleFeatures() implements Rule {
        @Override
        public String describe() {
            return "features compatible with now";
        }
    }

    /**
     * A check that the application wrote passes.
     *
     * @param name the name under which the application registers it
     */
    record Check(String name) implements Rule {
        /** Checks the name. */
        public Check {
            Names.require("check", name);
        }

        @Override
        public String describe() {
            return "check '" + name + "'";
        }
    }

    private static void requireSliceOrWhole(String slice) {
        if (!slice.isEmpty()) {
            Evaluation.requireSlice(slice);
        }
    }

    private static void requireFinite(String metric, Metric bound) {
        if (!bound.isFinite()) {
            throw new IllegalArgumentException("The bound of '" + metric + "' is " + bound + "; give a finite number");
        }
    }

    private static String named(String metric, String slice) {
        return slice.isEmpty() ? metric : metric + " of " + slice;
    }

    private static String within(Tolerance tolerance) {
        return tolerance.amount().signum() == 0 ? "" : " (tolerance " + tolerance + ")";
    }
}
