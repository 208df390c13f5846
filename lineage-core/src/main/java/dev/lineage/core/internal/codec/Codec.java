package dev.lineage.core.internal.codec;

import dev.lineage.Attempt;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Artifact;
import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Evidence;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Platform;
import dev.lineage.model.Recipe;
import dev.lineage.model.RecipeId;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tracker;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The bodies of the entry types, format 1 each; {@code docs/formats.md} has them in words. Readers insist on every key
 * and type, recompute the identities that a body states, and throw {@link JsonException} for anything else.
 */
public final class Codec {
    private static final String RECIPE_DOMAIN = "lineage/recipe/1";
    private static final String VERSION_DOMAIN = "lineage/version/1";
    private static final String DEPENDENCIES_DOMAIN = "lineage/dependencies/1";

    private Codec() {}

    // ---- identities

    /** The identity of a recipe. */
    public static RecipeId recipeId(Recipe recipe) {
        return new RecipeId(Digest.of(RECIPE_DOMAIN, JsonWriter.canonical(recipe(recipe))));
    }

    /**
     * The identity of locked dependencies: their kinds and digests in class-path order. File names and coordinates are
     * left out, because the same jars have others on another machine.
     */
    public static Digest dependencies(DependencyLock lock) {
        return Digest.of(
                DEPENDENCIES_DOMAIN,
                JsonWriter.canonical(list(
                        lock.dependencies(),
                        dependency -> Json.Obj.builder()
                                .put("kind", lower(dependency.kind()))
                                .put("digest", dependency.digest().toString())
                                .build())));
    }

    /** The digest of a version. */
    public static Digest versionDigest(String model, RecipeId recipe, Map<String, Artifact> artifacts) {
        return Digest.of(
                VERSION_DOMAIN,
                JsonWriter.canonical(Json.Obj.builder()
                        .put("model", model)
                        .put("recipe", recipe.toString())
                        .put("artifacts", map(artifacts, Codec::artifact))
                        .build()));
    }

    // ---- version

