package dev.lineage.core.internal.attest;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Validates JSON against other people's JSON Schemas, of draft 7 and 2020-12 as far as these go. A keyword that is not known here
 * fails the test instead of being passed over.
 */
final class SchemaCheck {
    private static final Set<String> SAYS_NOTHING = Set.of(
            "$schema",
            "$id",
            "$comment",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "meta:enum",
            "definitions",
            "$defs");

    private final Map<String, Json.Obj> documents = new HashMap<>();
    private final List<String> flaws = new ArrayList<>();

    /** Over these schemas, which may refer to each other by file name or id. */
    SchemaCheck(Path... schemas) throws IOException {
        for (Path schema : schemas) {
            Json.Obj document = (Json.Obj) JsonReader.readForeign(Files.readAllBytes(schema));
            documents.put(String.valueOf(schema.getFileName()), document);
            document.get("$id").ifPresent(id -> documents.put(((Json.Str) id).value(), document));
        }
    }

    /** What is wrong with a value, by the schema of that file name. */
    List<String> flaws(String schema, Json value) {
        flaws.clear();
        check(new Place(document(schema), document(schema)), value, "$");
        return List.copyOf(flaws);
    }

    private record Place(Json.Obj document, Json schema) {}

    private Json.Obj document(String name) {
        return Optional.ofNullable(documents.get(name))
                .orElseThrow(() -> new IllegalStateException("no schema " + name));
    }

    private void flaw(String at, String what) {
        flaws.add(at + ": " + what);
    }

    private boolean fits(Place place, Json value) {
        int before = flaws.size();
        check(place, value, "");
        boolean fits = flaws.size() == before;
        flaws.subList(before, flaws.size()).clear();
        return fits;
    }

    private void check(Place place, Json value, String at) {
        if (place.schema() instanceof Json.Bool always) {
            if (!always.value()) {
                flaw(at, "not allowed");
            }
            return;
        }
        Json.Obj schema = (Json.Obj) place.schema();
        schema.members().forEach((keyword, argument) -> check(place, schema, keyword, argument, value, at));
    }

    private void check(Place place, Json.Obj schema, String keyword, Json argument, Json value, String at) {
        if (SAYS_NOTHING.contains(keyword)) {
            return;
        }
        switch (keyword) {
            case "$ref" -> check(resolve(place.document(), string(argument)), value, at);
            case "type" -> {
                List<Json> types = argument instanceof Json.Arr many ? many.items() : List.of(argument);
                if (types.stream().noneMatch(type -> isOf(string(type), value))) {
                    flaw(at, "is not of type " + types);
                }
            }
            case "const" -> require(argument.equals(value), at, "is not " + argument);
            case "enum" -> require(((Json.Arr) argument).items().contains(value), at, "is none of the values");
            case "required" -> {
                if (value instanceof Json.Obj object) {
                    ((Json.Arr) argument)
                            .items()
                            .forEach(name ->
                                    require(object.get(string(name)).isPresent(), at, "has no " + string(name)));
                }
            }
            case "properties" -> {
                if (value instanceof Json.Obj object) {
                    ((Json.Obj) argument)
                            .members()
                            .forEach((name, inner) -> object.get(name)
                                    .ifPresent(member ->
                                            check(new Place(place.document(), inner), member, at + "." + name)));
                }
            }
            case "additionalProperties" -> {
                if (value instanceof Json.Obj object) {
                    Set<String> known = schema.get("properties")
                            .map(properties -> ((Json.Obj) properties).members().keySet())
                            .orElse(Set.of());
                    object.members().forEach((name, member) -> {
                        if (!known.contains(name)) {
                            check(new Place(place.document(), argument), member, at + "." + name);
                        }
                    });
                }
            }
            case "items" -> {
                if (value instanceof Json.Arr array) {
                    for (int i = 0; i < array.items().size(); i++) {
                        check(
                                new Place(place.document(), argument),
                                array.items().get(i),
                                at + "[" + i + "]");
                    }
                }
            }
            // Of no effect where items is one schema.
            case "additionalItems" ->
                require(!(schema.get("items").orElse(Json.Null.NULL) instanceof Json.Arr), at, "tuple");
            case "minItems" -> size(value, at, keyword, argument);
            case "maxItems" -> size(value, at, keyword, argument);
            case "minProperties" -> {
                if (value instanceof Json.Obj object) {
                    require(object.members().size() >= integer(argument), at, "has too few members");
                }
            }
            case "uniqueItems" -> {
                if (value instanceof Json.Arr array) {
                    require(new HashSet<>(array.items()).size() == array.items().size(), at, "has items twice");
                }
            }
            case "minLength" -> {
                if (value instanceof Json.Str text) {
                    require(text.value().length() >= integer(argument), at, "is too short");
                }
            }
            case "maxLength" -> {
                if (value instanceof Json.Str text) {
                    require(text.value().length() <= integer(argument), at, "is too long");
                }
            }
            case "pattern" -> {
                if (value instanceof Json.Str text) {
                    require(
                            Pattern.compile(string(argument))
                                    .matcher(text.value())
                                    .find(),
                            at,
                            "does not match " + string(argument));
                }
            }
            case "minimum" -> bound(value, argument, at, 0);
            case "exclusiveMinimum" -> bound(value, argument, at, 1);
            case "maximum" -> bound(argument, value, at, 0);
            case "allOf" ->
                ((Json.Arr) argument).items().forEach(inner -> check(new Place(place.document(), inner), value, at));
            case "anyOf" -> require(count(place, argument, value) > 0, at, "fits none of the alternatives");
            case "oneOf" -> require(count(place, argument, value) == 1, at, "does not fit exactly one alternative");
            case "if" -> {
                if (fits(new Place(place.document(), argument), value)) {
                    schema.get("then").ifPresent(then -> check(new Place(place.document(), then), value, at));
                }
            }
            case "then" -> {}
            case "format" -> format(string(argument), value, at);
            default -> throw new IllegalStateException("the keyword " + keyword + " is not known here");
        }
    }

