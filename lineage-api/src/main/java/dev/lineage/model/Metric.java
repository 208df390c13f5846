package dev.lineage.model;

import java.math.BigDecimal;

/**
 * One measured number of an evaluation, and how to read it.
 *
 * @param value the number
 * @param direction which way is better
 * @param unit the unit, {@code g} or {@code ms}; empty for a plain number. At most {@value #MAX_UNIT_LENGTH} characters
 */
public record Metric(Value.Decimal value, Direction direction, String unit) {
    /** The longest unit, in characters. */
    public static final int MAX_UNIT_LENGTH = 40;

    /** Which way a metric is better. */
    public enum Direction {
        /** The higher the better: accuracy. */
        HIGHER_IS_BETTER,
        /** The lower the better: an error. */
        LOWER_IS_BETTER
    }

    /**
     * Checks the unit.
     *
     * @throws IllegalArgumentException if the unit is too long or cannot be shown
     */
    public Metric {
        if (unit.length() > MAX_UNIT_LENGTH || unit.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The unit '" + unit + "' has control characters or more than " + MAX_UNIT_LENGTH + " characters");
        }
    }

    /** Whether the number is finite, so that it can be compared at all. */
    public boolean isFinite() {
        return Double.isFinite(Double.parseDouble(value.text()));
    }

    /** The exact number. Only of a finite metric. */
    BigDecimal exact() {
        return new BigDecimal(value.text());
    }

    /** The number and its unit. */
    @Override
    public String toString() {
        return unit.isEmpty() ? value.text() : value.text() + " " + unit;
    }
}
