package dev.lineage.core.internal.codec;

import static dev.lineage.core.internal.codec.Codec.constant;
import static dev.lineage.core.internal.codec.Codec.list;
import static dev.lineage.core.internal.codec.Codec.lower;
import static dev.lineage.core.internal.codec.Codec.map;
import static dev.lineage.core.internal.codec.Codec.reading;

import dev.lineage.UnsupportedFormatException;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Feature;
import dev.lineage.model.FeatureSchema;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SmokeCase;
import java.util.List;

/** The content of the artifact {@code serving}, format 1. */
public final class ServingCodec {
    private static final int FORMAT = 1;

    private ServingCodec() {}

    /** The canonical JSON of a spec. */
    public static byte[] write(ServingSpec spec) {
        return JsonWriter.canonical(Json.Obj.builder()
                .put("format", FORMAT)
                .putUnlessEmpty("config", map(spec.config(), ValueCodec::write))
                .putUnlessEmpty("features", list(spec.features().features(), ServingCodec::feature))
                .putUnlessEmpty(
                        "smoke",
                        list(
                                spec.smoke(),
                                smoke -> Json.Obj.builder()
                                        .put("name", smoke.name())
                                        .put("input", map(smoke.input(), ValueCodec::write))
                                        .put("expected", ValueCodec.write(smoke.expected()))
                                        .build()))
                .build());
    }

    private static Json feature(Feature feature) {
        return Json.Obj.builder()
                .put("name", feature.name())
                .put("type", lower(feature.type()))
                .put("nullable", feature.nullable())
                .putUnlessEmpty("categories", list(feature.categories(), Json.Str::new))
                .build();
    }

    /**
     * Reads a spec.
     *
     * @throws JsonException if it is malformed
     * @throws UnsupportedFormatException if its format is a newer one
     */
    public static ServingSpec read(byte[] bytes) {
        return reading(() -> {
            JsonFields fields = JsonFields.of("serving", JsonReader.readCanonical(bytes));
            long format = fields.integer("format");
            if (format != FORMAT) {
                throw new UnsupportedFormatException("The artifact 'serving' has format " + format
                        + ", and this version of Lineage knows format " + FORMAT + ". Use a newer one");
            }
            fields.allow("format", "config", "features", "smoke");
            return new ServingSpec(
                    map(fields, "config", ValueCodec::read),
                    new FeatureSchema(fields.list("features", ServingCodec::feature)),
                    fields.list("smoke", smoke -> {
                        smoke.allow("name", "input", "expected");
                        return new SmokeCase(
                                smoke.string("name"),
                                map(smoke, "input", ValueCodec::read),
                                ValueCodec.read(smoke.at("expected"), smoke.required("expected")));
                    }));
        });
    }

    private static Feature feature(JsonFields fields) {
        fields.allow("name", "type", "nullable", "categories");
        return new Feature(
                fields.string("name"),
                constant(Feature.Type.class, fields, "type"),
                fields.bool("nullable"),
                List.copyOf(fields.strings("categories")));
    }
}
