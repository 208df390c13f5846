package dev.lineage.core.internal.attest;

import dev.lineage.core.internal.codec.Codec;
import dev.lineage.internal.json.Json;
import dev.lineage.model.Artifact;
import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Metric;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Platform;
import dev.lineage.model.Recipe;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The bill of materials of a version, CycloneDX 1.6 (CycloneDX/specification, {@code bom-1.6.schema.json}). What CycloneDX has
 * no place for is in properties whose names begin with {@code lineage:}.
 */
final class MlBom {
    private static final String SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json";
    private static final String MODEL_TYPE = "machine-learning-model";
    private static final String MODEL_REF = "model";
    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String REF = "bom-ref";
    private static final String VERSION = "version";
    private static final String PROPERTIES = "properties";

    private final Source source;
    private final ModelVersion version;
    private final Recipe recipe;
    private final Observation observation;
    /** The newest evaluation on each eval set, newest first. */
    private final List<Evaluation> evaluations;

    MlBom(Source source) {
        this.source = source;
        this.version = source.version();
        this.recipe = version.recipe();
        this.observation = version.observation();
        Map<String, Evaluation> newest = new LinkedHashMap<>();
        source.evaluations()
                .forEach(evaluation -> newest.putIfAbsent(evaluation.evalSet().id(), evaluation));
        this.evaluations = List.copyOf(newest.values());
    }

    Json bom() {
        Map<String, Json> parts = new LinkedHashMap<>();
        recipe.data().forEach((name, pin) -> data("data/" + name, name, pin, parts));
        for (int i = 0; i < evaluations.size(); i++) {
            data(
                    "eval-set/" + (i + 1),
                    evaluations.get(i).evalSet().id(),
                    evaluations.get(i).evalSet(),
                    parts);
        }
        List<Dependency> dependencies = source.dependencies().dependencies();
        for (int i = 0; i < dependencies.size(); i++) {
            library("dependency/" + (i + 1), dependencies.get(i), parts);
        }
        List<Json> refs = parts.keySet().stream().<Json>map(Json.Str::new).toList();
        return Json.Obj.builder()
                .put("$schema", SCHEMA)
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6")
                .put("serialNumber", "urn:uuid:" + NameUuid.ofUrl(versionUrl(version.digest())))
                .put(VERSION, 1 + source.evaluationCount())
                .put(
                        "metadata",
                        Json.Obj.builder()
                                .put("timestamp", Codec.time(changed()))
                                .put("tools", tools())
                                .put("component", model())
                                .build())
                .putUnlessEmpty("components", new Json.Arr(List.copyOf(parts.values())))
                .put(
                        "dependencies",
                        new Json.Arr(List.of(Json.Obj.builder()
                                .put("ref", MODEL_REF)
                                .putUnlessEmpty("dependsOn", new Json.Arr(refs))
                                .build())))
                .build();
    }

    static String versionUrl(Digest digest) {
        return "https://lineage.dev/version/" + digest.hex();
    }

    /** When what is written here was last changed in the registry. */
    private Instant changed() {
        return source.evaluations().stream()
                .map(Evaluation::at)
                .reduce(observation.finished(), (a, b) -> a.isAfter(b) ? a : b);
    }

    private static Json tools() {
        return Json.Obj.builder()
                .put(
                        "components",
                        new Json.Arr(List.of(Json.Obj.builder()
                                .put(TYPE, "library")
                                .put("group", "dev.lineage")
                                .put(NAME, "lineage")
                                .build())))
                .build();
    }

    // ---- the model

    private Json model() {
        List<Json> artifacts = new ArrayList<>();
        version.artifacts().forEach((name, artifact) -> artifacts.add(artifact(name, artifact)));
        return Json.Obj.builder()
                .put(TYPE, MODEL_TYPE)
                .put(REF, MODEL_REF)
                .put(NAME, version.model())
                .put(VERSION, Long.toString(version.number()))
                .putUnlessEmpty("hashes", soleFile(version))
                .putUnlessEmpty("components", new Json.Arr(artifacts))
                .put("modelCard", card())
                .put("pedigree", pedigree())
                .put(PROPERTIES, properties().build())
                .build();
    }

