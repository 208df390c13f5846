package dev.lineage.core.internal.fresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.ModelLoader;
import dev.lineage.ModelRegistry;
import dev.lineage.Predictor;
import dev.lineage.model.CodeState;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Platform;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreshJvmTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    /** Tells what it finds around it. */
    public static final class Curious implements ModelLoader {
        /** For the fresh JVM. */
        public Curious() {}

        @Override
        public Predictor load(Bundle bundle) {
            return input -> {
                if (input.containsKey("fail")) {
                    throw new IllegalStateException("not that");
                }
                return Value.of(String.join(
                        " ",
                        TimeZone.getDefault().getID(),
                        Locale.getDefault().toLanguageTag(),
                        Charset.defaultCharset().name(),
                        String.valueOf(System.getenv("PATH")),
                        String.valueOf(System.getenv("OMP_NUM_THREADS")),
                        String.valueOf(Curious.class.desiredAssertionStatus()),
                        Path.of("").toAbsolutePath().getFileName().toString()));
            };
        }
    }

    /** Never comes back. */
    public static final class Hanging implements ModelLoader {
        /** For the fresh JVM. */
        public Hanging() {}

        @Override
        public Predictor load(Bundle bundle) throws InterruptedException {
            System.out.println("waiting for a licence server");
            Thread.sleep(Duration.ofDays(1).toMillis());
            throw new IllegalStateException("a day has passed");
        }
    }

    private ModelLoader.Bundle bundle() throws IOException {
        ServingSpec serving = ServingSpec.builder()
                .smoke("what", Map.of("x", 1), "?")
                .smoke("failing", Map.of("fail", true), "?")
                .build();
        try (ModelRegistry registry = ModelRegistry.open("memory:")) {
            ModelVersion version = registry.record("fraud")
                    .code(CodeState.clean(COMMIT))
                    .data("train", SnapshotPin.declared("prices", "as mailed"))
                    .serving(serving)
                    .artifact("model", Files.writeString(directory.resolve("model"), "w"))
                    .commit();
            return new ModelLoader.Bundle(version, serving, Map.of("model", directory.resolve("model")));
        }
    }

    private FreshJvm jvm(Duration limit, List<String> flags, Path... more) {
        Platform platform = new Platform(
                "17",
                "any",
                "any",
                flags,
                "any",
                "any",
                Optional.empty(),
                1,
                "de-AT",
                "Pacific/Chatham",
                "ISO-8859-1",
                Optional.empty());
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
        return new FreshJvm(
                Path.of(System.getProperty("java.home")),
                more.length == 0 ? classPath : List.of(more),
                platform,
                limit);
    }

    @Test
    void nothingOfThisJvmIsThere() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run with \"quotes\" and spaces"));
        try (Predictor predictor = jvm(LONG, List.of("-ea", "OMP_NUM_THREADS=3", "-XX:+NoSuchOption"))
                .run(Curious.class.getName(), bundle(), run)) {
            assertThat(predictor.predict(Map.of("x", Value.of(1))))
                    .isEqualTo(Value.of("Pacific/Chatham de-AT ISO-8859-1 null 3 true work"));
            assertThatThrownBy(() -> predictor.predict(Map.of("fail", Value.of(true))))
                    .hasMessageContaining("not that");
            assertThatThrownBy(() -> predictor.predict(Map.of("y", Value.of(1))))
                    .hasMessageContaining("was not asked in the fresh JVM");
        }
    }

    @Test
    void aLoaderThatIsNotOnTheRecordedClassPathIsTold() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThatThrownBy(() -> jvm(LONG, List.of(), empty).run("com.acme.Loader", bundle(), run))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with 1")
                .hasMessageContaining("ClassNotFoundException: com.acme.Loader");
    }

    @Test
    void oneThatDoesNotEndIsEnded() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        assertThatThrownBy(() -> jvm(Duration.ofSeconds(15), List.of()).run(Hanging.class.getName(), bundle(), run))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end within PT15S")
                .hasMessageContaining("waiting for a licence server");
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .filter(child -> child.info().commandLine().orElse("").contains(run.toString())))
                .isEmpty();
    }
}
