package dev.lineage.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of a dependency lock: a header and one line for each element of the class path, in its order. */
final class LockText {
    private static final String HEADER = "lineage-lock ";
    private static final String NONE = "-";
    private static final Pattern COORDINATES =
            Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]+(:[\\x21-\\x39\\x3b-\\x7e]+){2,3}");
    private static final Pattern SOURCE = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern BYTES = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final int SHOWN = 80;

    private LockText() {}

    static boolean areCoordinates(String text) {
        return COORDINATES.matcher(text).matches();
    }

    private static boolean isSource(String text) {
        return SOURCE.matcher(text).matches() && !text.equals(NONE);
    }

    /** Format 1 where no source is known, as it was before there were sources; otherwise 2. */
    private static int format(List<Dependency> dependencies) {
        return dependencies.stream().allMatch(each -> each.source().isEmpty()) ? 1 : 2;
    }

    static String write(List<Dependency> dependencies) {
        int format = format(dependencies);
        StringBuilder text = new StringBuilder(64 + 160 * dependencies.size());
        text.append(HEADER).append(format).append('\n');
        for (Dependency d : dependencies) {
            require(d);
            text.append(d.kind().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(d.digest())
                    .append(' ')
                    .append(d.bytes())
                    .append(' ')
                    .append(d.coordinates().orElse(NONE))
                    .append(' ');
            if (format > 1) {
                text.append(d.source().orElse(NONE)).append(' ');
            }
            escape(d.file(), text);
            text.append('\n');
        }
        return text.toString();
    }

    private static void require(Dependency d) {
        d.coordinates().filter(text -> !areCoordinates(text)).ifPresent(text -> {
            throw new IllegalArgumentException("Cannot write '" + shown(text) + "' into a dependency lock: Maven"
                    + " coordinates are group:artifact:version[:classifier] without spaces");
        });
        d.source().filter(text -> !isSource(text)).ifPresent(text -> {
            throw new IllegalArgumentException("Cannot write the source '" + shown(text)
                    + "' into a dependency lock: it" + " is one word of ASCII and not '-'");
        });
        if (d.file().isEmpty() || d.bytes() < 0) {
            throw new IllegalArgumentException("Cannot write the dependency '" + shown(d.file())
                    + "' into a lock: it needs a name and a size of at least 0");
        }
    }

    static List<Dependency> read(String text) {
        int end = text.indexOf('\n');
        String header = end < 0 ? text : text.substring(0, end);
        int format = header.equals(HEADER + 1) ? 1 : header.equals(HEADER + 2) ? 2 : 0;
        if (end < 0 || format == 0) {
            throw bad(1, "is not '" + HEADER + "1' or '" + HEADER + "2'");
        }
        List<Dependency> dependencies = new ArrayList<>();
        int line = 1;
        for (int from = end + 1; from < text.length(); from = end + 1) {
            line++;
            end = text.indexOf('\n', from);
            if (end < 0) {
                throw bad(line, "does not end with a line feed");
            }
            dependencies.add(dependency(text.substring(from, end), line, format));
        }
        if (format(dependencies) != format) {
            throw bad(1, "says that sources are known, and none is");
        }
        return dependencies;
    }

    private static Dependency dependency(String text, int line, int format) {
        int count = format + 4;
        String[] fields = text.split(" ", count);
        if (fields.length != count) {
            throw bad(line, "has " + fields.length + " fields instead of " + count);
        }
        Dependency.Kind kind = switch (fields[0]) {
            case "jar" -> Dependency.Kind.JAR;
            case "directory" -> Dependency.Kind.DIRECTORY;
            default -> throw bad(line, "begins with '" + shown(fields[0]) + "' instead of jar or directory");
        };
        Digest digest;
        long size;
        try {
            digest = Digest.parse(fields[1]);
            size = BYTES.matcher(fields[2]).matches() ? Long.parseLong(fields[2]) : -1;
        } catch (IllegalArgumentException e) {
            throw bad(line, "has a malformed digest or size");
        }
        if (size < 0) {
            throw bad(line, "has the size '" + shown(fields[2]) + "'");
        }
        Optional<String> coordinates = known(fields[3]);
        if (coordinates.isPresent() && !areCoordinates(fields[3])) {
            throw bad(line, "has the coordinates '" + shown(fields[3]) + "'");
        }
        Optional<String> source = format > 1 ? known(fields[4]) : Optional.empty();
        if (source.isPresent() && !isSource(source.get())) {
            throw bad(line, "has the source '" + shown(source.get()) + "'");
        }
        return new Dependency(kind, coordinates, unescape(fields[count - 1], line), digest, size, source);
    }

    private static Optional<String> known(String field) {
        return field.equals(NONE) ? Optional.empty() : Optional.of(field);
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
                throw bad(line, "has a backslash that escapes nothing");
            }
        }
        StringBuilder again = new StringBuilder(text.length());
        escape(file.toString(), again);
        if (file.isEmpty() || !again.toString().equals(text)) {
            throw bad(line, "has the name '" + shown(text) + "'");
        }
        return file.toString();
    }

    private static char hexChar(String digits, int line) {
        try {
            return (char) Integer.parseInt(digits, 16);
        } catch (NumberFormatException e) {
            throw bad(line, "has a malformed escape");
        }
    }

    private static IllegalArgumentException bad(int line, String what) {
        return new IllegalArgumentException("Line " + line + " of a dependency lock " + what);
    }

    private static String shown(String text) {
        String clean = text.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > clean.length() ? clean + "…" : clean;
    }
}
