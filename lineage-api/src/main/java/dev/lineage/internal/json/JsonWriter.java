package dev.lineage.internal.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON canonically (RFC 8785) or for people. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>
 */
public final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonWriter() {}

    /** The canonical bytes: no white space, members by UTF-16 code unit, least escapes, UTF-8. */
    public static byte[] canonical(Json value) {
        return canonicalText(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The canonical form as text. */
    public static String canonicalText(Json value) {
        StringBuilder out = new StringBuilder(256);
        write(value, out, -1);
        return out.toString();
    }

    /** The same value indented by two spaces and ended by a line feed, for files that people and Git read. */
    public static byte[] pretty(Json value) {
        StringBuilder out = new StringBuilder(512);
        write(value, out, 0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(out.length() + 16);
        bytes.writeBytes(out.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** {@code indent} is the depth, or −1 for no white space at all. */
    private static void write(Json value, StringBuilder out, int indent) {
        if (value instanceof Json.Str s) {
            string(s.value(), out);
        } else if (value instanceof Json.Int i) {
            out.append(i.value());
        } else if (value instanceof Json.Bool b) {
            out.append(b.value());
        } else if (value instanceof Json.Null) {
            out.append("null");
        } else if (value instanceof Json.Arr a) {
            int inner = indent < 0 ? -1 : indent + 1;
            out.append('[');
            for (Iterator<Json> items = a.items().iterator(); items.hasNext(); ) {
                newLine(out, inner);
                write(items.next(), out, inner);
                if (items.hasNext()) {
                    out.append(',');
                }
            }
            close(out, indent, a.items().isEmpty(), ']');
        } else if (value instanceof Json.Obj o) {
            int inner = indent < 0 ? -1 : indent + 1;
            out.append('{');
            for (Iterator<Map.Entry<String, Json>> members =
                            o.members().entrySet().iterator();
                    members.hasNext(); ) {
                Map.Entry<String, Json> member = members.next();
                newLine(out, inner);
                string(member.getKey(), out);
                out.append(indent < 0 ? ":" : ": ");
                write(member.getValue(), out, inner);
                if (members.hasNext()) {
                    out.append(',');
                }
            }
            close(out, indent, o.members().isEmpty(), '}');
        } else if (value instanceof Json.Foreign f) {
            throw new IllegalArgumentException(
                    "The number " + f.text() + " has no canonical form here; write it as a string");
        }
    }

    private static void close(StringBuilder out, int indent, boolean empty, char bracket) {
        if (!empty) {
            newLine(out, indent);
        }
        out.append(bracket);
    }

    private static void newLine(StringBuilder out, int indent) {
        if (indent >= 0) {
            out.append('\n').append("  ".repeat(indent));
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xF]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
