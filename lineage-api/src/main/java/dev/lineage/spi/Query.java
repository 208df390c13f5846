package dev.lineage.spi;

import java.util.List;
import java.util.OptionalLong;

/**
 * A search among entries of one type.
 *
 * @param type the entry type
 * @param conditions all of them must hold
 * @param before only entries at lower positions; empty for no bound. Results come newest first, so this is also how a
 *     page is continued
 * @param limit the most results, from 1 to {@value #MAX_LIMIT}
 */
public record Query(String type, List<Condition> conditions, OptionalLong before, int limit) {
    /** The most results of one page. */
    public static final int MAX_LIMIT = 1_000;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the limit is out of range
     */
    public Query {
        conditions = List.copyOf(conditions);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + MAX_LIMIT + " results, not " + limit);
        }
    }

    /** How an attribute is compared. */
    public enum Operator {
        /** Equal: text as exact code points, numbers by magnitude. */
        EQUAL,
        /** The attribute is there and has another value. */
        NOT_EQUAL,
        /** Less; numbers only. */
        LESS,
        /** Less or equal; numbers only. */
        AT_MOST,
        /** Greater; numbers only. */
        GREATER,
        /** Greater or equal; numbers only. */
        AT_LEAST
    }

    /**
     * One comparison. An entry without an attribute of that name, key and kind (text or number) never matches; NaN
     * matches nothing but {@link Operator#NOT_EQUAL}. An entry with several such attributes matches if any of them does.
     *
     * @param operator how it is compared
     * @param operand the attribute's name and key, and the value to compare with; an empty key stands for any key
     */
    public record Condition(Operator operator, Attribute operand) {
        /**
         * Checks that text is compared for equality only.
         *
         * @throws IllegalArgumentException if text is to be ordered: databases disagree about the order of text
         */
        public Condition {
            if (!operand.numeric() && operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
                throw new IllegalArgumentException("Attribute '" + operand.name() + "' is compared by " + operator
                        + " with the text '" + operand.value() + "'; only numbers are ordered");
            }
        }

        /** Whether {@code entry} has an attribute for which this holds: the definition that every backend follows. */
        public boolean matches(Entry entry) {
            for (Attribute attribute : entry.attributes()) {
                if (attribute.numeric() == operand.numeric()
                        && attribute.name().equals(operand.name())
                        && (operand.key().isEmpty() || attribute.key().equals(operand.key()))
                        && holds(attribute)) {
                    return true;
                }
            }
            return false;
        }

        private boolean holds(Attribute attribute) {
            if (!operand.numeric()) {
                return attribute.value().equals(operand.value()) == (operator == Operator.EQUAL);
            }
            double a = Double.parseDouble(attribute.value());
            double b = Double.parseDouble(operand.value());
            return switch (operator) {
                case EQUAL -> a == b;
                case NOT_EQUAL -> a != b;
                case LESS -> a < b;
                case AT_MOST -> a <= b;
                case GREATER -> a > b;
                case AT_LEAST -> a >= b;
            };
        }
    }
}
