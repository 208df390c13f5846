package dev.lineage.core.internal;

/** Text from outside, made fit for a record. */
final class Texts {
    private Texts() {}

    /** {@code text} without unpaired surrogates, non-characters and control characters, and not longer than {@code max}. */
    static String printable(String text, int max) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < max; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int type = Character.getType(c);
            boolean unfit = type == Character.SURROGATE
                    || (c & 0xFFFE) == 0xFFFE
                    || c >= 0xFDD0 && c <= 0xFDEF
                    || Character.isISOControl(c) && c != '\n' && c != '\t';
            out.appendCodePoint(unfit ? '?' : c);
        }
        return out.toString();
    }
}
