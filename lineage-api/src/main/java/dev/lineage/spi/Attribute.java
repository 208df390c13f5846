package dev.lineage.spi;

import dev.lineage.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A fact of an {@link Entry} by which it can be found.
 *
 * @param name what kind of fact it is: {@code model}, {@code metric}; up to 40 lower-case letters, digits and {@code -}
 * @param key which of that kind: {@code auc}; empty where there is only one. At most {@value #MAX_KEY_BYTES} UTF-8 bytes
 *     without control characters
 * @param value the text, or the canonical decimal text of a number (see {@link Value.Decimal}); at most
 *     {@value #MAX_VALUE_BYTES} UTF-8 bytes
 * @param numeric whether the value is a number and compares as one
 */
public record Attribute(String name, String key, String value, boolean numeric) {
    /** The longest key, in UTF-8 bytes. */
    public static final int MAX_KEY_BYTES = 120;
    /** The longest value, in UTF-8 bytes. */
    public static final int MAX_VALUE_BYTES = 1024;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one breaks the rules above, or a numeric value is no number
     */
    public Attribute {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The attribute name '" + name + "' is not made of 1 to 40 lower-case letters, digits and '-'");
        }
        if (bytes(key) > MAX_KEY_BYTES || key.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The key '" + key + "' of attribute '" + name
                    + "' has control characters or more than " + MAX_KEY_BYTES + " UTF-8 bytes");
        }
        if (bytes(value) > MAX_VALUE_BYTES || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The value of attribute '" + name + "' has NUL characters or more than "
                    + MAX_VALUE_BYTES + " UTF-8 bytes");
        }
        if (numeric) {
            new Value.Decimal(value);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A text attribute of which there is one. */
    public static Attribute text(String name, String value) {
        return text(name, "", value);
    }

    /** A text attribute. */
    public static Attribute text(String name, String key, String value) {
        return new Attribute(name, key, value, false);
    }

    /** A numeric attribute of which there is one. */
    public static Attribute number(String name, Value.Decimal value) {
        return number(name, "", value);
    }

    /** A numeric attribute. */
    public static Attribute number(String name, String key, Value.Decimal value) {
        return new Attribute(name, key, value.text(), true);
    }
}
