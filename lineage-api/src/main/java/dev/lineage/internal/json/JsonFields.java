package dev.lineage.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads an object's members with the type that each must have. What is absent, of another type or (after
 * {@link #allow}) unknown is a {@link JsonException} that names the member; nothing is coerced. Stateless view.
 */
public final class JsonFields {
    private final String path;
    private final Json.Obj object;

    private JsonFields(String path, Json.Obj object) {
        this.path = path;
        this.object = object;
    }

    /**
     * The members of {@code value}.
     *
     * @throws JsonException if it is not an object
     */
    public static JsonFields of(String path, Json value) {
        if (value instanceof Json.Obj object) {
            return new JsonFields(path, object);
        }
        throw new JsonException(path + ": expected an object, got " + describe(value));
    }

    /**
     * Refuses members other than {@code names}: unknown members in hashed records are never silently dropped.
     *
     * @throws JsonException if there is another one
     */
    public JsonFields allow(String... names) {
        Set<String> known = Set.of(names);
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new JsonException(at(name) + ": unknown member; a newer version of Lineage may have written it");
            }
        }
        return this;
    }

    /** The string {@code name}. */
    public String string(String name) {
        return asString(at(name), required(name));
    }

    /** The string {@code name}, checked against a pattern. */
    public String string(String name, Pattern pattern) {
        String value = string(name);
        if (!pattern.matcher(value).matches()) {
            throw new JsonException(at(name) + ": '" + value + "' does not match " + pattern);
        }
        return value;
    }

    /** The string {@code name}, if there. */
    public Optional<String> optionalString(String name) {
        return object.get(name).map(v -> asString(at(name), v));
    }

    /** The integer {@code name}. */
    public long integer(String name) {
        Json value = required(name);
        if (value instanceof Json.Int i) {
            return i.value();
        }
        throw new JsonException(at(name) + ": expected an integer, got " + describe(value));
    }

    /** The boolean {@code name}. */
    public boolean bool(String name) {
        Json value = required(name);
        if (value instanceof Json.Bool b) {
            return b.value();
        }
        throw new JsonException(at(name) + ": expected a boolean, got " + describe(value));
    }

    /** Whether {@code name} is there; it is {@code true} then, or the object is malformed. */
    public boolean isSet(String name) {
        if (object.get(name).isEmpty()) {
            return false;
        }
        if (!bool(name)) {
            throw new JsonException(at(name) + ": expected true, or nothing");
        }
        return true;
    }

    /** The value {@code name}, of whatever type. */
    public Json required(String name) {
        return object.get(name).orElseThrow(() -> new JsonException(at(name) + ": missing"));
    }

    /** The value {@code name}, of whatever type, if there. */
    public Optional<Json> optional(String name) {
        return object.get(name);
    }

    /** The object {@code name}. */
    public JsonFields object(String name) {
        return of(at(name), required(name));
    }

    /** The object {@code name}, if there. */
    public Optional<JsonFields> optionalObject(String name) {
        return object.get(name).map(v -> of(at(name), v));
    }

    /** The items of the array {@code name}, each read as an object; empty if the member is absent. */
    public <T> List<T> list(String name, Function<JsonFields, T> read) {
        return items(name, item -> read.apply(of(at(name) + "[]", item)));
    }

    /** The strings of the array {@code name}; empty if the member is absent. */
    public List<String> strings(String name) {
        return items(name, item -> asString(at(name) + "[]", item));
    }

    /** The members of this object, in canonical order. */
    public Map<String, Json> members() {
        return object.members();
    }

    /** This object. */
    public Json.Obj json() {
        return object;
    }

    /** Where {@code name} is, for messages. */
    public String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private <T> List<T> items(String name, Function<Json, T> read) {
        Optional<Json> value = object.get(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof Json.Arr array)) {
            throw new JsonException(at(name) + ": expected an array, got " + describe(value.get()));
        }
        List<T> items = new ArrayList<>(array.items().size());
        for (Json item : array.items()) {
            items.add(read.apply(item));
        }
        return List.copyOf(items);
    }

    private static String asString(String path, Json value) {
        if (value instanceof Json.Str s) {
            return s.value();
        }
        throw new JsonException(path + ": expected a string, got " + describe(value));
    }

    private static String describe(Json value) {
        if (value instanceof Json.Str s) {
            return "the string \""
                    + (s.value().length() <= 40 ? s.value() : s.value().substring(0, 40) + "…") + "\"";
        }
        if (value instanceof Json.Int i) {
            return "the integer " + i.value();
        }
        if (value instanceof Json.Foreign f) {
            return "the number " + f.text();
        }
        if (value instanceof Json.Bool b) {
            return "the boolean " + b.value();
        }
        if (value instanceof Json.Arr) {
            return "an array";
        }
        return value instanceof Json.Obj ? "an object" : "null";
    }
}
