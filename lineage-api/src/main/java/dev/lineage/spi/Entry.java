package dev.lineage.spi;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Digest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One immutable fact of the log: canonical JSON (RFC 8785, restricted to integers within ±(2<sup>53</sup>−1)) of at most
 * {@value #MAX_BYTES} bytes. The bytes are the entry; everything else here is read from them, and they are the same in
 * every backend.
 *
 * <p>The object has the members {@code type}, {@code format}, {@code body} and, where not empty, {@code pointers},
 * {@code attributes} and {@code edges}; see {@code docs/formats.md}. Immutable and thread-safe.
 */
public final class Entry {
    /** An entry's size stays below this many bytes; what is larger is a blob in the artifact store. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final String DOMAIN = "lineage/entry/1";
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final byte[] bytes;
    private final String type;
    private final int format;
    private final Json.Obj body;
    private final List<Move> moves;
    private final List<Attribute> attributes;
    private final List<Edge> edges;
    private final Digest digest;

    private Entry(
            byte[] bytes,
            String type,
            int format,
            Json.Obj body,
            List<Move> moves,
            List<Attribute> attributes,
            List<Edge> edges) {
        this.bytes = bytes;
        this.type = type;
        this.format = format;
        this.body = body;
        this.moves = List.copyOf(moves);
        this.attributes = List.copyOf(attributes);
        this.edges = List.copyOf(edges);
        this.digest = Digest.of(DOMAIN, bytes);
    }

    /**
     * Reads an entry from its bytes, which are copied.
     *
     * @throws IllegalArgumentException if the bytes are not the canonical form of an entry; the message says where
     */
    public static Entry parse(byte[] bytes) {
        requireSize(bytes.length);
        try {
            JsonFields fields = JsonFields.of("", JsonReader.readCanonical(bytes))
                    .allow("type", "format", "body", "pointers", "attributes", "edges");
            List<Move> moves = fields.list("pointers", move -> {
                move.allow("name", "revision", "value", "view");
                return new Move(
                        move.string("name"), move.integer("revision"), move.string("value"), view(move.string("view")));
            });
            List<Attribute> attributes = fields.list("attributes", Entry::attribute);
            List<Edge> edges = fields.list("edges", edge -> {
                edge.allow("source", "type", "target");
                return new Edge(edge.string("source"), edge.string("type"), edge.string("target"));
            });
            long format = fields.integer("format");
            if (format < 1 || format > Integer.MAX_VALUE) {
                throw new JsonException("format: " + format + " is not a format number");
            }
            requireDistinct(moves);
            return new Entry(
                    bytes.clone(),
                    fields.string("type", TYPE),
                    (int) format,
                    fields.object("body").json(),
                    moves,
                    attributes,
                    edges);
        } catch (JsonException e) {
            throw new IllegalArgumentException("Not an entry of a Lineage log: " + e.getMessage(), e);
        }
    }

    private static Attribute attribute(JsonFields fields) {
        fields.allow("name", "key", "text", "number");
        Optional<String> key = fields.optionalString("key");
        if (key.isPresent() && key.get().isEmpty()) {
            throw new JsonException("attributes[].key: an empty key is left out");
        }
        Optional<String> number = fields.optionalString("number");
        Optional<String> text = fields.optionalString("text");
        if (number.isPresent() == text.isPresent()) {
            throw new JsonException("attributes[]: one of text and number is needed");
        }
        return new Attribute(
                fields.string("name"), key.orElse(""), number.or(() -> text).orElse(""), number.isPresent());
    }

    /** Makes an entry without edges. */
    public static Entry of(String type, int format, String body, List<Move> moves, List<Attribute> attributes) {
        return of(type, format, body, moves, attributes, List.of());
    }

    /**
     * Makes an entry.
     *
     * @param type what kind of fact it is: up to 40 lower-case letters, digits and {@code -}
     * @param format the version of that type's format, from 1
     * @param body the fact: canonical JSON text of an object
     * @param moves the pointers that it moves, each at most once
     * @param attributes the facts by which it can be found
     * @param edges what it adds to the lineage graph
     * @throws IllegalArgumentException if a part breaks these rules or the entry is too large
     */
    public static Entry of(
            String type, int format, String body, List<Move> moves, List<Attribute> attributes, List<Edge> edges) {
        Json.Obj fact;
        try {
            fact = JsonFields.of("body", JsonReader.readText(body, 1)).json();
        } catch (JsonException e) {
            throw new IllegalArgumentException("The body of a '" + type + "' entry is not JSON: " + e.getMessage(), e);
        }
        if (!TYPE.matcher(type).matches() || format < 1) {
            throw new IllegalArgumentException("'" + type + "' format " + format + " is not an entry type");
        }
        requireDistinct(moves);
        List<Json> pointers = new ArrayList<>();
        for (Move move : moves) {
            pointers.add(Json.Obj.builder()
                    .put("name", move.pointer())
                    .put("revision", move.revision())
                    .put("value", move.value())
                    .put("view", move.view().name().toLowerCase(Locale.ROOT))
                    .build());
        }
        List<Json> facts = new ArrayList<>();
        for (Attribute attribute : attributes) {
            Json.Builder fields = Json.Obj.builder().put("name", attribute.name());
            if (!attribute.key().isEmpty()) {
                fields.put("key", attribute.key());
            }
            facts.add(fields.put(attribute.numeric() ? "number" : "text", attribute.value())
                    .build());
        }
        List<Json> links = new ArrayList<>();
        for (Edge edge : edges) {
            links.add(Json.Obj.builder()
                    .put("source", edge.source())
                    .put("type", edge.type())
                    .put("target", edge.target())
                    .build());
        }
        byte[] bytes = JsonWriter.canonical(Json.Obj.builder()
                .put("type", type)
                .put("format", format)
                .put("body", fact)
                .putUnlessEmpty("pointers", new Json.Arr(pointers))
                .putUnlessEmpty("attributes", new Json.Arr(facts))
                .putUnlessEmpty("edges", new Json.Arr(links))
                .build());
        requireSize(bytes.length);
        return new Entry(bytes, type, format, fact, moves, attributes, edges);
    }

    private static Move.View view(String text) {
        for (Move.View view : Move.View.values()) {
            if (view.name().toLowerCase(Locale.ROOT).equals(text)) {
                return view;
            }
        }
        throw new JsonException("pointers[].view: '" + text + "' is none of document, line and hidden");
    }

    private static void requireDistinct(List<Move> moves) {
        Set<String> names = new HashSet<>();
        for (Move move : moves) {
            if (!names.add(move.pointer())) {
                throw new IllegalArgumentException("One entry moves pointer '" + move.pointer() + "' twice");
            }
        }
    }

    private static void requireSize(int length) {
        if (length >= MAX_BYTES) {
            throw new IllegalArgumentException("The entry has " + length + " bytes; it must stay below " + MAX_BYTES
                    + ". Move what is large into the artifact store and refer to it by digest");
        }
    }

    /** A copy of the canonical bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The length of the canonical bytes. */
    public int length() {
        return bytes.length;
    }

    /** The digest of the bytes in the domain {@code lineage/entry/1}. */
    public Digest digest() {
        return digest;
    }

    /** What kind of fact this is: {@code version}. */
    public String type() {
        return type;
    }

    /** The version of that type's format. */
    public int format() {
        return format;
    }

    /** The pointers that this entry moves. */
    public List<Move> moves() {
        return moves;
    }

    /** The facts by which it can be found. */
    public List<Attribute> attributes() {
        return attributes;
    }

    /** What it adds to the lineage graph. */
    public List<Edge> edges() {
        return edges;
    }

    /** The entry indented for people, with a line feed at its end; canonicalised, it gives {@link #bytes()} again. */
    public byte[] prettyBytes() {
        return JsonWriter.pretty(JsonReader.read(bytes));
    }

    /** The fact: canonical JSON text of an object. */
    public String body() {
        return JsonWriter.canonicalText(body);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry e && java.util.Arrays.equals(bytes, e.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    /** The type, format and digest. */
    @Override
    public String toString() {
        return type + "/" + format + " " + digest;
    }
}
