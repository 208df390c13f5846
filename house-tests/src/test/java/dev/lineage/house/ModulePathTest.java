package dev.lineage.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.ModelVersion;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars work as modules: an application that has them on its module path records, promotes and serves. */
class ModulePathTest {
    private static final PublishedModules MODULES = PublishedModules.find();

    @TempDir
    private Path directory;

    @Test
    void recordsAndServesFromTheModulePath() throws IOException, InterruptedException {
        String modulePath = MODULES.jars().keySet().stream()
                .filter(module -> !module.endsWith("testkit"))
                .map(module -> MODULES.jar(module).toString())
                .collect(Collectors.joining(File.pathSeparator));
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(element -> element.matches(".*(slf4j|bcprov|jgit|JavaEWAH|jspecify)[^/\\\\]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Path testClasses = Path.of("target", "test-classes").toAbsolutePath();

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        modulePath + File.pathSeparator + libraries,
                        "--add-modules",
                        "dev.lineage.core,dev.lineage.fs,dev.lineage.jdbc",
                        "--class-path",
                        testClasses.toString(),
                        Application.class.getName(),
                        directory.resolve("store").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("dev.lineage.core true", "serving modular@1");
    }

    /** The application. */
    public static final class Application {
        private Application() {}

        /** Records into the store that is named and serves from it. */
        public static void main(String[] arguments) throws IOException {
            Path store = Path.of(arguments[0]);
            Path model = Files.writeString(store.resolveSibling("model"), "weights");
            try (ModelRegistry registry = ModelRegistry.open("file:" + store)) {
                Module core = registry.getClass().getModule();
                System.out.println(core.getName() + " " + core.isNamed());
                ModelVersion version = registry.record("modular")
                        .code(CodeState.clean("0123456789012345678901234567890123456789"))
                        .data("train", model)
                        .artifact("model", model)
                        .commit();
                registry.promote(version.name().toString())
                        .to("production")
                        .because("it is the only one")
                        .by("ana")
                        .commit();
                System.out.println("serving "
                        + registry.release("modular", "production").version().name());
                if (registry.dependencies(version).dependencies().size() < 4) {
                    throw new IllegalStateException(
                            "The module path was not locked: " + registry.dependencies(version));
                }
            }
        }
    }
}
