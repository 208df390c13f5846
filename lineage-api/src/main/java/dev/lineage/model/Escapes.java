package dev.lineage.model;

/** Text that comes from records, made harmless for where it is shown. */
final class Escapes {
    private Escapes() {}

    /** Escapes what a terminal would obey or not show: control and format characters, lone surrogates, line separators. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR ->
                    out.append("\\u{").append(Integer.toHexString(point)).append('}');
                default -> out.appendCodePoint(point);
            }
        });
        return out.toString();
    }

    /** Every character but letters, digits and those named, as {@code before}, its code point in decimal, and {@code after}. */
    static String numbered(String text, String allowed, String before, String after) {
        StringBuilder out = new StringBuilder(text.length());
        visible(text).codePoints().forEach(point -> {
            if (Character.isLetterOrDigit(point) || allowed.indexOf(point) >= 0) {
                out.appendCodePoint(point);
            } else {
                out.append(before).append(point).append(after);
            }
        });
        return out.toString();
    }
}
