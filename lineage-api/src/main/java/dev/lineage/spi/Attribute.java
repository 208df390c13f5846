package dev.lineage.spi;

import java.nio.charset.StandardCharsets;

/**
 * A fact of an {@link Entry} by which it can be found.
 *
 * @param name what it is: {@code model}, {@code metric.auc}; at most {@value #MAX_NAME_BYTES} UTF-8 bytes
 * @param value the text, or the canonical decimal text of a number (see {@link dev.lineage.model.Value.Decimal}); at
 *     most {@value #MAX_VALUE_BYTES} UTF-8 bytes
 * @param numeric whether the value is a number and compares as one
 */
public record Attribute(String name, String value, boolean numeric) {
    /** The longest name, in UTF-8 bytes. */
    public static final int MAX_NAME_BYTES = 120;
    /** The longest value, in UTF-8 bytes. */
    public static final int MAX_VALUE_BYTES = 1024;

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if a part is too long, the name is empty, or a numeric value is no number
     */
    public Attribute {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "The attribute name '" + name + "' is empty or has more than " + MAX_NAME_BYTES + " UTF-8 bytes");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The value of attribute '" + name + "' has NUL characters or more than "
                    + MAX_VALUE_BYTES + " UTF-8 bytes");
        }
        if (numeric) {
            new dev.lineage.model.Value.Decimal(value);
        }
    }

    /** A text attribute. */
    public static Attribute text(String name, String value) {
        return new Attribute(name, value, false);
    }

    /** A numeric attribute. */
    public static Attribute number(String name, dev.lineage.model.Value.Decimal value) {
        return new Attribute(name, value.text(), true);
    }
}
