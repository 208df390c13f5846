package dev.lineage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.Lineage;
import dev.lineage.ModelRegistry;
import dev.lineage.model.ModelVersion;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training started as people start it: in the directory of its classes and data, without any configuration. */
final class DefaultStoreTest {
    @TempDir
    private Path directory;

    /** Somebody's training. */
    static final class Training {
        private Training() {}

        public static void main(String[] arguments) throws IOException {
            ModelVersion version = Lineage.record("mean", run -> {
                List<String> lines = Files.readAllLines(run.data("train", Path.of("data.csv")));
                double mean = lines.stream()
                        .mapToDouble(Double::parseDouble)
                        .average()
                        .orElse(0);
                run.artifact("model", Files.writeString(run.scratch().resolve("model"), Double.toString(mean)));
            });
            System.out.println(version);
        }
    }

    @Test
    void theStoreInTheClassDirectoryIsNotPartOfTheClasses() throws Exception {
        copyClasses();
        Files.writeString(directory.resolve("data.csv"), "1\n2\n4\n");

        String first = train();
        String second = train();

        assertThat(first).startsWith("mean@1 ");
        assertThat(second).as("the same recipe and artifact").isEqualTo(first);
        try (ModelRegistry registry = ModelRegistry.open("file:" + directory.resolve(".lineage"))) {
            assertThat(registry.observations(registry.version("mean@1").name(), 10, Optional.empty())
                            .items())
                    .hasSize(2);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    private void copyClasses() throws IOException {
        String packageName = DefaultStoreTest.class.getPackageName().replace('.', '/');
        Path target = Files.createDirectories(directory.resolve(packageName));
        Path classes = Path.of("target/test-classes").resolve(packageName);
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.filter(f -> f.getFileName().toString().contains("DefaultStoreTest$Training"))
                    .toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    private String train() throws Exception {
        String libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> !element.endsWith("test-classes"))
                .reduce(".", (all, element) -> all + File.pathSeparator + element);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlineage.code.commit=0123456789012345678901234567890123456789",
                        "-cp",
                        libraries,
                        Training.class.getName())
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output;
    }
}