    /** The body of a {@code version} entry. */
    public static String version(ModelVersion version) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", version.model())
                .put("number", version.number())
                .put("digest", version.digest().toString())
                .put("recipe-id", version.recipeId().toString())
                .put("recipe", recipe(version.recipe()))
                .put("artifacts", map(version.artifacts(), Codec::artifact))
                .put("observation", observation(version.observation()))
                .putUnlessEmpty(
                        "non-deterministic-with",
                        list(version.nonDeterministicWith(), name -> new Json.Str(name.toString())))
                .build());
    }

    /**
     * A version from its body.
     *
     * @throws JsonException if the body is malformed or the identities in it are not those of its content
     */
    public static ModelVersion version(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body)
                    .allow(
                            "model",
                            "number",
                            "digest",
                            "recipe-id",
                            "recipe",
                            "artifacts",
                            "observation",
                            "non-deterministic-with");
            Recipe recipe = recipe(fields.object("recipe"));
            Map<String, Artifact> artifacts = map(fields, "artifacts", (path, json) -> artifact(path, json));
            VersionName name = new VersionName(fields.string("model"), fields.integer("number"));
            RecipeId recipeId = recipeId(recipe);
            Digest digest = versionDigest(name.model(), recipeId, artifacts);
            requireSame("recipe-id", fields.string("recipe-id"), recipeId.toString());
            requireSame("digest", fields.string("digest"), digest.toString());
            return new ModelVersion(
                    name,
                    digest,
                    recipeId,
                    recipe,
                    artifacts,
                    observation(fields.object("observation")),
                    fields.strings("non-deterministic-with").stream()
                            .map(VersionName::parse)
                            .toList(),
                    position);
        });
    }

    static void requireSame(String what, String stated, String computed) {
        if (!stated.equals(computed)) {
            throw new JsonException(what + ": states " + stated + " but its content has " + computed
                    + "; the record was changed after it was made");
        }
    }

    // ---- recipe

    private static Json recipe(Recipe recipe) {
        Map<String, Json> seeds = new TreeMap<>();
        recipe.seeds().forEach((name, seed) -> seeds.put(name, new Json.Str(Long.toString(seed))));
        return Json.Obj.builder()
                .putIfPresent("trainer", recipe.trainer())
                .put(
                        "code",
                        Json.Obj.builder()
                                .put("commit", recipe.code().commit())
                                .putIfPresent(
                                        "uncommitted",
                                        recipe.code().uncommitted().map(Digest::toString))
                                .build())
                .put("data", map(recipe.data(), Codec::pin))
                .putUnlessEmpty("parameters", map(recipe.parameters(), ValueCodec::write))
                .putUnlessEmpty("seeds", new Json.Obj(seeds))
                .putUnlessEmpty("bases", map(recipe.bases(), digest -> new Json.Str(digest.toString())))
                .put("dependencies", recipe.dependencies().toString())
                .build();
    }

    private static Recipe recipe(JsonFields fields) {
        fields.allow("trainer", "code", "data", "parameters", "seeds", "bases", "dependencies");
        JsonFields code = fields.object("code").allow("commit", "uncommitted");
        return new Recipe(
                fields.optionalString("trainer"),
                new CodeState(
                        code.string("commit"),
                        code.optionalString("uncommitted").map(Digest::parse)),
                map(fields, "data", Codec::pin),
                map(fields, "parameters", ValueCodec::read),
                map(fields, "seeds", (path, json) -> seed(path, string(path, json))),
                map(fields, "bases", (path, json) -> Digest.parse(string(path, json))),
                Digest.parse(fields.string("dependencies")));
    }

    private static Long seed(String path, String text) {
        long value = Long.parseLong(text);
        if (!Long.toString(value).equals(text)) {
            throw new JsonException(path + ": '" + text + "' is not the canonical form of a seed");
        }
        return value;
    }

    /** The JSON of a pin. */
    public static Json pin(SnapshotPin pin) {
        if (pin instanceof SnapshotPin.Content content) {
            return Json.Obj.builder()
                    .put("kind", lower(content.kind()))
                    .put("digest", content.digest().toString())
                    .put("files", content.files())
                    .put("bytes", content.bytes())
                    .build();
        }
        SnapshotPin.External external = (SnapshotPin.External) pin;
        return Json.Obj.builder()
                .put("system", external.system())
                .put("name", external.name())
                .put("revision", external.revision())
                .put("evidence", lower(external.evidence()))
                .build();
    }

    static SnapshotPin pin(String path, Json json) {
        JsonFields fields = JsonFields.of(path, json);
        if (fields.optional("kind").isPresent()) {
            fields.allow("kind", "digest", "files", "bytes");
            return new SnapshotPin.Content(
                    constant(SnapshotPin.Kind.class, fields, "kind"),
                    Digest.parse(fields.string("digest")),
                    fields.integer("files"),
                    fields.integer("bytes"));
        }
        fields.allow("system", "name", "revision", "evidence");
        return new SnapshotPin.External(
                fields.string("system"),
                fields.string("name"),
                fields.string("revision"),
                constant(Evidence.class, fields, "evidence"));
    }

    private static Json artifact(Artifact artifact) {
        return Json.Obj.builder()
                .put("kind", lower(artifact.kind()))
                .put("digest", artifact.digest().toString())
                .put("files", artifact.files())
                .put("bytes", artifact.bytes())
                .build();
    }

    private static Artifact artifact(String path, Json json) {
        JsonFields fields = JsonFields.of(path, json).allow("kind", "digest", "files", "bytes");
        return new Artifact(
                constant(SnapshotPin.Kind.class, fields, "kind"),
                Digest.parse(fields.string("digest")),
                fields.integer("files"),
                fields.integer("bytes"));
    }

    // ---- observation

    private static Json observation(Observation o) {
        Platform p = o.platform();
        return Json.Obj.builder()
                .put("by", o.by())
                .put("host", o.host())
                .put("started", time(o.started()))
                .put("finished", time(o.finished()))
                .put(
                        "platform",
                        Json.Obj.builder()
                                .put("java", p.javaVersion())
                                .put("vendor", p.javaVendor())
                                .put("jvm", p.jvm())
                                .putUnlessEmpty("flags", list(p.flags(), Json.Str::new))
                                .put("os", p.os())
                                .put("arch", p.arch())
                                .putIfPresent("cpu", p.cpu())
                                .put("processors", p.processors())
                                .put("locale", p.locale())
                                .put("time-zone", p.timeZone())
                                .put("charset", p.charset())
                                .putIfPresent("image", p.image())
                                .build())
                .put(
                        "code",
                        Json.Obj.builder()
                                .put("source", o.code().source())
                                .putIfPresent("remote", o.code().remote())
                                .putIfPresent("branch", o.code().branch())
                                .putIfPresent("patch", o.code().patch().map(Digest::toString))
                                .build())
                .put("dependency-lock", o.dependencyLock().toString())
                .putIf("class-path-archived", o.classPathArchived())
                .putUnlessEmpty("sources", map(o.sources(), Json.Str::new))
                .putUnlessEmpty("metrics", map(o.metrics(), metric -> new Json.Str(metric.text())))
                .putUnlessEmpty("tags", map(o.tags(), Json.Str::new))
                .putUnlessEmpty(
                        "trackers",
                        list(
                                o.trackers(),
                                tracker -> Json.Obj.builder()
                                        .put("system", tracker.system())
                                        .put("run", tracker.runId())
                                        .build()))
                .putUnlessEmpty(
                        "holes",
                        list(
                                o.holes(),
                                hole -> Json.Obj.builder()
                                        .put("subject", hole.subject())
                                        .put("reason", hole.reason())
                                        .put("remedy", hole.remedy())
                                        .put("fatal", hole.fatal())
                                        .build()))
                .build();
    }

    private static Observation observation(JsonFields fields) {
        fields.allow(
                "by",
                "host",
                "started",
                "finished",
                "platform",
                "code",
                "dependency-lock",
                "class-path-archived",
                "sources",
                "metrics",
                "tags",
                "trackers",
                "holes");
        JsonFields p = fields.object("platform")
                .allow(
                        "java",
                        "vendor",
                        "jvm",
                        "flags",
                        "os",
                        "arch",
                        "cpu",
                        "processors",
                        "locale",
                        "time-zone",
                        "charset",
                        "image");
        JsonFields code = fields.object("code").allow("source", "remote", "branch", "patch");
        return new Observation(
                fields.string("by"),
                fields.string("host"),
                time(fields, "started"),
                time(fields, "finished"),
                new Platform(
                        p.string("java"),
                        p.string("vendor"),
                        p.string("jvm"),
                        p.strings("flags"),
                        p.string("os"),
                        p.string("arch"),
                        p.optionalString("cpu"),
                        Math.toIntExact(p.integer("processors")),
                        p.string("locale"),
                        p.string("time-zone"),
                        p.string("charset"),
                        p.optionalString("image")),
                new CodeOrigin(
                        code.string("source"),
                        code.optionalString("remote"),
                        code.optionalString("branch"),
                        code.optionalString("patch").map(Digest::parse)),
                Digest.parse(fields.string("dependency-lock")),
                fields.isSet("class-path-archived"),
                map(fields, "sources", Codec::string),
                map(fields, "metrics", (path, json) -> new Value.Decimal(string(path, json))),
                map(fields, "tags", Codec::string),
                fields.list("trackers", tracker -> {
                    tracker.allow("system", "run");
                    return new Tracker(tracker.string("system"), tracker.string("run"));
                }),
                fields.list("holes", hole -> {
                    hole.allow("subject", "reason", "remedy", "fatal");
                    return new Hole(
                            hole.string("subject"), hole.string("reason"), hole.string("remedy"), hole.bool("fatal"));
                }));
    }

    /** The body of an {@code observation} entry: a further run that made the same version. */
    public static String observation(VersionName version, Digest digest, Observation observation) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("version", version.toString())
                .put("digest", digest.toString())
                .put("observation", observation(observation))
                .build());
    }

    /**
     * The observation in the body of an {@code observation} entry, or the first one in that of a {@code version} entry.
     *
     * @throws JsonException if the body is malformed
     */
    public static Observation observationIn(String body) {
        return reading(() -> observation(object(body).object("observation")));
    }

    /**
     * The digest of the version in the body of an {@code observation} entry.
     *
     * @throws JsonException if the body is malformed
     */
    public static Digest observedIn(String body) {
        return reading(() -> Digest.parse(object(body).string("digest")));
    }

    // ---- attempt

    /** The body of an {@code attempt} entry. */
    public static String attempt(Attempt attempt) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", attempt.model())
                .put("number", attempt.number())
                .put("by", attempt.by())
                .put("host", attempt.host())
                .put("started", time(attempt.started()))
                .put("finished", time(attempt.finished()))
                .put("error", attempt.error())
                .build());
    }

    /**
     * An attempt from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Attempt attempt(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body).allow("model", "number", "by", "host", "started", "finished", "error");
            return new Attempt(
                    fields.string("model"),
                    fields.integer("number"),
                    fields.string("by"),
                    fields.string("host"),
                    time(fields, "started"),
                    time(fields, "finished"),
                    fields.string("error"),
                    position);
        });
    }

    // ---- snapshot

    /**
     * A tree that was pinned, and where its manifest is.
     *
     * @param name what the data was called when it was pinned
     * @param pin the tree
     * @param manifest the root of the stored manifest
     * @param stored whether the files themselves are in the artifact store
     */
    public record Snapshot(String name, SnapshotPin.Content pin, Digest manifest, boolean stored) {
        /** Whether it was pinned for itself. What versions pin has the model's name before a slash. */
        public boolean isOwn() {
            return name.indexOf('/') < 0;
        }

        /** A file that was stored for itself; it is its own manifest. */
        public boolean isFile() {
            return pin.kind() == SnapshotPin.Kind.FILE;
        }
    }

    /** The body of a {@code snapshot} entry. */
    public static String snapshot(Snapshot snapshot) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("name", snapshot.name())
                .put("pin", pin(snapshot.pin()))
                .put("manifest", snapshot.manifest().toString())
                .put("stored", snapshot.stored())
                .build());
    }

    /**
     * A snapshot from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Snapshot snapshot(String body) {
        return reading(() -> {
            JsonFields fields = object(body).allow("name", "pin", "manifest", "stored");
            if (!(pin("pin", fields.required("pin")) instanceof SnapshotPin.Content pin)) {
                throw new JsonException("pin: expected a tree or a file that was hashed");
            }
            return new Snapshot(
                    fields.string("name"), pin, Digest.parse(fields.string("manifest")), fields.bool("stored"));
        });
    }

    // ---- helpers

    interface Reading<T> {
        T read();
    }

    /** Values check themselves with IllegalArgumentException; in a stored record that is damage. */
    static <T> T reading(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    static JsonFields object(String body) {
        return JsonFields.of("", JsonReader.read(body.getBytes(StandardCharsets.UTF_8)));
    }

    static <T> Json map(Map<String, T> map, Function<? super T, Json> write) {
        Map<String, Json> members = new TreeMap<>();
        map.forEach((name, value) -> members.put(name, write.apply(value)));
        return new Json.Obj(members);
    }

    static <T> Map<String, T> map(JsonFields fields, String name, BiFunction<String, Json, T> read) {
        Map<String, T> map = new TreeMap<>();
        fields.optionalObject(name)
                .ifPresent(object ->
                        object.members().forEach((key, json) -> map.put(key, read.apply(object.at(key), json))));
        return map;
    }

    static <T> Json list(List<T> items, Function<? super T, Json> write) {
        return new Json.Arr(items.stream().map(write).toList());
    }

    static String string(String path, Json json) {
        if (json instanceof Json.Str s) {
            return s.value();
        }
        throw new JsonException(path + ": expected a string");
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E constant(Class<E> type, JsonFields fields, String name) {
        String text = fields.string(name);
        for (E constant : type.getEnumConstants()) {
            if (lower(constant).equals(text)) {
                return constant;
            }
        }
        throw new JsonException(fields.at(name) + ": '" + text + "' is not known");
    }

    /** Times are UTC with exactly three digits of a second, so that they sort as text. */
    public static String time(Instant instant) {
        String text = instant.truncatedTo(ChronoUnit.MILLIS).toString();
        // Instant.toString drops a zero fraction.
        return text.length() == "2026-11-23T05:20:25Z".length() ? text.substring(0, text.length() - 1) + ".000Z" : text;
    }

    static Instant time(JsonFields fields, String name) {
        String text = fields.string(name);
        try {
            Instant instant = Instant.parse(text);
            if (time(instant).equals(text)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw new JsonException(fields.at(name) + ": '" + text + "' is not a time: " + e.getMessage());
        }
        throw new JsonException(fields.at(name) + ": '" + text + "' is not in the form 2026-11-23T05:20:25.000Z");
    }

    /** A duration in ISO 8601, in the one form that Java writes. */
    static Duration duration(JsonFields fields, String name) {
        String text = fields.string(name);
        try {
            Duration duration = Duration.parse(text);
            if (duration.toString().equals(text)) {
                return duration;
            }
        } catch (java.time.DateTimeException e) {
            throw new JsonException(fields.at(name) + ": '" + text + "' is not a duration: " + e.getMessage());
        }
        throw new JsonException(fields.at(name) + ": '" + text + "' is not the canonical form of a duration");
    }
}
