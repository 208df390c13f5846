package dev.lineage.core.internal.codec;

import static dev.lineage.core.internal.codec.Codec.duration;
import static dev.lineage.core.internal.codec.Codec.list;
import static dev.lineage.core.internal.codec.Codec.object;
import static dev.lineage.core.internal.codec.Codec.reading;
import static dev.lineage.core.internal.codec.Codec.time;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Digest;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionDeletion;
import dev.lineage.model.PredictionErasure;
import dev.lineage.model.PredictionRetention;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.VersionName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The bodies of entries about predictions. */
public final class PredictionCodec {
    private static final Pattern STREAM = Pattern.compile("[0-9a-f]{32}");

    private PredictionCodec() {}

    // ---- streams

    /** The body of a {@code prediction-stream} entry. */
    public static String stream(PredictionStream stream) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("stream", stream.id())
                .put("version", stream.version().toString())
                .put("digest", stream.digest().toString())
                .put("stage", stream.stage())
                .put("moved", stream.stagePosition())
                .putIf("elsewhere", stream.elsewhere())
                .put("at", time(stream.started()))
                .build());
    }

    /**
     * A stream from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static PredictionStream stream(String body) {
        return reading(() -> {
            JsonFields fields = object(body).allow("stream", "version", "digest", "stage", "moved", "elsewhere", "at");
            VersionName version = VersionName.parse(fields.string("version"));
            return new PredictionStream(
                    fields.string("stream", STREAM),
                    version.model(),
                    version,
                    Digest.parse(fields.string("digest")),
                    fields.string("stage"),
                    fields.integer("moved"),
                    fields.isSet("elsewhere"),
                    time(fields, "at"));
        });
    }

    // ---- batches

    /** The body of a {@code predictions} entry. */
    public static String batch(PredictionBatch batch) {
        Json.Builder fields = Json.Obj.builder()
                .put("stream", batch.stream())
                .put("number", batch.number())
                .put("first", batch.first())
                .put("count", batch.count())
                .put("root", batch.root().toString())
                .put("from", time(batch.from()))
                .put("to", time(batch.to()));
        if (!batch.hours().isEmpty()) {
            fields.put(
                    "hours",
                    list(
                            List.copyOf(batch.hours().entrySet()),
                            hour -> Json.Obj.builder()
                                    .put("hour", time(hour.getKey()))
                                    .put("count", hour.getValue())
                                    .build()));
        }
        if (batch.shed() > 0) {
            fields.put("shed", batch.shed());
        }
        batch.gap()
                .ifPresent(gap -> fields.put(
                        "gap",
                        Json.Obj.builder()
                                .put("first", gap.first())
                                .put("known", gap.known())
                                .put("exact", gap.exact())
                                .put("why", gap.why())
                                .build()));
        return JsonWriter.canonicalText(fields.putIf("last", batch.last())
                .putIf("recovered", batch.recovered())
                .build());
    }

    /**
     * A batch from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static PredictionBatch batch(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body)
                    .allow(
                            "stream",
                            "number",
                            "first",
                            "count",
                            "root",
                            "from",
                            "to",
                            "hours",
                            "shed",
                            "gap",
                            "last",
                            "recovered");
            SortedMap<Instant, Long> hours = new TreeMap<>();
            fields.list("hours", hour -> {
                hour.allow("hour", "count");
                hours.put(time(hour, "hour"), hour.integer("count"));
                return hour;
            });
            long count = fields.integer("count");
            long counted = hours.values().stream().mapToLong(Long::longValue).sum();
            if (count < 0 || counted != count || fields.integer("first") < 1 || fields.integer("number") < 1) {
                throw new JsonException("count: " + count + " predictions from " + fields.integer("first")
                        + " on are no batch whose hours have " + counted);
            }
            return new PredictionBatch(
                    fields.string("stream", STREAM),
                    fields.integer("number"),
                    fields.integer("first"),
                    count,
                    Digest.parse(fields.string("root")),
                    time(fields, "from"),
                    time(fields, "to"),
                    hours,
                    fields.optional("shed").isPresent() ? fields.integer("shed") : 0,
                    fields.optionalObject("gap").map(PredictionCodec::gap),
                    fields.isSet("last"),
                    fields.isSet("recovered"),
                    position);
        });
    }

    private static PredictionBatch.Gap gap(JsonFields fields) {
        fields.allow("first", "known", "exact", "why");
        return new PredictionBatch.Gap(
                fields.integer("first"), fields.integer("known"), fields.bool("exact"), fields.string("why"));
    }

    /** The body of a {@code predictions-settled} entry. */
    public static String settled(String model, long through) {
        return JsonWriter.canonicalText(
                Json.Obj.builder().put("model", model).put("through", through).build());
    }

    /**
     * Checks the body of a {@code predictions-settled} entry.
     *
     * @throws JsonException if the body is malformed
     */
    public static void checkSettled(String body) {
        reading(() -> {
            JsonFields fields = object(body).allow("model", "through");
            return fields.string("model") + fields.integer("through");
        });
    }

    // ---- what becomes of them

    /** The body of a {@code prediction-retention} entry. */
    public static String retention(PredictionRetention retention) {
        Json.Builder fields = Json.Obj.builder()
                .put("model", retention.model())
                .put("held", retention.held())
                .put("by", retention.by())
                .put("at", time(retention.at()))
                .put("reason", retention.reason());
        retention.keep().ifPresent(keep -> fields.put("keep", keep.toString()));
        return JsonWriter.canonicalText(fields.build());
    }

    /**
     * A retention from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static PredictionRetention retention(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body).allow("model", "held", "by", "at", "reason", "keep");
            return new PredictionRetention(
                    fields.string("model"),
                    fields.optional("keep").isPresent() ? Optional.of(duration(fields, "keep")) : Optional.empty(),
                    fields.bool("held"),
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    position);
        });
    }

    /** The body of a {@code prediction-deletion} entry. */
    public static String deletion(PredictionDeletion deletion) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", deletion.model())
                .put("before", time(deletion.before()))
                .put(
                        "streams",
                        list(
                                List.copyOf(deletion.streams().entrySet()),
                                stream -> Json.Obj.builder()
                                        .put("stream", stream.getKey())
                                        .put("through", stream.getValue())
                                        .build()))
                .put("count", deletion.count())
                .put("by", deletion.by())
                .put("at", time(deletion.at()))
                .put("reason", deletion.reason())
                .build());
    }

    /**
     * A deletion from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static PredictionDeletion deletion(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body).allow("model", "before", "streams", "count", "by", "at", "reason");
            SortedMap<String, Long> streams = new TreeMap<>();
            fields.list("streams", stream -> {
                stream.allow("stream", "through");
                streams.put(stream.string("stream", STREAM), stream.integer("through"));
                return stream;
            });
            return new PredictionDeletion(
                    fields.string("model"),
                    time(fields, "before"),
                    streams,
                    fields.integer("count"),
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    position);
        });
    }

    /** The body of a {@code prediction-erasure} entry. */
    public static String erasure(PredictionErasure erasure) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", erasure.model())
                .put(
                        "erased",
                        list(
                                List.copyOf(erasure.sequences().entrySet()),
                                stream -> Json.Obj.builder()
                                        .put("stream", stream.getKey())
                                        .put("sequences", numbers(stream.getValue()))
                                        .build()))
                .put("by", erasure.by())
                .put("at", time(erasure.at()))
                .put("reason", erasure.reason())
                .build());
    }

    private static Json numbers(List<Long> numbers) {
        List<Json> items = new ArrayList<>();
        numbers.forEach(number -> items.add(new Json.Int(number)));
        return new Json.Arr(items);
    }

    private static List<Long> numbers(JsonFields fields) {
        List<Long> numbers = new ArrayList<>();
        if (fields.required("sequences") instanceof Json.Arr items) {
            for (Json item : items.items()) {
                if (!(item instanceof Json.Int number)) {
                    throw new JsonException(fields.at("sequences") + ": expected integers");
                }
                numbers.add(number.value());
            }
        }
        return numbers;
    }

    /**
     * An erasure from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static PredictionErasure erasure(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body).allow("model", "erased", "by", "at", "reason");
            SortedMap<String, List<Long>> sequences = new TreeMap<>();
            fields.list("erased", stream -> {
                stream.allow("stream", "sequences");
                sequences.put(stream.string("stream", STREAM), numbers(stream));
                return stream;
            });
            return new PredictionErasure(
                    fields.string("model"),
                    sequences,
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    0,
                    position);
        });
    }
}
