package dev.lineage.fs.internal.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names as file names: an injective, ASCII-only form of which no two differ in case only, and which no operating system
 * reserves.
 *
 * <p>{@code a-z}, {@code 0-9}, {@code .}, {@code _} and {@code -} are themselves, {@code A} is {@code !a}, and a run of
 * anything else is {@code ~}, the lower-case hexadecimal digits of its UTF-8 bytes, {@code ~}; capital letters behind its
 * first character belong to the run, which keeps the form of a 100-byte name below 255. The first character begins such a
 * run where the name would otherwise be a device on Windows ({@code con}, {@code aux.x}) or look like the document of a
 * revision ({@code 7.json}).
 */
public final class FileNames {
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern SPECIAL =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?|[0-9]+\\.json", Pattern.CASE_INSENSITIVE);

    private FileNames() {}

    /** The file name of {@code name}. */
    public static String encode(String name) {
        boolean escapeFirst = SPECIAL.matcher(name).matches();
        StringBuilder out = new StringBuilder(name.length() + 8);
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            int length = Character.charCount(c);
            boolean upper = c >= 'A' && c <= 'Z';
            if (escapeFirst && i == 0 || (upper ? run.size() > 0 : !isPlain(c))) {
                run.writeBytes(name.substring(i, i + length).getBytes(StandardCharsets.UTF_8));
            } else {
                end(run, out);
                if (upper) {
                    out.append('!');
                }
                out.append((char) (upper ? c + ('a' - 'A') : c));
            }
            i += length;
        }
        end(run, out);
        return out.toString();
    }

    /** The name of which {@code file} is the file name, if it is one's. */
    public static Optional<String> decode(String file) {
        StringBuilder out = new StringBuilder(file.length());
        for (int i = 0; i < file.length(); i++) {
            char c = file.charAt(i);
            if (c == '!') {
                i++;
                if (i == file.length() || file.charAt(i) < 'a' || file.charAt(i) > 'z') {
                    return Optional.empty();
                }
                out.append((char) (file.charAt(i) - ('a' - 'A')));
            } else if (c == '~') {
                int end = file.indexOf('~', i + 1);
                Optional<String> run = end < 0 ? Optional.empty() : decodeRun(file.substring(i + 1, end));
                if (run.isEmpty()) {
                    return Optional.empty();
                }
                out.append(run.get());
                i = end;
            } else if (isPlain(c)) {
                out.append(c);
            } else {
                return Optional.empty();
            }
        }
        String name = out.toString();
        // One name has one file name: what encodes differently is a stranger's file.
        return encode(name).equals(file) ? Optional.of(name) : Optional.empty();
    }

    private static Optional<String> decodeRun(String hex) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(HEX.parseHex(hex.toLowerCase(Locale.ROOT))))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static void end(ByteArrayOutputStream run, StringBuilder out) {
        if (run.size() > 0) {
            out.append('~').append(HEX.formatHex(run.toByteArray())).append('~');
            run.reset();
        }
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }
}
