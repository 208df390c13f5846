package dev.lineage.maven.internal;

import dev.lineage.TrainingRecipe;
import dev.lineage.TrainingRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A model that is what a library says. */
public final class LibraryRecipe implements TrainingRecipe<IOException> {
    /** For the fresh JVM. */
    public LibraryRecipe() {}

    @Override
    public void train(TrainingRun run) throws IOException {
        Path rows = run.storedData("rows", Path.of(System.getProperty("rows", "nowhere")));
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream("library/weights.txt"))) {
            String weights = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Path model = run.scratch().resolve("model");
            run.artifact("model", Files.writeString(model, weights + Files.readString(rows)));
        }
    }
}
