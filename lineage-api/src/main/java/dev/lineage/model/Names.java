package dev.lineage.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * The grammar of names: of models, stages, pins, parameters, seeds, metrics, artifacts and tags.
 *
 * <p>A name has 1 to {@value #MAX_BYTES} UTF-8 bytes; it is made of Unicode letters, marks and digits, {@code .},
 * {@code _} and {@code -}; it begins with a letter, a digit or {@code _}, does not end with {@code .}, and is in
 * Unicode normal form C. Names are compared as exact code points and are the same on every backend.
 */
public final class Names {
    /** The longest name, in UTF-8 bytes. */
    public static final int MAX_BYTES = 100;

    private static final int FIRST_COMBINING = 0x300;

    private Names() {}

    /**
     * Returns {@code name} if it is one.
     *
     * @param what what is being named, for the message: {@code model}
     * @throws IllegalArgumentException if it breaks the grammar; the message says where and what to do
     */
    public static String require(String what, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("The " + what + " name is empty; give it 1 to 100 characters");
        }
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            boolean word = Character.isLetterOrDigit(c) || c == '_';
            boolean inner = c == '.' || c == '-' || isMark(c);
            if (!word && !(inner && i > 0)) {
                throw new IllegalArgumentException(String.format(
                        "The %s name '%s' has U+%04X at index %d, which no name may have%s; use letters, digits, '.',"
                                + " '_' and '-', beginning with a letter, a digit or '_'",
                        what, printable(name), c, i, inner ? " at its beginning" : ""));
            }
            i += Character.charCount(c);
        }
        if (name.endsWith(".")) {
            throw new IllegalArgumentException("The " + what + " name '" + name
                    + "' ends with '.', which some file systems drop; choose another end");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("The " + what + " name '" + name.substring(0, 24) + "…' has " + bytes
                    + " UTF-8 bytes; the limit is " + MAX_BYTES);
        }
        if (!isComposed(name)) {
            throw new IllegalArgumentException("The " + what + " name '" + name
                    + "' is not in Unicode normal form C, so two names could look alike; pass it through"
                    + " java.text.Normalizer first");
        }
        return name;
    }

    private static boolean isComposed(String name) {
        // Nothing below the first combining mark is ever composed, so most names need no Unicode tables, whose loading
        // would be felt when a serving process starts.
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= FIRST_COMBINING) {
                return Normalizer.isNormalized(name, Normalizer.Form.NFC);
            }
        }
        return true;
    }

    /**
     * Returns {@code model} if it may name a model: a name, and not {@code latest} or {@code head} in whatever case,
     * because nothing in Lineage floats.
     *
     * @throws IllegalArgumentException if it may not
     */
    public static String model(String model) {
        return requireFixed("model", model);
    }

    /**
     * Returns {@code stage} if it may name a stage: a name, and not {@code latest} or {@code head} in whatever case.
     *
     * @throws IllegalArgumentException if it may not
     */
    public static String stage(String stage) {
        return requireFixed("stage", stage);
    }

    private static String requireFixed(String what, String name) {
        require(what, name);
        if (name.equalsIgnoreCase("latest") || name.equalsIgnoreCase("head")) {
            throw new IllegalArgumentException("The " + what + " name '" + name
                    + "' would float: Lineage names one exact thing. Choose a name that says what it is");
        }
        return name;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(40).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04X", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** Compares by code point, which is also the order of the UTF-8 bytes: the order of all listings. */
    public static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above all others, so they sort behind U+E000 to U+FFFF.
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
