package dev.lineage.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.spi.JarRepository;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars work as modules: an application that has them on its module path records, promotes and serves. */
class ModulePathTest {
    private static final PublishedModules MODULES = PublishedModules.find();

    @TempDir
    private Path directory;

    @Test
    void recordsAndServesFromTheModulePath() throws IOException, InterruptedException {
        List<String> own = MODULES.jars().keySet().stream()
                .filter(module -> !module.equals(PublishedModules.TESTKIT))
                .map(module -> MODULES.jar(module).toString())
                .toList();
        Map<Boolean, List<String>> libraries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(element -> !own.contains(element))
                .collect(Collectors.partitioningBy(element ->
                        element.matches(".*[/\\\\](slf4j-|bcprov|org.eclipse.jgit|JavaEWAH|jspecify)[^/\\\\]*\\.jar")));
        String modulePath = Stream.concat(own.stream(), libraries.getOrDefault(true, List.of()).stream())
                .collect(Collectors.joining(File.pathSeparator));
        // Maven's libraries among them: they share packages with each other, so no module path takes them.
        String classPath = String.join(File.pathSeparator, libraries.getOrDefault(false, List.of()));
        Files.writeString(
                directory.resolve("settings.xml"),
                "<settings><mirrors><mirror><id>all</id><mirrorOf>*</mirrorOf><url>" + directory.toUri()
                        + "</url></mirror></mirrors></settings>");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlineage.maven.settings=" + directory.resolve("settings.xml"),
                        "-Dmaven.repo.local=" + directory.resolve("local"),
                        "--module-path",
                        modulePath,
                        "--add-modules",
                        "dev.lineage.core,dev.lineage.fs,dev.lineage.jdbc,dev.lineage.maven",
                        "--class-path",
                        classPath,
                        Application.class.getName(),
                        directory.resolve("store").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("dev.lineage.core true", "serving modular@1", "dev.lineage.maven true", "fetched nothing");
    }

    /** The application. */
    public static final class Application {
        private Application() {}

        /** Records into the store that is named and serves from it. */
        public static void main(String[] arguments) throws IOException {
            Path store = Path.of(arguments[0]);
            JarRepository maven =
                    ServiceLoader.load(JarRepository.class).findFirst().orElseThrow();
            Module module = maven.getClass().getModule();
            System.out.println(module.getName() + " " + module.isNamed());
            Path scratch = Files.createDirectory(store.resolveSibling("scratch"));
            if (maven.fetch("org.example:none:1.0", Digest.of(new byte[0]), scratch)
                    .isEmpty()) {
                System.out.println("fetched nothing");
            }
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
