package dev.lineage.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A hyperparameter's or configuration entry's value: one of a closed set of types, each with one canonical form, so
 * that equal values always give equal recipe ids on every JDK.
 *
 * <p>An integer and a decimal of the same magnitude are different values: {@code 1} is not {@code 1.0}. Decimals compare
 * by magnitude: {@code 0.10} equals {@code 0.1}. NaN, the infinities and negative zero are values of their own.
 */
public sealed interface Value {

    /** A string. */
    record Text(String value) implements Value {
        @Override
        public String toString() {
            return value;
        }
    }

    /** A 64-bit integer. */
    record Whole(long value) implements Value {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** {@code true} or {@code false}. */
    record Flag(boolean value) implements Value {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** An ordered list. */
    record Items(List<Value> items) implements Value {
        /** Copies the list. */
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return items.toString();
        }
    }

    /** A map with string keys, sorted. */
    record Fields(Map<String, Value> fields) implements Value {
        /** Copies the map. */
        public Fields {
            fields = java.util.Collections.unmodifiableMap(new TreeMap<>(fields));
        }

        @Override
        public String toString() {
            return fields.toString();
        }
    }

    /**
     * A decimal number, held as its canonical text: the shortest digits that mean the same, in plain notation from
     * 10<sup>-6</sup> up to 10<sup>21</sup> and as {@code d.ddde±x} outside (the form of ECMAScript's
     * {@code Number::toString}), or {@code NaN}, {@code Infinity}, {@code -Infinity}, {@code -0}.
     */
    record Decimal(String text) implements Value {
        /**
         * Accepts only canonical text.
         *
         * @throws IllegalArgumentException if {@code text} is not the canonical form of a decimal
         */
        public Decimal {
            if (!canonical(text).equals(text)) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not the canonical form of a decimal, which is '" + canonical(text) + "'");
            }
        }

        /** The nearest {@code double}; exactly the recorded one if a {@code double} was recorded. */
        public double doubleValue() {
            return Double.parseDouble(text);
        }

        /**
         * The exact decimal.
         *
         * @throws NumberFormatException if this is NaN or infinite
         */
        public BigDecimal bigDecimalValue() {
            return new BigDecimal(text);
        }

        /** The canonical text. */
        @Override
        public String toString() {
            return text;
        }

        private static String canonical(String text) {
            switch (text) {
                case "NaN", "Infinity", "-Infinity", "-0" -> {
                    return text;
                }
                default -> {
                    try {
                        return format(new BigDecimal(text));
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException("'" + text + "' is not a decimal number", e);
                    }
                }
            }
        }

        private static BigDecimal withoutTrailingZeros(BigDecimal value) {
            try {
                return value.stripTrailingZeros();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "The decimal " + value + " has an exponent beyond ±2147483647; record it as a string", e);
            }
        }

        private static String format(BigDecimal value) {
            if (value.signum() == 0) {
                return "0";
            }
            BigDecimal stripped = withoutTrailingZeros(value);
            String digits = stripped.unscaledValue().abs().toString();
            String sign = stripped.signum() < 0 ? "-" : "";
            long point = (long) digits.length() - stripped.scale();
            if (point > 21 || point <= -6) {
                String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
                return sign + digits.charAt(0) + fraction + (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
            }
            return stripped.toPlainString();
        }
    }

    /** A string value. */
    static Value of(String value) {
        return new Text(value);
    }

    /** An integer value. */
    static Value of(long value) {
        return new Whole(value);
    }

    /** A boolean value. */
    static Value of(boolean value) {
        return new Flag(value);
    }

    /** A decimal value: the shortest decimal that reads back as exactly this {@code double}, the same on every JDK. */
    static Decimal of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return new Decimal(Double.toString(value));
        }
        if (value == 0) {
            return new Decimal(1 / value < 0 ? "-0" : "0");
        }
        // Double.toString is not the shortest form before JDK 19, so it would make ids depend on the JDK.
        BigDecimal exact = new BigDecimal(value);
        for (int precision = 1; precision < 17; precision++) {
            BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return of(rounded);
            }
        }
        return of(exact.round(new MathContext(17, RoundingMode.HALF_EVEN)));
    }

    /** A decimal value; trailing zeros do not matter. */
    static Decimal of(BigDecimal value) {
        return new Decimal(Decimal.format(value));
    }

    /**
     * The value of a Java object: {@link String}, {@link Boolean}, integers ({@link Byte} to {@link Long}),
     * {@link Float}, {@link Double}, {@link BigDecimal}, an enum constant (its name), a {@link Value}, a list or a map
     * with string keys of these.
     *
     * @throws IllegalArgumentException if it is anything else; the message names the type
     */
    static Value ofObject(Object value) {
        if (value instanceof Value v) {
            return v;
        }
        if (value instanceof String s) {
            return of(s);
        }
        if (value instanceof Boolean b) {
            return of(b.booleanValue());
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return of(((Number) value).longValue());
        }
        if (value instanceof Double || value instanceof Float) {
            return of(((Number) value).doubleValue());
        }
        if (value instanceof BigDecimal d) {
            return of(d);
        }
        if (value instanceof Enum<?> e) {
            return of(e.name());
        }
        if (value instanceof List<?> list) {
            List<Value> items = new ArrayList<>(list.size());
            for (Object item : list) {
                items.add(ofObject(item));
            }
            return new Items(items);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Value> fields = new TreeMap<>();
            map.forEach((key, item) -> {
                if (!(key instanceof String name)) {
                    throw new IllegalArgumentException("A map value needs String keys, not " + key.getClass());
                }
                fields.put(name, ofObject(item));
            });
            return new Fields(fields);
        }
        throw new IllegalArgumentException("A value of " + value.getClass()
                + " has no canonical form; use a string, boolean, integer, decimal, enum, list or map of these");
    }
}