    /** The hash of the model where it is one file; what it says about serving is no part of the model. */
    private static Json soleFile(ModelVersion version) {
        List<Artifact> artifacts = version.artifacts().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(ServingSpec.ARTIFACT))
                .map(Map.Entry::getValue)
                .toList();
        return artifacts.size() == 1 && artifacts.get(0).kind() == SnapshotPin.Kind.FILE
                ? sha256(artifacts.get(0).digest())
                : new Json.Arr(List.of());
    }

    private static Json artifact(String name, Artifact artifact) {
        Properties properties = new Properties();
        Json.Builder file = Json.Obj.builder()
                .put(TYPE, "file")
                .put(REF, "artifact/" + name)
                .put(NAME, name);
        content(artifact.kind(), artifact.digest(), file, properties);
        return file.put(
                        PROPERTIES,
                        properties
                                .add("files", Long.toString(artifact.files()))
                                .add("bytes", Long.toString(artifact.bytes()))
                                .build())
                .build();
    }

    /** The hash of a file, or the {@code dirHash1} of a tree, for which CycloneDX has no algorithm. */
    private static void content(SnapshotPin.Kind kind, Digest digest, Json.Builder component, Properties properties) {
        if (kind == SnapshotPin.Kind.FILE) {
            component.put("hashes", sha256(digest));
        } else {
            properties.add("dirHash1", digest.hex());
        }
    }

    private Json card() {
        List<Json> datasets = new ArrayList<>();
        recipe.data().keySet().forEach(name -> datasets.add(ref("data/" + name)));
        List<Json> metrics = new ArrayList<>();
        Properties properties = new Properties();
        for (int i = 0; i < evaluations.size(); i++) {
            Evaluation evaluation = evaluations.get(i);
            datasets.add(ref("eval-set/" + (i + 1)));
            String on =
                    evaluations.size() == 1 ? "" : " on " + evaluation.evalSet().id();
            metrics(evaluation.metrics(), on, Optional.empty(), metrics);
            new TreeMap<>(evaluation.slices())
                    .forEach((slice, part) -> metrics(part.metrics(), on, Optional.of(slice), metrics));
            properties.add("evaluation", evaluation.digest().toString());
        }
        Json analysis = Json.Obj.builder()
                .putUnlessEmpty("performanceMetrics", new Json.Arr(metrics))
                .build();
        return Json.Obj.builder()
                .put(
                        "modelParameters",
                        Json.Obj.builder()
                                .put("datasets", new Json.Arr(datasets))
                                .build())
                .putUnlessEmpty("quantitativeAnalysis", analysis)
                .putUnlessEmpty(PROPERTIES, properties.build())
                .build();
    }

    private static Json ref(String ref) {
        return Json.Obj.builder().put("ref", ref).build();
    }

    private static void metrics(Map<String, Metric> measured, String on, Optional<String> slice, List<Json> metrics) {
        new TreeMap<>(measured)
                .forEach((name, metric) -> metrics.add(Json.Obj.builder()
                        .put(TYPE, name + on)
                        .put("value", metric.toString())
                        .putIfPresent("slice", slice)
                        .build()));
    }

    private Json pedigree() {
        List<Json> ancestors = new ArrayList<>();
        recipe.bases().forEach((name, base) -> ancestors.add(ancestor(name, base)));
        Json commit = Json.Obj.builder()
                .put("uid", recipe.code().commit())
                .putIfPresent("url", observation.code().remote().flatMap(Uris::plainGit))
                .build();
        return Json.Obj.builder()
                .putUnlessEmpty("ancestors", new Json.Arr(ancestors))
                .put("commits", new Json.Arr(List.of(commit)))
                .putIfPresent(
                        "notes",
                        recipe.code()
                                .uncommitted()
                                .map(changes -> "Trained with uncommitted changes to this commit: " + changes))
                .build();
    }

    private Json ancestor(String name, Digest base) {
        Optional<ModelVersion> found = source.version(base);
        return Json.Obj.builder()
                .put(TYPE, MODEL_TYPE)
                .put(REF, "base/" + name)
                .put(NAME, found.map(ModelVersion::model).orElse(name))
                .putIfPresent(VERSION, found.map(other -> Long.toString(other.number())))
                .putUnlessEmpty("hashes", found.map(MlBom::soleFile).orElse(new Json.Arr(List.of())))
                .put(
                        PROPERTIES,
                        new Properties().add("versionDigest", base.toString()).build())
                .build();
    }

    private Properties properties() {
        Properties properties = new Properties()
                .add("versionDigest", version.digest().toString())
                .add("recipe", version.recipeId().toString());
        recipe.trainer().ifPresent(trainer -> properties.add("trainer", trainer));
        recipe.parameters().forEach((name, value) -> properties.add("param:" + name, Provenance.text(value)));
        recipe.seeds().forEach((name, seed) -> properties.add("seed:" + name, Long.toString(seed)));
        observation.metrics().forEach((name, value) -> properties.add("metric:" + name, value.text()));
        Platform platform = observation.platform();
        return properties
                .add("java", platform.javaVersion())
                .add("os", platform.os())
                .add("arch", platform.arch());
    }

    // ---- what it was made from

    private static void data(String ref, String name, SnapshotPin pin, Map<String, Json> parts) {
        Properties properties = new Properties()
                .add("pin", pin.id())
                .add("evidence", pin.evidence().name().toLowerCase(Locale.ROOT));
        Json.Builder data = Json.Obj.builder().put(TYPE, "data").put(REF, ref).put(NAME, name);
        if (pin instanceof SnapshotPin.Content content) {
            content(content.kind(), content.digest(), data, properties);
            properties.add("files", Long.toString(content.files())).add("bytes", Long.toString(content.bytes()));
        } else {
            data.put(VERSION, ((SnapshotPin.External) pin).revision());
        }
        data.put(
                "data",
                new Json.Arr(List.of(
                        Json.Obj.builder().put(TYPE, "dataset").put(NAME, name).build())));
        parts.put(ref, data.put(PROPERTIES, properties.build()).build());
    }

    private static void library(String ref, Dependency dependency, Map<String, Json> parts) {
        Properties properties = new Properties().add("file", dependency.file());
        Json.Builder library = Json.Obj.builder().put(TYPE, "library").put(REF, ref);
        Optional<String[]> coordinates =
                dependency.coordinates().map(text -> text.split(":", -1)).filter(known -> known.length >= 3);
        coordinates.ifPresentOrElse(
                known -> library.put("group", known[0]).put(NAME, known[1]).put(VERSION, known[2]),
                () -> library.put(NAME, dependency.file()));
        library.putIfPresent("purl", Uris.maven(dependency));
        content(
                dependency.kind() == Dependency.Kind.JAR ? SnapshotPin.Kind.FILE : SnapshotPin.Kind.TREE,
                dependency.digest(),
                library,
                properties);
        parts.put(ref, library.put(PROPERTIES, properties.build()).build());
    }

    private static Json sha256(Digest digest) {
        return new Json.Arr(List.of(Json.Obj.builder()
                .put("alg", "SHA-256")
                .put("content", digest.hex())
                .build()));
    }

    /** Collects properties. */
    private static final class Properties {
        private final List<Json> items = new ArrayList<>();

        Properties add(String name, String value) {
            items.add(Json.Obj.builder()
                    .put(NAME, "lineage:" + name)
                    .put("value", value)
                    .build());
            return this;
        }

        Json build() {
            return new Json.Arr(items);
        }
    }
}
