package dev.lineage.model;

import java.math.BigDecimal;

/**
 * By how much a metric may be worse and still count as matching.
 *
 * @param amount the amount, 0 or more: in the metric's unit, or as a fraction of the other one's magnitude
 * @param relative whether it is a fraction
 */
public record Tolerance(BigDecimal amount, boolean relative) {
    /** Not worse at all. */
    public static final Tolerance NONE = new Tolerance(BigDecimal.ZERO, false);

    /**
     * Checks and normalises the amount, so that equal tolerances are equal.
     *
     * @throws IllegalArgumentException if the amount is negative
     */
    public Tolerance {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("A tolerance is 0 or more, not " + amount);
        }
        amount = new BigDecimal(Value.of(amount).text());
    }

    /** In the metric's own unit. */
    public static Tolerance absolute(double amount) {
        return new Tolerance(BigDecimal.valueOf(amount), false);
    }

    /** A fraction of the other metric's magnitude: 0.02 is two percent. */
    public static Tolerance relative(double fraction) {
        return new Tolerance(BigDecimal.valueOf(fraction), true);
    }

    /**
     * Whether {@code candidate} beats or matches {@code baseline}. The comparison is exact decimal arithmetic; a number
     * that is not finite matches nothing.
     *
     * @throws IllegalArgumentException if the two do not agree about direction or unit
     */
    public boolean admits(Metric candidate, Metric baseline) {
        if (candidate.direction() != baseline.direction() || !candidate.unit().equals(baseline.unit())) {
            throw new IllegalArgumentException("A metric that is " + candidate.direction() + " in '" + candidate.unit()
                    + "' cannot be compared with one that is " + baseline.direction() + " in '" + baseline.unit()
                    + "'");
        }
        if (!candidate.isFinite() || !baseline.isFinite()) {
            return false;
        }
        BigDecimal gain = candidate.direction() == Metric.Direction.HIGHER_IS_BETTER
                ? candidate.exact().subtract(baseline.exact())
                : baseline.exact().subtract(candidate.exact());
        BigDecimal allowed = relative ? amount.multiply(baseline.exact().abs()) : amount;
        return gain.add(allowed).signum() >= 0;
    }

    /** {@code 0.01} or {@code 2%}. */
    @Override
    public String toString() {
        return relative ? amount.movePointRight(2).stripTrailingZeros().toPlainString() + "%" : amount.toPlainString();
    }
}
