package dev.lineage.examples;

import dev.lineage.Decision;
import dev.lineage.Lineage;
import dev.lineage.ModelRegistry;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The README's quickstart: a real model is trained and recorded twice, the second time on changed data; the versions are
 * compared; one is promoted; another JVM serves it and logs what it predicts; and a tampered copy is refused.
 */
public final class Quickstart {
    private static final Path HOME = Path.of("target/quickstart");
    private static final Path STORE = HOME.resolve(".lineage");
    private static final Path DATA = HOME.resolve("penguins");

    private Quickstart() {}

    /** Runs it; no arguments. */
    public static void main(String[] arguments) throws Exception {
        deleteTree(HOME);
        Files.createDirectories(DATA);

        title("1. Train on the seasons 2007 and 2008, and record");
        season(2007);
        season(2008);
        ModelVersion first = Lineage.record("penguins", new PenguinTraining());
        show(first);

        title("2. Train again: nothing changed, so it is the same version");
        ModelVersion again = Lineage.record("penguins", new PenguinTraining());
        ModelRegistry registry = Lineage.registry();
        int runs = registry.observations(again.name(), 10, Optional.empty())
                .items()
                .size();
        System.out.println("  " + again.name() + ", byte for byte; " + runs + " runs are now recorded for it");

        title("3. The season 2009 arrives; train and record");
        season(2009);
        ModelVersion second = Lineage.record("penguins", new PenguinTraining());
        show(second);

        title("4. What changed between " + first.name() + " and " + second.name() + "?");
        System.out.print(registry.diff(first.name().toString(), second.name().toString())
                .toText()
                .indent(2));

        title("5. Promote " + second.name() + " to production");
        Decision decision = registry.promote(second.name().toString())
                .to("production")
                .because("trained on all three seasons")
                .commit();
        if (!(decision instanceof Decision.Promoted promoted)) {
            throw new IllegalStateException("Not promoted: " + decision);
        }
        System.out.println("  production -> " + promoted.stage().version() + ", by "
                + promoted.stage().by() + ": " + promoted.stage().reason());

        title("6. Another JVM serves what is in production");
        expect(0, serve(STORE));

        title("7. Which version made prediction penguin-1?");
        registry.predictions()
                .find("penguins", "penguin-1")
                .forEach(prediction -> System.out.println("  " + prediction));
        StringWriter csv = new StringWriter();
        PredictionCsv.write(registry.predictions(), second.name().toString(), Instant.EPOCH, Instant.MAX, csv);
        System.out.print(csv.toString().indent(2));

        title("8. Somebody changes one byte of the model in a copy of the store");
        Path copy = HOME.resolve("tampered");
        copyTree(STORE, copy);
        Path model = registry.release("penguins", "production").artifact("model");
        tamper(copy.resolve(STORE.toAbsolutePath().relativize(model.toAbsolutePath())));
        expect(Serving.REFUSED, serve(copy));

        System.out.println();
        System.out.println("The records are readable: look at examples/" + STORE + "/models/penguins/versions");
    }

    private static void title(String text) {
        System.out.println();
        System.out.println(text);
    }

    private static void show(ModelVersion version) {
        Observation observation = version.observation();
        row("version", version.name() + "  " + version.digest());
        row("recipe", version.recipeId().toString());
        row(
                "code",
                version.recipe().code()
                        + observation.code().branch().map(b -> "  on " + b).orElse(""));
        version.recipe().data().forEach((name, pin) -> row("data " + name, pin.toString()));
        row("dependencies", version.recipe().dependencies().toString());
        row("parameters", version.recipe().parameters().toString());
        row("seeds", version.recipe().seeds().toString());
        version.artifacts()
                .forEach((name, artifact) ->
                        row("artifact " + name, artifact.digest() + "  (" + artifact.bytes() + " bytes)"));
        observation.metrics().forEach((name, metric) -> row("metric " + name, metric.toString()));
        row("run", observation.by() + " on Java " + observation.platform().javaVersion());
        observation.holes().forEach(hole -> row("hole", hole.toString()));
    }

    private static void row(String what, String value) {
        System.out.printf("  %-14s %s%n", what, value);
    }

    /** One more season's measurements are exported into the training data. */
    private static void season(int year) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("data/penguins/penguins.csv"));
        List<String> rows = new ArrayList<>();
        rows.add(lines.get(0));
        lines.stream().filter(line -> line.endsWith("," + year)).forEach(rows::add);
        Files.write(DATA.resolve(year + ".csv"), rows);
    }

    private static int serve(Path store) throws IOException, InterruptedException {
        // A temporary directory of its own: LightGBM unpacks its library there under a fixed name, and must not replace
        // the one that this process has loaded.
        Path temporary = Files.createDirectories(HOME.resolve("serving-tmp"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary.toAbsolutePath(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Serving.class.getName(),
                        "file:" + store)
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void expect(int expected, int actual) {
        if (actual != expected) {
            throw new IllegalStateException("The serving process ended with " + actual + " instead of " + expected);
        }
    }

    private static void tamper(Path file) throws IOException {
        if (!file.toFile().setWritable(true)) {
            throw new IOException("Cannot make " + file + " writable");
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }
}
