package dev.lineage.jdbc.internal;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists of texts for databases whose parameters cannot be arrays. */
final class JsonLists {
    private JsonLists() {}

    static String text(Collection<String> items) {
        List<Json> values = new ArrayList<>();
        items.forEach(item -> values.add(new Json.Str(item)));
        return JsonWriter.canonicalText(new Json.Arr(values));
    }
}
