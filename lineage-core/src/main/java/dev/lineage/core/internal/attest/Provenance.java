package dev.lineage.core.internal.attest;

import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.core.internal.codec.ValueCodec;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Artifact;
import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Platform;
import dev.lineage.model.Recipe;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The in-toto statement of how a version was made, SLSA provenance v1. Everything that could be a number is a string: readers
 * do not agree on 64-bit integers and decimals.
 */
final class Provenance {
    static final String PREDICATE = "https://slsa.dev/provenance/v1";
    static final String BUILD_TYPE = "https://lineage.dev/training/v1";
    /** Who vouches for the record: this library in the process that trained, and no service apart from it. */
    static final String BUILDER = "https://lineage.dev/builder/v1";

    private static final String SHA256 = "sha256";
    private static final String DIR_HASH = "dirHash1";
    private static final String GIT_COMMIT = "gitCommit";

    private final Source source;
    private final ModelVersion version;
    private final Recipe recipe;
    private final Observation observation;

    Provenance(Source source) {
        this.source = source;
        this.version = source.version();
        this.recipe = version.recipe();
        this.observation = version.observation();
    }

    Json statement() {
        List<Json> subjects = new ArrayList<>();
        version.artifacts()
                .forEach((name, artifact) -> subjects.add(TrustCodec.subject(version.name() + "/" + name, artifact)));
        return Json.Obj.builder()
                .put("_type", TrustCodec.STATEMENT)
                .put("subject", new Json.Arr(subjects))
                .put("predicateType", PREDICATE)
                .put(
                        "predicate",
                        Json.Obj.builder()
                                .put("buildDefinition", definition())
                                .put("runDetails", run())
                                .build())
                .build();
    }

    private Json definition() {
        return Json.Obj.builder()
                .put("buildType", BUILD_TYPE)
                .put(
                        "externalParameters",
                        Json.Obj.builder()
                                .put("model", version.model())
                                .putIfPresent("trainer", recipe.trainer())
                                .putUnlessEmpty("hyperparameters", strings(recipe.parameters(), Provenance::text))
                                .putUnlessEmpty("seeds", strings(recipe.seeds(), seed -> Long.toString(seed)))
                                .build())
                .put(
                        "internalParameters",
                        Json.Obj.builder()
                                .put("recipe", version.recipeId().toString())
                                .put("version", version.digest().toString())
                                .put("platform", platform(observation.platform()))
                                .build())
                .put("resolvedDependencies", new Json.Arr(dependencies()))
                .build();
    }

    private List<Json> dependencies() {
        List<Json> all = new ArrayList<>();
        CodeState code = recipe.code();
        CodeOrigin origin = observation.code();
        Optional<String> repository = origin.remote().flatMap(Uris::git);
        all.add(Json.Obj.builder()
                .put("name", "code")
                .putIfPresent(
                        "uri",
                        repository.map(uri -> origin.branch()
                                .map(branch -> Uris.branch(uri, branch))
                                .orElse(uri)))
                .put("digest", digest(GIT_COMMIT, code.commit()))
                .put(
                        "annotations",
                        Json.Obj.builder()
                                .put("dirty", code.isDirty())
                                .putIfPresent("uncommitted", code.uncommitted().map(Digest::toString))
                                .build())
                .build());
        origin.patch()
                .ifPresent(patch -> all.add(Json.Obj.builder()
                        .put("name", "code/uncommitted")
                        .put("mediaType", "text/x-diff")
                        .put("digest", digest(SHA256, patch.hex()))
                        .build()));
        recipe.data().forEach((name, pin) -> all.add(data(name, pin)));
        all.add(Json.Obj.builder()
                .put("name", "dependencies")
                .put("mediaType", "text/plain")
                .put("digest", digest(SHA256, observation.dependencyLock().hex()))
                .put(
                        "annotations",
                        Json.Obj.builder()
                                .put("identity", recipe.dependencies().toString())
                                .build())
                .build());
        recipe.bases().forEach((name, base) -> bases(name, base, all));
        return all;
    }

    private static Json data(String name, SnapshotPin pin) {
        Json.Builder annotations = Json.Obj.builder()
                .put("pin", pin.id())
                .put("evidence", pin.evidence().name().toLowerCase(Locale.ROOT));
        Json.Builder data = Json.Obj.builder().put("name", "data/" + name);
        if (pin instanceof SnapshotPin.Content content) {
            data.put(
                    "digest", digest(algorithm(content.kind()), content.digest().hex()));
            annotations.put("files", Long.toString(content.files())).put("bytes", Long.toString(content.bytes()));
        } else {
            SnapshotPin.External external = (SnapshotPin.External) pin;
            data.put("uri", Uris.pin(external));
            external(external).ifPresent(digest -> data.put("digest", digest));
        }
        return data.put("annotations", annotations.build()).build();
    }

