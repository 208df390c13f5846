package dev.lineage.core.internal.capture;

import dev.lineage.IntegrityException;
import dev.lineage.UnsupportedFormatException;

/** Every exception of this package: what, why, what to do. */
final class CaptureErrors {
    private static final int SHOWN = 80;

    private CaptureErrors() {}

    static UnsupportedFormatException newerLock(String header) {
        return new UnsupportedFormatException("This dependency lock begins with '" + header
                + "'; this Lineage reads formats 1 and 2. Use the Lineage" + " that wrote it, or a newer one");
    }

    static IntegrityException badLock(String what) {
        return new IntegrityException(what + ". It was damaged or not written by Lineage; restore it from a copy");
    }

    static String shown(String text) {
        String clean = text.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > clean.length() ? clean + "…" : clean;
    }
}
