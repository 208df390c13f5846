package dev.lineage.internal.json;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A JSON value of the restricted RFC 8785 profile: objects, arrays, strings, booleans, null and integers within
 * ±(2<sup>53</sup>−1). Every other number travels as a string, so canonical form needs no number algorithm.
 *
 * <p>Immutable and thread-safe. Objects keep their members sorted by UTF-16 code unit, which is RFC 8785's order.
 */
public sealed interface Json {

    /** The largest integer that every JSON reader keeps exact: 2^53 − 1. */
    long MAX_INTEGER = (1L << 53) - 1;

    /** JSON's {@code null}. */
    enum Null implements Json {
        /** The only value. */
        NULL
    }

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Json {}

    /** An integer within ±(2^53−1). */
    record Int(long value) implements Json {
        public Int {
            if (value > MAX_INTEGER || value < -MAX_INTEGER) {
                throw new IllegalArgumentException("Integer " + value + " is beyond ±(2^53-1), which JSON readers"
                        + " do not keep exact; write it as a string");
            }
        }
    }

    /**
     * A number that the profile has not: a fraction, an exponent, {@code -0} or an integer beyond ±(2^53−1). Only
     * {@link JsonReader#readForeign} makes one, so that what is ignored in other people's JSON may hold it; it is never
     * written.
     *
     * @param text the number as it stands there
     */
    record Foreign(String text) implements Json {}

    /** A string of Unicode scalar values: no lone surrogates, no non-characters. */
    record Str(String value) implements Json {
        public Str {
            requireScalars(value);
        }
    }

    /** An array. */
    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** An object; its members iterate in canonical order. */
    record Obj(Map<String, Json> members) implements Json {
        public Obj {
            TreeMap<String, Json> sorted = new TreeMap<>(members);
            sorted.keySet().forEach(Json::requireScalars);
            members = Collections.unmodifiableMap(sorted);
        }

        /** The member called {@code name}, if there. */
        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** A builder that starts empty. */
        public static Builder builder() {
            return new Builder();
        }
    }

    /** Collects the members of an {@link Obj}; a name given twice is a bug and fails. Not thread-safe. */
    final class Builder {
        private final TreeMap<String, Json> members = new TreeMap<>();

        private Builder() {}

        /** Adds a member. */
        public Builder put(String name, Json value) {
            if (members.putIfAbsent(name, value) != null) {
                throw new IllegalStateException("Member '" + name + "' was already put");
            }
            return this;
        }

        /** Adds a string member. */
        public Builder put(String name, String value) {
            return put(name, new Str(value));
        }

        /** Adds an integer member; beyond ±(2^53−1) it fails. */
        public Builder put(String name, long value) {
            return put(name, new Int(value));
        }

        /** Adds a boolean member. */
        public Builder put(String name, boolean value) {
            return put(name, new Bool(value));
        }

        /** Adds {@code true}, or nothing: {@link JsonFields#isSet} reads it. */
        public Builder putIf(String name, boolean value) {
            return value ? put(name, true) : this;
        }

        /** Adds a string member if there is a value: optional keys are written only when present. */
        public Builder putIfPresent(String name, Optional<String> value) {
            value.ifPresent(v -> put(name, v));
            return this;
        }

        /** Adds an array or object member unless it is empty. */
        public Builder putUnlessEmpty(String name, Json value) {
            boolean empty = value instanceof Arr a && a.items().isEmpty()
                    || value instanceof Obj o && o.members().isEmpty();
            return empty ? this : put(name, value);
        }

        /** The object. */
        public Obj build() {
            return new Obj(members);
        }
    }

    /**
     * What keeps {@code text} out of JSON here, if anything: an unpaired surrogate or a non-character, by code point.
     */
    static Optional<String> unacceptable(String text) {
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return Optional.of(String.format("An unpaired surrogate U+%04X in a string", codePoint));
            }
            if ((codePoint & 0xFFFE) == 0xFFFE || codePoint >= 0xFDD0 && codePoint <= 0xFDEF) {
                return Optional.of(String.format("The non-character U+%04X in a string", codePoint));
            }
            i += Character.charCount(codePoint);
        }
        return Optional.empty();
    }

    private static void requireScalars(String text) {
        unacceptable(text).ifPresent(what -> {
            throw new IllegalArgumentException(what);
        });
    }
}
