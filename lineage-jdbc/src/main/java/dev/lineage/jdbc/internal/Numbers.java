package dev.lineage.jdbc.internal;

import org.jspecify.annotations.Nullable;

/** Numbers in a form that every database compares alike: they disagree about NaN, -0 and infinity. */
final class Numbers {
    private Numbers() {}

    /** Whole numbers in the order of the doubles, with the zeros equal; null for NaN, which has no place. */
    static @Nullable Long order(double number) {
        if (Double.isNaN(number)) {
            return null;
        }
        // Adding zero makes -0 the other zero.
        long bits = Double.doubleToLongBits(number + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /** The number for people; null where it is not finite, which not every database can hold. */
    static @Nullable Double shown(double number) {
        return Double.isFinite(number) ? (Double) (number + 0.0) : null;
    }
}
