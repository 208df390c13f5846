package dev.lineage.model;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * One input of a model.
 *
 * @param name the name under which callers send it
 * @param type what it is
 * @param nullable whether it may be left out
 * @param categories what a {@link Type#CATEGORY} may be, in the order of their codes; empty for all other types
 */
public record Feature(String name, Type type, boolean nullable, List<String> categories) {
    /** The most characters of a name or category. */
    public static final int MAX_LENGTH = 200;

    /** What a feature is. */
    public enum Type {
        /** A 64-bit integer. */
        INTEGER,
        /** A decimal number. */
        DECIMAL,
        /** Any string. */
        TEXT,
        /** True or false. */
        BOOLEAN,
        /** One of some strings. */
        CATEGORY,
        /** A list of numbers. */
        VECTOR
    }

    /**
     * Checks the parts and copies the list.
     *
     * @throws IllegalArgumentException if the name is empty or too long, or the categories do not fit the type or repeat
     */
    public Feature {
        requireText("feature", name);
        categories = List.copyOf(categories);
        if ((type == Type.CATEGORY) == categories.isEmpty()) {
            throw new IllegalArgumentException("Feature '" + name + "' of type " + type + " has " + categories.size()
                    + " categories; give those of a CATEGORY and of nothing else");
        }
        categories.forEach(category -> requireText("category", category));
        if (new HashSet<>(categories).size() < categories.size()) {
            throw new IllegalArgumentException("Feature '" + name + "' has a category twice: " + categories);
        }
    }

    private static void requireText(String what, String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("The name of a " + what + " has 1 to " + MAX_LENGTH + " characters, not "
                    + text.length() + ": '" + text.substring(0, Math.min(text.length(), MAX_LENGTH)) + "'");
        }
    }

    /** A feature that is always sent, of any type but {@link Type#CATEGORY}. */
    public static Feature of(String name, Type type) {
        return new Feature(name, type, false, List.of());
    }

    /** A feature that is always sent and is one of some strings. */
    public static Feature category(String name, String... categories) {
        return new Feature(name, Type.CATEGORY, false, List.of(categories));
    }

    /** The same, which may be left out. */
    public Feature orNull() {
        return new Feature(name, type, true, categories);
    }

    /** Whether {@code value} is one of this feature. */
    boolean admits(Value value) {
        return switch (type) {
            case INTEGER -> value instanceof Value.Whole;
            case DECIMAL -> value instanceof Value.Decimal || value instanceof Value.Whole;
            case TEXT -> value instanceof Value.Text;
            case BOOLEAN -> value instanceof Value.Flag;
            case CATEGORY -> value instanceof Value.Text text && categories.contains(text.value());
            case VECTOR ->
                value instanceof Value.Items items
                        && items.items().stream()
                                .allMatch(item -> item instanceof Value.Decimal || item instanceof Value.Whole);
        };
    }

    /** {@code country: category DE, FR or null}. */
    @Override
    public String toString() {
        return name + ": " + type.name().toLowerCase(Locale.ROOT)
                + (categories.isEmpty() ? "" : " " + String.join(", ", categories)) + (nullable ? " or null" : "");
    }
}
