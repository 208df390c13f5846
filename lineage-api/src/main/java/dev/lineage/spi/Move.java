package dev.lineage.spi;

import java.nio.charset.StandardCharsets;

/**
 * The move of a pointer to its next revision, part of an {@link Entry}.
 *
 * <p>A pointer is a named register whose revisions count 1, 2, 3, … without gaps; each revision is claimed by exactly one
 * entry, for ever, and the highest one is current. The claim of revision <i>n</i>+1 is therefore a compare-and-set
 * against revision <i>n</i>, and the claim of revision 1 is "only if absent".
 *
 * @param pointer the pointer's name: 1 to {@value #MAX_SEGMENTS} segments joined by {@code /}, each a name in the grammar
 *     of {@link dev.lineage.model.Names}
 * @param revision the revision that is claimed, from 1
 * @param value what the pointer says at this revision: at most {@value #MAX_VALUE_BYTES} UTF-8 bytes, no control
 *     characters
 * @param view how a backend that people look at shows it
 */
public record Move(String pointer, long revision, String value, View view) {
    /** The most segments of a pointer's name. */
    public static final int MAX_SEGMENTS = 6;
    /** The longest value, in UTF-8 bytes. */
    public static final int MAX_VALUE_BYTES = 1024;

    /** How a backend that people look at, such as a directory, shows a pointer. A pointer never changes its view. */
    public enum View {
        /** Each revision as a document of its own, holding the entry. {@link RecordStore#children} lists it. */
        DOCUMENT,
        /** The current value as one line. {@link RecordStore#children} lists it. */
        LINE,
        /** Not shown, not listed; for look-ups by key. */
        HIDDEN
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the name, revision or value breaks the rules above
     */
    public Move {
        requireName(pointer);
        if (revision < 1) {
            throw new IllegalArgumentException("Revisions of a pointer begin at 1, not " + revision);
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES
                || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The value of pointer '" + pointer + "' has control characters or more"
                    + " than " + MAX_VALUE_BYTES + " UTF-8 bytes");
        }
    }

    /**
     * Returns {@code pointer} if it is a pointer's name.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static String requireName(String pointer) {
        String[] segments = pointer.split("/", -1);
        if (segments.length > MAX_SEGMENTS) {
            throw new IllegalArgumentException(
                    "The pointer name '" + pointer + "' has more than " + MAX_SEGMENTS + " segments");
        }
        for (String segment : segments) {
            dev.lineage.model.Names.require("pointer segment", segment);
        }
        return pointer;
    }
}
