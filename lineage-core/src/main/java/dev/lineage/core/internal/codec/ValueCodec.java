package dev.lineage.core.internal.codec;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.model.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values in JSON: strings, booleans and lists as themselves, integers within ±(2^53−1) as numbers, and what JSON cannot
 * say exactly as an object with one member: {@code {"decimal":"0.1"}}, {@code {"integer":"9223372036854775807"}},
 * {@code {"map":{…}}}.
 */
public final class ValueCodec {
    private static final String DECIMAL = "decimal";
    private static final String INTEGER = "integer";
    private static final String MAP = "map";

    private ValueCodec() {}

    /** The JSON of {@code value}. */
    public static Json write(Value value) {
        if (value instanceof Value.Text t) {
            return new Json.Str(t.value());
        }
        if (value instanceof Value.Flag f) {
            return new Json.Bool(f.value());
        }
        if (value instanceof Value.Whole w) {
            return Math.abs(w.value()) <= Json.MAX_INTEGER && w.value() != Long.MIN_VALUE
                    ? new Json.Int(w.value())
                    : tagged(INTEGER, new Json.Str(Long.toString(w.value())));
        }
        if (value instanceof Value.Decimal d) {
            return tagged(DECIMAL, new Json.Str(d.text()));
        }
        if (value instanceof Value.Items items) {
            return new Json.Arr(items.items().stream().map(ValueCodec::write).toList());
        }
        Map<String, Json> members = new TreeMap<>();
        ((Value.Fields) value).fields().forEach((name, field) -> members.put(name, write(field)));
        return tagged(MAP, new Json.Obj(members));
    }

    private static Json tagged(String tag, Json content) {
        return Json.Obj.builder().put(tag, content).build();
    }

    /**
     * The value of {@code json}.
     *
     * @throws JsonException if it is not the canonical JSON of a value
     */
    public static Value read(String path, Json json) {
        if (json instanceof Json.Str s) {
            return Value.of(s.value());
        }
        if (json instanceof Json.Bool b) {
            return Value.of(b.value());
        }
        if (json instanceof Json.Int i) {
            return Value.of(i.value());
        }
        if (json instanceof Json.Arr array) {
            List<Value> items =
                    array.items().stream().map(item -> read(path + "[]", item)).toList();
            return new Value.Items(items);
        }
        JsonFields fields = JsonFields.of(path, json).allow(DECIMAL, INTEGER, MAP);
        if (fields.members().size() != 1) {
            throw new JsonException(path + ": expected exactly one of decimal, integer and map");
        }
        if (fields.optional(MAP).isPresent()) {
            Map<String, Value> members = new TreeMap<>();
            fields.object(MAP).members().forEach((name, member) -> members.put(name, read(path + "." + name, member)));
            return new Value.Fields(members);
        }
        try {
            if (fields.optional(DECIMAL).isPresent()) {
                return new Value.Decimal(fields.string(DECIMAL));
            }
            String text = fields.string(INTEGER);
            long value = Long.parseLong(text);
            if (!Long.toString(value).equals(text) || write(Value.of(value)) instanceof Json.Int) {
                throw new JsonException(path + ": '" + text + "' is not the canonical form of an integer");
            }
            return Value.of(value);
        } catch (IllegalArgumentException e) {
            throw new JsonException(path + ": " + e.getMessage());
        }
    }
}
