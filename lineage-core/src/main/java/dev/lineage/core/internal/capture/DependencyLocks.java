package dev.lineage.core.internal.capture;

import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The text of {@code lineage.lock}: a header and one line for each element of the class path, in its order. The same lock
 * has the same bytes everywhere.
 */
public final class DependencyLocks {
    static final String HEADER = "lineage-lock 1";

    private static final String NONE = "-";
    private static final Pattern COORDINATES =
            Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]+(:[\\x21-\\x39\\x3b-\\x7e]+){2,3}");
    private static final Pattern BYTES = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final Pattern OTHER_VERSION = Pattern.compile("lineage-lock [0-9]{1,9}");
    private static final int FIELDS = 5;

    private DependencyLocks() {}

    static boolean areCoordinates(String text) {
        return COORDINATES.matcher(text).matches();
    }

    /**
     * The lock as text: UTF-8, lines end with one line feed.
     *
     * @throws IllegalArgumentException if coordinates or a name are not fit to be written
     */
    public static byte[] write(DependencyLock lock) {
        StringBuilder text = new StringBuilder(64 + 160 * lock.dependencies().size());
        text.append(HEADER).append('\n');
        for (Dependency d : lock.dependencies()) {
            d.coordinates().filter(c -> !areCoordinates(c)).ifPresent(c -> {
                throw CaptureErrors.badCoordinates(c);
            });
            if (d.file().isEmpty() || d.bytes() < 0) {
                throw CaptureErrors.badFile(d.file());
            }
            text.append(d.kind().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(d.digest())
                    .append(' ')
                    .append(d.bytes())
                    .append(' ')
                    .append(d.coordinates().orElse(NONE))
                    .append(' ');
            escape(d.file(), text);
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #write} wrote, and nothing else.
     *
     * @throws dev.lineage.UnsupportedFormatException if a newer Lineage wrote it
     * @throws dev.lineage.IntegrityException if it is not such a text
     */
    public static DependencyLock read(byte[] bytes) {
        int end = indexOf(bytes, (byte) '\n', 0);
        String header = new String(bytes, 0, end < 0 ? bytes.length : end, StandardCharsets.ISO_8859_1);
        if (end < 0 || !header.equals(HEADER)) {
            if (end >= 0 && OTHER_VERSION.matcher(header).matches()) {
                throw CaptureErrors.newerLock(header);
            }
            throw CaptureErrors.badLock(1, "is not '" + HEADER + "'");
        }
        List<Dependency> dependencies = new ArrayList<>();
        int line = 1;
        for (int from = end + 1; from < bytes.length; from = end + 1) {
            line++;
            end = indexOf(bytes, (byte) '\n', from);
            if (end < 0) {
                throw CaptureErrors.badLock(line, "does not end with a line feed");
            }
            dependencies.add(parse(decode(bytes, from, end - from, line), line));
        }
        return new DependencyLock(dependencies);
    }

    private static Dependency parse(String text, int line) {
        String[] fields = text.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            throw CaptureErrors.badLock(line, "has " + fields.length + " fields instead of " + FIELDS);
        }
        Dependency.Kind kind = switch (fields[0]) {
            case "jar" -> Dependency.Kind.JAR;
            case "directory" -> Dependency.Kind.DIRECTORY;
            default ->
                throw CaptureErrors.badLock(
                        line, "begins with '" + CaptureErrors.shown(fields[0]) + "' instead of jar or directory");
        };
        Digest digest;
        long size;
        try {
            digest = Digest.parse(fields[1]);
            size = BYTES.matcher(fields[2]).matches() ? Long.parseLong(fields[2]) : -1;
        } catch (IllegalArgumentException e) {
            throw CaptureErrors.badLock(line, "has a malformed digest or size");
        }
        if (size < 0) {
            throw CaptureErrors.badLock(line, "has the size '" + CaptureErrors.shown(fields[2]) + "'");
        }
        Optional<String> coordinates = fields[3].equals(NONE) ? Optional.empty() : Optional.of(fields[3]);
        if (coordinates.isPresent() && !areCoordinates(fields[3])) {
            throw CaptureErrors.badLock(line, "has the coordinates '" + CaptureErrors.shown(fields[3]) + "'");
        }
        return new Dependency(kind, coordinates, unescape(fields[4], line), digest, size);
    }

    private static void escape(String file, StringBuilder text) {
        file.codePoints().forEach(c -> {
            if (c == '\\') {
                text.append("\\\\");
            } else if (isEscaped(c)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
    }

    /** Control characters, line and paragraph separators, and halves of surrogate pairs, which UTF-8 cannot hold. */
    private static boolean isEscaped(int c) {
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static String unescape(String text, int line) {
        StringBuilder file = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '\\') {
                file.append(c);
                i++;
            } else if (text.startsWith("\\\\", i)) {
                file.append('\\');
                i += 2;
            } else if (text.startsWith("\\u", i) && text.length() >= i + 6) {
                file.append(hexChar(text.substring(i + 2, i + 6), line));
                i += 6;
            } else {
                throw CaptureErrors.badLock(line, "has a backslash that escapes nothing");
            }
        }
        StringBuilder again = new StringBuilder(text.length());
        escape(file.toString(), again);
        if (file.isEmpty() || !again.toString().equals(text)) {
            throw CaptureErrors.badLock(line, "has the name '" + CaptureErrors.shown(text) + "'");
        }
        return file.toString();
    }

    private static char hexChar(String digits, int line) {
        try {
            return (char) Integer.parseInt(digits, 16);
        } catch (NumberFormatException e) {
            throw CaptureErrors.badLock(line, "has a malformed escape");
        }
    }

    private static String decode(byte[] bytes, int from, int length, int line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CaptureErrors.badLock(line, "is not UTF-8");
        }
    }

    private static int indexOf(byte[] bytes, byte wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