    /** The digest that a revision is, where it is one of the content in an algorithm that can be relied on. */
    private static Optional<Json> external(SnapshotPin.External pin) {
        return switch (pin.system()) {
            case "git", "hub" -> hex(pin.revision(), 40, 64).map(hex -> digest(GIT_COMMIT, hex));
            case "git-lfs" -> hex(pin.revision(), 64).map(hex -> digest(SHA256, hex));
            case "oci" ->
                pin.revision().startsWith("sha256:")
                        ? hex(pin.revision().substring(7), 64).map(hex -> digest(SHA256, hex))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<String> hex(String text, int... lengths) {
        boolean lower = text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        for (int length : lengths) {
            if (lower && text.length() == length) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** A base is the artifacts that it has, so that it is found among other statements' subjects by its digests. */
    private void bases(String name, Digest base, List<Json> all) {
        Optional<ModelVersion> found = source.version(base);
        Map<String, Artifact> artifacts = found.map(ModelVersion::artifacts).orElse(Map.of());
        if (artifacts.isEmpty()) {
            all.add(base(name, base, found).build());
        }
        artifacts.forEach((artifact, content) -> all.add(base(name + "/" + artifact, base, found)
                .put(
                        "digest",
                        digest(algorithm(content.kind()), content.digest().hex()))
                .build()));
    }

    private static Json.Builder base(String name, Digest base, Optional<ModelVersion> found) {
        return Json.Obj.builder()
                .put("name", "base/" + name)
                .put("uri", Uris.version(base))
                .put(
                        "annotations",
                        Json.Obj.builder()
                                .put("versionDigest", base.toString())
                                .putIfPresent(
                                        "version", found.map(ModelVersion::name).map(VersionName::toString))
                                .build());
    }

    private Json run() {
        Json.Builder metadata = Json.Obj.builder()
                .put("invocationId", version.digest().toString())
                .put("startedOn", Codec.time(observation.started()))
                .put("finishedOn", Codec.time(observation.finished()))
                .putUnlessEmpty(
                        "lineage_holes",
                        new Json.Arr(observation.holes().stream()
                                .map(Hole::subject)
                                .<Json>map(Json.Str::new)
                                .toList()))
                .putUnlessEmpty(
                        "lineage_nonDeterministicWith",
                        new Json.Arr(version.nonDeterministicWith().stream()
                                .<Json>map(other -> new Json.Str(other.toString()))
                                .toList()));
        Json.Builder run = Json.Obj.builder()
                .put("builder", Json.Obj.builder().put("id", BUILDER).build())
                .put("metadata", metadata.build());
        if (!observation.metrics().isEmpty()) {
            Json metrics = strings(observation.metrics(), Value.Decimal::text);
            run.put(
                    "byproducts",
                    new Json.Arr(List.of(Json.Obj.builder()
                            .put("name", "metrics")
                            .put("mediaType", "application/json")
                            .put(
                                    "digest",
                                    digest(
                                            SHA256,
                                            Digest.of(JsonWriter.canonical(metrics))
                                                    .hex()))
                            .put("annotations", metrics)
                            .build())));
        }
        return run.build();
    }

    private static Json platform(Platform platform) {
        return Json.Obj.builder()
                .put("java", platform.javaVersion())
                .put("vendor", platform.javaVendor())
                .put("jvm", platform.jvm())
                .putUnlessEmpty(
                        "flags",
                        new Json.Arr(platform.flags().stream()
                                .<Json>map(Json.Str::new)
                                .toList()))
                .put("os", platform.os())
                .put("arch", platform.arch())
                .putIfPresent("cpu", platform.cpu())
                .put("processors", Integer.toString(platform.processors()))
                .put("locale", platform.locale())
                .put("timeZone", platform.timeZone())
                .put("charset", platform.charset())
                .putIfPresent("image", platform.image())
                .build();
    }

    /** A value as text: as itself, but for lists and maps, which are the JSON that the registry keeps. */
    static String text(Value value) {
        return value instanceof Value.Items || value instanceof Value.Fields
                ? JsonWriter.canonicalText(ValueCodec.write(value))
                : value.toString();
    }

    static String algorithm(SnapshotPin.Kind kind) {
        return kind == SnapshotPin.Kind.FILE ? SHA256 : DIR_HASH;
    }

    private static <T> Json strings(Map<String, T> map, Function<T, String> text) {
        Map<String, Json> members = new TreeMap<>();
        map.forEach((name, value) -> members.put(name, new Json.Str(text.apply(value))));
        return new Json.Obj(members);
    }

    private static Json digest(String algorithm, String hex) {
        return Json.Obj.builder().put(algorithm, hex).build();
    }
}