    private void format(String format, Json value, String at) {
        if (!(value instanceof Json.Str text)) {
            return;
        }
        if (format.equals("date-time")) {
            try {
                OffsetDateTime.parse(text.value());
            } catch (DateTimeException e) {
                flaw(at, "is no time");
            }
        } else if (format.equals("iri-reference")) {
            try {
                new URI(text.value());
            } catch (URISyntaxException e) {
                flaw(at, "is no IRI");
            }
        }
    }

    private void require(boolean good, String at, String what) {
        if (!good) {
            flaw(at, what);
        }
    }

    private void size(Json value, String at, String keyword, Json bound) {
        if (value instanceof Json.Arr array) {
            int size = array.items().size();
            require(
                    keyword.equals("minItems") ? size >= integer(bound) : size <= integer(bound),
                    at,
                    "has " + size + " items");
        }
    }

    private void bound(Json high, Json low, String at, int least) {
        Optional<BigDecimal> a = number(high);
        Optional<BigDecimal> b = number(low);
        if (a.isPresent() && b.isPresent()) {
            require(a.get().compareTo(b.get()) >= least, at, "is out of bounds");
        }
    }

    private long count(Place place, Json alternatives, Json value) {
        return ((Json.Arr) alternatives)
                .items().stream()
                        .filter(inner -> fits(new Place(place.document(), inner), value))
                        .count();
    }

    private Place resolve(Json.Obj from, String reference) {
        int hash = reference.indexOf('#');
        String name = hash < 0 ? reference : reference.substring(0, hash);
        Json.Obj document = name.isEmpty() ? from : document(name);
        Json at = document;
        if (hash >= 0) {
            for (String part : reference.substring(hash + 1).split("/", -1)) {
                if (!part.isEmpty()) {
                    at = ((Json.Obj) at)
                            .get(part.replace("~1", "/").replace("~0", "~"))
                            .orElseThrow(() -> new IllegalStateException("no " + reference));
                }
            }
        }
        return new Place(document, at);
    }

    private static boolean isOf(String type, Json value) {
        return switch (type) {
            case "object" -> value instanceof Json.Obj;
            case "array" -> value instanceof Json.Arr;
            case "string" -> value instanceof Json.Str;
            case "boolean" -> value instanceof Json.Bool;
            case "null" -> value instanceof Json.Null;
            case "integer" -> value instanceof Json.Int;
            case "number" -> number(value).isPresent();
            default -> throw new IllegalStateException("the type " + type + " is not known here");
        };
    }

    private static Optional<BigDecimal> number(Json value) {
        return value instanceof Json.Int i
                ? Optional.of(BigDecimal.valueOf(i.value()))
                : value instanceof Json.Foreign f ? Optional.of(new BigDecimal(f.text())) : Optional.empty();
    }

    private static String string(Json value) {
        return ((Json.Str) value).value();
    }

    private static long integer(Json value) {
        return ((Json.Int) value).value();
    }
}
