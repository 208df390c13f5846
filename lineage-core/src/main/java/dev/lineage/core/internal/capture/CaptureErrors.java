package dev.lineage.core.internal.capture;

import dev.lineage.IntegrityException;
import dev.lineage.UnsupportedFormatException;

/** Every exception of this package: what, why, what to do. */
final class CaptureErrors {
    private static final int SHOWN = 80;

    private CaptureErrors() {}

    static IllegalArgumentException badCoordinates(String coordinates) {
        return new IllegalArgumentException("Cannot write '" + shown(coordinates) + "' into a dependency lock: Maven"
                + " coordinates are group:artifact:version[:classifier] without spaces");
    }

    static IllegalArgumentException badFile(String file) {
        return new IllegalArgumentException("Cannot write the dependency '" + shown(file) + "' into a lock: it needs a"
                + " name and a size of at least 0");
    }

    static UnsupportedFormatException newerLock(String header) {
        return new UnsupportedFormatException(
                "This dependency lock begins with '" + shown(header) + "'; this Lineage reads '"
                        + DependencyLocks.HEADER + "'. Use the Lineage that wrote it, or a newer one");
    }

    static IntegrityException badLock(int line, String what) {
        return new IntegrityException("Line " + line + " of a dependency lock " + what
                + ". It was damaged or not written by Lineage; restore it from a copy");
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
