package dev.lineage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.Hole;
import dev.lineage.model.RebuildPlan;
import dev.lineage.model.Rebuilt;
import dev.lineage.model.Reproduction;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project of its own, with a library in a jar: compiled, trained and recorded once in another JVM; then its sources, classes, jar
 * and data are deleted, and only the registry is left.
 */
final class StrangersProjectTest {
    private static final String LIBRARY = "package library; public final class Weights {"
            + " public static String of(java.util.List<String> rows, long seed) {"
            + "   return rows.hashCode() + \":\" + new java.util.Random(seed).nextLong(); } }";
    private static final String PROJECT = "package project; import java.nio.file.*; import dev.lineage.*;"
            + " public final class Train implements TrainingRecipe<java.io.IOException> {"
            + "   public void train(TrainingRun run) throws java.io.IOException {"
            + "     Path rows = run.storedData(\"rows\", Path.of(\"data\", \"rows.csv\"));"
            + "     String model = library.Weights.of(Files.readAllLines(rows), run.seed(\"seed\", 42)) + run.param(\"x\", 1.5);"
            + "     run.artifact(\"model\", Files.writeString(run.scratch().resolve(\"model\"), model));"
            + "     run.archiveClassPath(true); }"
            + "   public static void main(String[] a) throws Exception {"
            + "     try (ModelRegistry registry = ModelRegistry.open(a[0])) { registry.record(\"strange\", new Train()); } } }";

    private static final int FEW = 3;

    @TempDir
    private Path directory;

    private Path project;
    private String store;

    @BeforeEach
    void recordAndDelete() throws Exception {
        project = Files.createDirectory(directory.resolve("project"));
        store = "file:" + directory.resolve("registry");
        Path library = compile("library/Weights.java", LIBRARY, "library-classes", "");
        Path jar = jar(library, project.resolve("library-1.0.jar"));
        Path classes = compile("project/Train.java", PROJECT, "classes", jar.toString());
        Files.createDirectory(project.resolve("data"));
        Files.writeString(project.resolve("data/rows.csv"), "1,2\n3,4\n");
        Process training = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlineage.code.commit=0123456789012345678901234567890123456789",
                        "-Duser.timezone=Asia/Tokyo",
                        "-classpath",
                        String.join(
                                File.pathSeparator,
                                classes.toString(),
                                jar.toString(),
                                System.getProperty("java.class.path")),
                        "project.Train",
                        store)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(training.waitFor())
                .as(() -> read(directory.resolve("output")))
                .isZero();
        delete(project);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path compile(String file, String source, String to, String classPath) throws IOException {
        Path path = project.resolve("src").resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, source);
        Path classes = Files.createDirectory(project.resolve(to));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("a JDK").isNotNull();
        int ended = compiler.run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-cp",
                classPath + File.pathSeparator + System.getProperty("java.class.path"),
                path.toString());
        assertThat(ended).isZero();
        return classes;
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theRegistryAloneMakesItAgain() {
        try (ModelRegistry registry = ModelRegistry.open(store)) {
            RebuildPlan plan = registry.rebuildPlan("strange@1");
            assertThat(plan.isComplete()).as(plan.toText()).isTrue();
            assertThat(plan.toText()).contains("in the artifact store", "time zone Asia/Tokyo");
            Rebuilt rebuilt = registry.rebuild("strange@1").run();
            assertThat(rebuilt.reproduced())
                    .as(rebuilt.toText() + rebuilt.output())
                    .contains(Reproduction.BYTES);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    /** Every file of the artifact store that is damaged or gone is a hole with a name, and never another model. */
    @Test
    void whateverIsDamagedIsNamed() throws IOException {
        List<Path> blobs;
        try (Stream<Path> files = Files.walk(directory.resolve("registry/artifacts"))) {
            blobs = files.filter(
                            file -> Files.isRegularFile(file) && file.toFile().length() > 0)
                    .filter(file -> file.getParent() != null
                            && file.getParent().getParent() != null
                            && String.valueOf(file.getParent().getParent().getFileName())
                                    .equals("sha256"))
                    .toList();
        }
        assertThat(blobs).hasSizeGreaterThan(10);
        int told = 0;
        int whole = 0;
        for (Path blob : blobs) {
            byte[] right = Files.readAllBytes(blob);
            for (boolean gone : new boolean[] {true, false}) {
                assertThat(blob.toFile().setWritable(true)).isTrue();
                if (gone) {
                    Files.delete(blob);
                } else {
                    byte[] wrong = Arrays.copyOf(right, right.length);
                    wrong[wrong.length / 2] ^= 1;
                    Files.write(blob, wrong);
                }
                try (ModelRegistry registry = ModelRegistry.open(store)) {
                    RebuildPlan plan = registry.rebuildPlan("strange@1");
                    if (plan.holes().isEmpty()) {
                        // Found elsewhere: on the class path of this JVM. A few of them show that it does not matter.
                        if (whole++ >= FEW) {
                            continue;
                        }
                        Rebuilt rebuilt = registry.rebuild("strange@1").run();
                        assertThat(rebuilt.isReproduced(Reproduction.BYTES))
                                .as(blob + " " + rebuilt.toText())
                                .isTrue();
                    } else {
                        String holes = plan.holes().stream().map(Hole::toString).collect(Collectors.joining("\n"));
                        assertThat(holes).containsAnyOf("dependency", "data rows", "artifact model");
                        told++;
                    }
                } finally {
                    Files.deleteIfExists(blob);
                    Files.write(blob, right);
                }
            }
        }
        assertThat(told).isGreaterThan(8);
    }
}
