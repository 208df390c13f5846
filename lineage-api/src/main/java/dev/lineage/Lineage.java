package dev.lineage;

import dev.lineage.model.ModelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The one-liner for training code, with no configuration: records into the registry that is found at
 *
 * <ol>
 *   <li>the URL in the environment variable {@code LINEAGE_STORE}, else
 *   <li>the property {@code store} of {@code lineage.properties} on the class path, else in the working directory, else
 *   <li>{@code file:.lineage}.
 * </ol>
 *
 * <p>The registry is opened at the first use and kept until the JVM ends. Code that wants more than one registry, or to
 * pass one around, uses {@link ModelRegistry}. Thread-safe.
 */
public final class Lineage {
    private static final String DEFAULT_STORE = "file:.lineage";
    private static final String PROPERTIES = "lineage.properties";

    private static @Nullable ModelRegistry shared;

    private Lineage() {}

    /**
     * Trains and records: see {@link ModelRegistry#record(String, TrainingRecipe)}.
     *
     * @throws X whatever training throws, untouched
     */
    public static <X extends Exception> ModelVersion record(String model, TrainingRecipe<X> recipe) throws X {
        return registry().record(model, recipe);
    }

    /** Describes a version that other code trained: see {@link ModelRegistry#record(String)}. */
    public static RecordChange record(String model) {
        return registry().record(model);
    }

    /** Opens a registry that the caller closes: see {@link ModelRegistry#open}. */
    public static ModelRegistry open(String url) {
        return ModelRegistry.open(url);
    }

    /** The registry that this class records into. It is shared: do not close it. */
    public static synchronized ModelRegistry registry() {
        if (shared == null) {
            shared = ModelRegistry.open(store());
        }
        return shared;
    }

    private static String store() {
        String environment = System.getenv("LINEAGE_STORE");
        if (environment != null && !environment.isBlank()) {
            return environment;
        }
        try (InputStream onClassPath = ClassLoader.getSystemResourceAsStream(PROPERTIES)) {
            if (onClassPath != null) {
                return store(onClassPath, PROPERTIES + " on the class path");
            }
            Path file = Path.of(PROPERTIES);
            if (Files.exists(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    return store(in, file.toAbsolutePath().toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + PROPERTIES + " to find the store", e);
        }
        return DEFAULT_STORE;
    }

    private static String store(InputStream in, String where) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        String store = properties.getProperty("store");
        if (store == null || store.isBlank()) {
            throw new IllegalStateException("There is no 'store' in " + where + "; write store=file:<directory>");
        }
        return store.strip();
    }
}
