package dev.lineage.internal.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of the restricted profile. It refuses what other readers let through: invalid or overlong UTF-8, a byte
 * order mark, duplicate names, data after the value, lone surrogates, non-characters, fractions, exponents, {@code -0},
 * integers beyond ±(2^53−1) and nesting deeper than {@value #MAX_DEPTH}. Memory is O(input); the caller bounds the input.
 */
public final class JsonReader {
    /** The deepest nesting of arrays and objects. */
    public static final int MAX_DEPTH = 64;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?+([eE][-+]?[0-9]++)?+");
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,15}");

    private final String text;
    /** Whether numbers that the profile has not are read too. */
    private final boolean foreign;

    private int at;

    private JsonReader(String text, boolean foreign) {
        this.text = text;
        this.foreign = foreign;
    }

    /**
     * Reads one value that fills {@code bytes}.
     *
     * @throws JsonException if the bytes are not one value of the profile
     */
    public static Json read(byte[] bytes) {
        return readText(decode(bytes));
    }

    /**
     * Reads one value of other people's JSON (RFC 8259), just as strictly, but for numbers: those that the profile has not
     * become {@link Json.Foreign}.
     *
     * @throws JsonException if the bytes are not one value
     */
    public static Json readForeign(byte[] bytes) {
        return read(decode(bytes), 0, true);
    }

    /**
     * Reads one value and insists that {@code bytes} are its canonical form, byte for byte.
     *
     * @throws JsonException if they are not
     */
    public static Json readCanonical(byte[] bytes) {
        Json value = read(bytes);
        if (!Arrays.equals(JsonWriter.canonical(value), bytes)) {
            throw new JsonException("The bytes are valid JSON but not its canonical form (RFC 8785): white space,"
                    + " member order or escapes differ");
        }
        return value;
    }

    /**
     * Reads one value that fills {@code text}.
     *
     * @throws JsonException if the text is not one value of the profile
     */
    public static Json readText(String text) {
        return readText(text, 0);
    }

    /**
     * Reads one value that fills {@code text} and will be part of a document.
     *
     * @param depth how deep the document nests it: so much less may it nest itself, or the document could be written and
     *     never be read
     * @throws JsonException if the text is not one value of the profile
     */
    public static Json readText(String text, int depth) {
        return read(text, depth, false);
    }

    private static Json read(String text, int depth, boolean foreign) {
        JsonReader reader = new JsonReader(text, foreign);
        reader.space();
        if (reader.at == text.length()) {
            throw new JsonException("Empty: no JSON value where one is needed (the remnant of a crash?)");
        }
        Json value = reader.value(depth);
        reader.space();
        if (reader.at != text.length()) {
            throw reader.error("Data after the end of the value");
        }
        return value;
    }

    private static String decode(byte[] bytes) {
        // Decoding first, with REPORT, is what rejects overlong forms: some JSON parsers accept C0 AE as '.'.
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return decoder.decode(in).toString();
        } catch (CharacterCodingException e) {
            throw new JsonException("Byte " + in.position() + ": not valid UTF-8");
        }
    }

    private Json value(int depth) {
        if (at == text.length()) {
            throw error("The value is cut off");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Json.Str(string());
            case 't' -> literal("true", new Json.Bool(true));
            case 'f' -> literal("false", new Json.Bool(false));
            case 'n' -> literal("null", Json.Null.NULL);
            default -> {
                if (c == '-' || c >= '0' && c <= '9') {
                    yield foreign ? number() : integer();
                }
                throw error(c == '\uFEFF' ? "A byte order mark; write UTF-8 without one" : "Unexpected " + show(c));
            }
        };
    }

    private Json literal(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw error("Unexpected " + show(text.charAt(at)));
        }
        at += word.length();
        return value;
    }

    private Json number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw error("A '-' without digits");
        }
        if (INTEGER.matcher(number.group()).matches() && Math.abs(Long.parseLong(number.group())) <= Json.MAX_INTEGER) {
            return integer();
        }
        at = number.end();
        if (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            throw error("A number with a leading zero");
        }
        return new Json.Foreign(number.group());
    }

    private Json integer() {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        int digits = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int count = at - digits;
        if (count == 0) {
            throw error("A '-' without digits");
        }
        if (count > 1 && text.charAt(digits) == '0') {
            throw error("A number with a leading zero");
        }
        if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            throw error("A number that is not an integer; fractions and exponents are written as strings here");
        }
        if (count > 16) {
            throw error("An integer beyond ±(2^53-1)");
        }
        long value = Long.parseLong(text, start, at, 10);
        if (value > Json.MAX_INTEGER || value < -Json.MAX_INTEGER) {
            throw error("An integer beyond ±(2^53-1)");
        }
        if (value == 0 && digits != start) {
            throw error("-0, which has no canonical form");
        }
        return new Json.Int(value);
    }

    private Json array(int depth) {
        enter(depth);
        List<Json> items = new ArrayList<>();
        space();
        if (peek(']')) {
            return new Json.Arr(items);
        }
        while (true) {
            space();
            items.add(value(depth + 1));
            space();
            if (peek(']')) {
                return new Json.Arr(items);
            }
            expect(',', "between array items");
        }
    }

    private Json object(int depth) {
        enter(depth);
        TreeMap<String, Json> members = new TreeMap<>();
        space();
        if (peek('}')) {
            return new Json.Obj(members);
        }
        while (true) {
            space();
            if (at == text.length() || text.charAt(at) != '"') {
                throw error("A member name in double quotes is needed");
            }
            int nameAt = at;
            String name = string();
            space();
            expect(':', "after a member name");
            space();
            if (members.put(name, value(depth + 1)) != null) {
                at = nameAt;
                throw error("Member \"" + abbreviate(name) + "\" appears twice");
            }
            space();
            if (peek('}')) {
                return new Json.Obj(members);
            }
            expect(',', "between members");
        }
    }

    private void enter(int depth) {
        if (depth >= MAX_DEPTH) {
            throw error("Nested deeper than " + MAX_DEPTH);
        }
        at++;
    }

    private String string() {
        int start = ++at;
        StringBuilder unescaped = null;
        while (true) {
            if (at == text.length()) {
                throw error("The string is cut off");
            }
            char c = text.charAt(at);
            if (c == '"') {
                String value = unescaped == null ? text.substring(start, at) : unescaped.toString();
                requireCharacters(value);
                at++;
                return value;
            }
            if (c < 0x20) {
                throw error("A raw control character in a string; escape it");
            }
            if (c == '\\') {
                if (unescaped == null) {
                    unescaped = new StringBuilder(text.length() - start > 64 ? 64 : 16).append(text, start, at);
                }
                unescaped.append(escape());
            } else {
                if (unescaped != null) {
                    unescaped.append(c);
                }
                at++;
            }
        }
    }

    private char escape() {
        if (at + 1 >= text.length()) {
            throw error("The escape is cut off");
        }
        char c = text.charAt(at + 1);
        if (c == 'u') {
            if (at + 6 > text.length()) {
                throw error("The escape is cut off");
            }
            int code = 0;
            for (int i = at + 2; i < at + 6; i++) {
                char digit = text.charAt(i);
                int d = digit < 0x80 ? Character.digit(digit, 16) : -1;
                if (d < 0) {
                    throw error("An escape that is not four hexadecimal digits");
                }
                code = code << 4 | d;
            }
            at += 6;
            return (char) code;
        }
        int index = "\"\\/bfnrt".indexOf(c);
        if (index < 0) {
            throw error("An unknown escape");
        }
        at += 2;
        return "\"\\/\b\f\n\r\t".charAt(index);
    }

    private void requireCharacters(String value) {
        Json.unacceptable(value).ifPresent(what -> {
            throw error(what);
        });
    }

    private void space() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private boolean peek(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c, String where) {
        if (!peek(c)) {
            throw error(at == text.length() ? "The value is cut off" : "'" + c + "' is needed " + where);
        }
    }

    private JsonException error(String what) {
        return new JsonException("Character " + at + ": " + what);
    }

    private static String show(char c) {
        return c > 0x20 && c < 0x7F ? "'" + c + "'" : String.format("U+%04X", (int) c);
    }

    private static String abbreviate(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
