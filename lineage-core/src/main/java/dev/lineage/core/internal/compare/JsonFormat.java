package dev.lineage.core.internal.compare;

import dev.lineage.Canonicalizer;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** JSON (RFC 8259): values count, not white space, the order of members, escapes, or how a number is written. */
final class JsonFormat implements Canonicalizer {
    private static final int HEAD = 256;

    @Override
    public String name() {
        return "JSON";
    }

    @Override
    public boolean accepts(String artifact, Path file) throws IOException {
        return isLikely(Comparer.head(file, HEAD)) && Files.size(file) <= Formats.MAX_CONTENT;
    }

    static boolean isLikely(byte[] head) {
        for (byte b : head) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    @Override
    public void canonicalize(Path file, OutputStream out) throws IOException {
        canonicalize(Files.readAllBytes(file), out);
    }

    static void canonicalize(byte[] content, OutputStream out) throws IOException {
        out.write(JsonWriter.canonical(read(content)));
    }

    /** With numbers in one form each, as text behind a mark that no text has. */
    private static Json read(byte[] content) throws IOException {
        try {
            return plain(JsonReader.readForeign(content));
        } catch (JsonException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Json plain(Json value) {
        if (value instanceof Json.Foreign number) {
            return number(new BigDecimal(number.text()));
        }
        if (value instanceof Json.Int number) {
            return number(BigDecimal.valueOf(number.value()));
        }
        if (value instanceof Json.Str text) {
            return new Json.Str("s" + text.value());
        }
        if (value instanceof Json.Arr array) {
            return new Json.Arr(array.items().stream().map(JsonFormat::plain).toList());
        }
        if (value instanceof Json.Obj object) {
            Map<String, Json> members = new TreeMap<>();
            object.members().forEach((name, member) -> members.put(name, plain(member)));
            return new Json.Obj(members);
        }
        return value;
    }

    private static Json number(BigDecimal number) {
        return new Json.Str("n" + (number.signum() == 0 ? "0" : number.stripTrailingZeros()));
    }

    @Override
    public Optional<String> difference(Path recorded, Path rebuilt) throws IOException {
        return difference("$", read(Files.readAllBytes(recorded)), read(Files.readAllBytes(rebuilt)));
    }

    private static Optional<String> difference(String path, Json a, Json b) {
        if (a.equals(b)) {
            return Optional.empty();
        }
        if (a instanceof Json.Obj x && b instanceof Json.Obj y) {
            TreeSet<String> names = new TreeSet<>(x.members().keySet());
            names.addAll(y.members().keySet());
            for (String name : names) {
                Json one = x.members().get(name);
                Json other = y.members().get(name);
                if (one == null || other == null) {
                    return Optional.of("the field " + path + "." + name + " is " + (one == null ? "new" : "missing"));
                }
                Optional<String> found = difference(path + "." + name, one, other);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (a instanceof Json.Arr x && b instanceof Json.Arr y) {
            List<Json> before = x.items();
            List<Json> now = y.items();
            for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
                Optional<String> found = difference(path + "[" + i + "]", before.get(i), now.get(i));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.of("the list " + path + " has " + now.size() + " items instead of " + before.size());
        }
        return Optional.of("the field " + path + " is " + shown(b) + " instead of " + shown(a));
    }

    private static String shown(Json value) {
        String text = value instanceof Json.Str str
                ? str.value().substring(1)
                : new String(JsonWriter.canonical(value), StandardCharsets.UTF_8);
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
