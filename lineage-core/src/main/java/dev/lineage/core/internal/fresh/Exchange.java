package dev.lineage.core.internal.fresh;

import dev.lineage.ModelLoader;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.ServingCodec;
import dev.lineage.core.internal.codec.ValueCodec;
import dev.lineage.core.internal.fresh.Training.Base;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the two JVMs tell each other, in files; both are of one version of Lineage. */
final class Exchange {
    private Exchange() {}

    /**
     * What the child is asked.
     *
     * @param loader the class of the loader
     * @param bundle what it loads
     */
    record Question(String loader, ModelLoader.Bundle bundle) {}

    /**
     * What came of one smoke case: the answer, or why there is none.
     *
     * @param answer the answer
     * @param error what was thrown
     */
    record Answer(Optional<Value> answer, String error) {}

    static void write(Path file, Question question) throws IOException {
        Map<String, Json> artifacts = new TreeMap<>();
        question.bundle().artifacts().forEach((name, path) -> artifacts.put(name, new Json.Str(path.toString())));
        Files.write(
                file,
                JsonWriter.canonical(Json.Obj.builder()
                        .put("loader", question.loader())
                        .put("version", Codec.version(question.bundle().version()))
                        .put(
                                "serving",
                                new String(ServingCodec.write(question.bundle().serving()), StandardCharsets.UTF_8))
                        .put("artifacts", new Json.Obj(artifacts))
                        .build()));
    }

    static Question question(Path file) throws IOException {
        JsonFields fields = JsonFields.of("", JsonReader.read(Files.readAllBytes(file)));
        return new Question(
                fields.string("loader"),
                new ModelLoader.Bundle(
                        Codec.version(fields.string("version"), -1),
                        ServingCodec.read(fields.string("serving").getBytes(StandardCharsets.UTF_8)),
                        paths(fields.object("artifacts"))));
    }

    static void write(Path file, List<Answer> answers) throws IOException {
        List<Json> items = new ArrayList<>();
        for (Answer answer : answers) {
            Json.Builder item = Json.Obj.builder();
            answer.answer()
                    .ifPresentOrElse(
                            value -> item.put("answer", ValueCodec.write(value)),
                            () -> item.put("error", answer.error()));
            items.add(item.build());
        }
        Files.write(
                file,
                JsonWriter.canonical(
                        Json.Obj.builder().put("answers", new Json.Arr(items)).build()));
    }

    /**
     * The answers that the child wrote.
     *
     * @throws JsonException if they are not what a child writes
     */
    static List<Answer> answers(Path file) throws IOException {
        return JsonFields.of("", JsonReader.read(Files.readAllBytes(file)))
                .list(
                        "answers",
                        item -> new Answer(
                                item.optional("answer").map(json -> ValueCodec.read("answer", json)),
                                item.optionalString("error").orElse("")));
    }

    // ---- training

    /**
     * What is to be trained.
     *
     * @param trainer the class of the recipe
     * @param version the version that is made again
     * @param data where the recorded data is, by name
     * @param bases the recorded bases, by name
     * @param results an empty directory for what is handed over
     */
    record Training(
            String trainer, ModelVersion version, Map<String, Path> data, Map<String, Base> bases, Path results) {}

    static void write(Path file, Training training) throws IOException {
        Map<String, Json> bases = new TreeMap<>();
        Map<String, Json> artifacts = new TreeMap<>();
        training.bases().forEach((name, base) -> {
            bases.put(name, new Json.Str(Codec.version(base.version())));
            artifacts.put(name, paths(base.artifacts()));
        });
        Files.write(
                file,
                JsonWriter.canonical(Json.Obj.builder()
                        .put("trainer", training.trainer())
                        .put("version", Codec.version(training.version()))
                        .put("data", paths(training.data()))
                        .put("bases", new Json.Obj(bases))
                        .put("baseArtifacts", new Json.Obj(artifacts))
                        .put("results", training.results().toString())
                        .build()));
    }

    static Training training(Path file) throws IOException {
        JsonFields fields = JsonFields.of("", JsonReader.read(Files.readAllBytes(file)));
        Map<String, Base> bases = new TreeMap<>();
        JsonFields versions = fields.object("bases");
        JsonFields artifacts = fields.object("baseArtifacts");
        versions.members()
                .keySet()
                .forEach(name -> bases.put(
                        name, new Base(Codec.version(versions.string(name), -1), paths(artifacts.object(name)))));
        return new Training(
                fields.string("trainer"),
                Codec.version(fields.string("version"), -1),
                paths(fields.object("data")),
                bases,
                Path.of(fields.string("results")));
    }

    private static Json.Obj paths(Map<String, Path> places) {
        Map<String, Json> paths = new TreeMap<>();
        places.forEach((name, path) -> paths.put(name, new Json.Str(path.toString())));
        return new Json.Obj(paths);
    }

    private static Map<String, Path> paths(JsonFields fields) {
        Map<String, Path> paths = new TreeMap<>();
        fields.members().keySet().forEach(name -> paths.put(name, Path.of(fields.string(name))));
        return paths;
    }

    /** Where what was handed over is, by the artifact's name. */
    static void writeResults(Path file, Map<String, Path> results) throws IOException {
        Map<String, Json> items = new TreeMap<>();
        results.forEach((name, path) -> items.put(name, new Json.Str(path.toString())));
        Files.write(file, JsonWriter.canonical(new Json.Obj(items)));
    }

    static Map<String, Path> results(Path file) throws IOException {
        return paths(JsonFields.of("", JsonReader.read(Files.readAllBytes(file))));
    }
}
