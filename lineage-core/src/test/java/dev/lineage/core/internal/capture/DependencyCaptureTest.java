package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.UnpinnableDataException;
import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependencyCaptureTest {
    @TempDir
    Path temp;

    private Path jar(String name, Map<String, String> attributes, Map<String, String> files) throws IOException {
        Path jar = temp.resolve(name);
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new ZipEntry("name-of-jar"));
            entries.write(name.getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, String> file : files.entrySet()) {
                entries.putNextEntry(new ZipEntry(file.getKey()));
                entries.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private Path jar(String name) throws IOException {
        return jar(name, Map.of(), Map.of());
    }

    private CapturedDependencies capture(Object... classPath) {
        return capture(CaptureProbe::hash, ClassLoader.getPlatformClassLoader(), classPath);
    }

    private CapturedDependencies capture(PathHasher hasher, ClassLoader loader, Object... classPath) {
        String joined = String.join(
                File.pathSeparator,
                Arrays.stream(classPath).map(String::valueOf).toList());
        Environment environment = Environment.builder(GitCli.CLOCK, temp)
                .property("java.class.path", joined)
                .classLoader(loader)
                .build();
        ClassPathElements elements = new ClassPathElements(temp);
        elements.addClassPath(environment);
        elements.addLoaders(loader);
        return DependencyCapture.capture(environment, hasher, elements);
    }

    private static List<String> files(CapturedDependencies captured) {
        return captured.lock().dependencies().stream().map(Dependency::file).toList();
    }

    @Test
    void jarsAndDirectoriesAreLockedInOrder() throws IOException {
        Path classes = Files.createDirectories(temp.resolve("classes"));
        Files.writeString(classes.resolve("A.class"), "a");
        Path empty = Files.createDirectories(temp.resolve("empty"));
        Path b = jar("b.jar");
        Path a = jar("a.jar");
        CapturedDependencies captured = capture(classes, b, empty, a, temp.resolve("missing.jar"), b);
        assertThat(captured.holes()).isEmpty();
        assertThat(files(captured)).containsExactly("classes", "b.jar", "empty", "a.jar");
        Dependency first = captured.lock().dependencies().get(0);
        assertThat(first.kind()).isEqualTo(Dependency.Kind.DIRECTORY);
        assertThat(first.bytes()).isEqualTo(1);
        Dependency second = captured.lock().dependencies().get(1);
        assertThat(second.digest()).isEqualTo(Digest.of(Files.readAllBytes(b)));
        assertThat(second.bytes()).isEqualTo(Files.size(b));
    }

    @Test
    void relativeAndEmptyElementsAreOfTheWorkingDirectory() throws IOException {
        jar("lib/a.jar");
        assertThat(files(capture("lib/a.jar", ""))).containsExactly("a.jar", String.valueOf(temp.getFileName()));
    }

    @Test
    void manifestsAddElementsRightAfterTheirJar() throws IOException {
        jar("lib/deep.jar");
        jar("lib/one.jar", Map.of("Class-Path", "deep.jar missing.jar not:a%zz:uri"), Map.of());
        jar("lib/with space.jar");
        Path absolute = jar("other/absolute.jar");
        Files.createDirectories(temp.resolve("lib/classes"));
        Path app = jar(
                "app.jar",
                Map.of("Class-Path", "lib/one.jar lib/with%20space.jar lib/classes/ " + absolute.toUri()),
                Map.of());
        Path last = jar("last.jar");
        CapturedDependencies captured = capture(app, last);
        assertThat(captured.holes()).isEmpty();
        assertThat(files(captured))
                .containsExactly(
                        "app.jar", "one.jar", "deep.jar", "with space.jar", "classes", "absolute.jar", "last.jar");
    }

    @Test
    void manifestsMayNameEachOther() throws IOException {
        Path a = jar("a.jar", Map.of("Class-Path", "b.jar"), Map.of());
        jar("b.jar", Map.of("Class-Path", "a.jar b.jar"), Map.of());
        assertThat(files(capture(a))).containsExactly("a.jar", "b.jar");
    }

    @Test
    void theSourceIsKnownOfWhatLiesInACacheOfABuildTool() throws IOException {
        Path fetched = jar(".m2/repository/g/a/1/a-1.jar");
        Files.writeString(fetched.resolveSibling("_remote.repositories"), "a-1.jar>central=\n");
        Path cached = jar("files-2.1/g/b/1/0a0b/b-1.jar");
        assertThat(capture(fetched, cached, jar("own.jar")).lock().dependencies())
                .extracting(Dependency::source)
                .containsExactly(Optional.of("maven:central"), Optional.of("gradle"), Optional.empty());
    }

    @Test
    void coordinatesComeFromTheOnePomInTheJar() throws IOException {
        String pom = "groupId=org.example\nartifactId=math\nversion=1.2\n";
        Path one = jar("one.jar", Map.of(), Map.of("META-INF/maven/org.example/math/pom.properties", pom));
        Path shaded = jar(
                "shaded.jar",
                Map.of(),
                Map.of(
                        "META-INF/maven/org.example/math/pom.properties",
                        pom,
                        "META-INF/maven/org.example/other/pom.properties",
                        pom));
        Path hostile = jar(
                "hostile.jar",
                Map.of(),
                Map.of("META-INF/maven/a/b/pom.properties", "groupId=a b\\nc\nartifactId=b\nversion=\\u0000\n"));
        assertThat(capture(one, shaded, hostile).lock().dependencies())
                .extracting(Dependency::coordinates)
                .containsExactly(Optional.of("org.example:math:1.2"), Optional.empty(), Optional.empty());
    }

    @Test
    void aLinkIsLockedByWhatItPointsTo() throws IOException {
        Path real = jar("real/a-1.0.jar");
        Path link = Files.createSymbolicLink(temp.resolve("a.jar"), real);
        Files.createSymbolicLink(temp.resolve("dangling.jar"), temp.resolve("nothing"));
        CapturedDependencies captured = capture(link, temp.resolve("dangling.jar"));
        assertThat(captured.holes()).isEmpty();
        assertThat(files(captured)).containsExactly("a.jar");
        assertThat(captured.lock().dependencies().get(0).digest()).isEqualTo(Digest.of(Files.readAllBytes(real)));
    }

    @Test
    void whatIsNoJarIsLockedByItsBytes() throws IOException {
        Path text = Files.writeString(temp.resolve("notes.txt"), "no jar");
        CapturedDependencies captured = capture(text);
        assertThat(captured.holes()).isEmpty();
        assertThat(captured.lock().dependencies())
                .extracting(Dependency::digest)
                .containsExactly(Digest.of("no jar".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatChangesWhileItIsHashedIsAFatalHole() throws IOException {
        Path classes = Files.createDirectories(temp.resolve("classes"));
        Path a = jar("a.jar");
        CapturedDependencies captured = capture(
                path -> {
                    if (Files.isDirectory(path)) {
                        throw new UnpinnableDataException(
                                UnpinnableDataException.Reason.CHANGED_WHILE_READ, path + " changed");
                    }
                    return CaptureProbe.hash(path);
                },
                ClassLoader.getPlatformClassLoader(),
                classes,
                a);
        assertThat(files(captured)).containsExactly("a.jar");
        assertThat(captured.holes()).hasSize(1);
        Hole hole = captured.holes().get(0);
        assertThat(hole.fatal()).isTrue();
        assertThat(hole.toString()).contains("classes", "changed").doesNotContain(temp.toString());
    }

    @Test
    void urlClassLoadersAreSeenAndOthersAreSaid() throws IOException {
        Path a = jar("a.jar");
        Path plugin = jar("plugin.jar");
        URL nested = URI.create("jar:" + plugin.toUri() + "!/BOOT-INF/lib/").toURL();
        URL remote = URI.create("https://example.org/far/away.jar").toURL();
        try (URLClassLoader urls = new URLClassLoader(
                new URL[] {a.toUri().toURL(), nested, remote}, ClassLoader.getPlatformClassLoader())) {
            ClassLoader strange = new ClassLoader(urls) {};
            CapturedDependencies captured = capture(CaptureProbe::hash, strange, jar("app.jar"));
            assertThat(files(captured)).containsExactly("app.jar", "a.jar", "plugin.jar");
            assertThat(captured.holes()).extracting(Hole::fatal).containsExactlyInAnyOrder(true, false);
            assertThat(captured.holes().toString()).contains("away.jar", "class loader");
        }
    }

    /** Maven's exec:java, notebooks and servers with plugins load what trains by a class loader of their own. */
    @Test
    void whatTheTrainingReachesIsLockedWhoeverLoadsIt() throws IOException, ClassNotFoundException {
        Path plugin = Files.createDirectories(temp.resolve("plugin"));
        String name = CaptureProbe.class.getName();
        Path file = plugin.resolve(name.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        try (InputStream bytes = CaptureProbe.class.getResourceAsStream("CaptureProbe.class")) {
            Files.write(file, bytes.readAllBytes());
        }
        Environment environment = Environment.builder(GitCli.CLOCK, temp)
                .property("java.class.path", jar("app.jar").toString())
                .classLoader(ClassLoader.getPlatformClassLoader())
                .build();
        try (URLClassLoader own =
                new URLClassLoader(new URL[] {plugin.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> trainer = Class.forName(name, false, own);
            assertThat(files(DependencyCapture.capture(environment, CaptureProbe::hash, trainer)))
                    .containsExactly("app.jar", "plugin");
            assertThat(files(DependencyCapture.capture(environment, CaptureProbe::hash, String.class)))
                    .containsExactly("app.jar");
        }
    }

    @Test
    void aRuntimeWithoutManagementIsAHole() {
        ClassPathElements elements = new ClassPathElements(temp);
        elements.addArguments(Optional.empty(), "-javaagent:");
        assertThat(elements.next()).isNull();
        assertThat(elements.holes()).extracting(Hole::fatal).containsExactly(false);
    }

    private List<String> fork(String... options) throws IOException, InterruptedException {
        Path result = Files.createTempFile(temp, "probe", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add(CaptureProbe.class.getName());
        command.add(result.toString());
        Path log = temp.resolve("fork.log");
        int exit = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(log)).isZero();
        return Files.readAllLines(result);
    }

    /** The class path of this test, which the probe needs too. */
    private static String own() {
        return System.getProperty("java.class.path");
    }

    private static String line(Path jar) throws IOException {
        return "JAR " + jar.getFileName() + " " + Digest.of(Files.readAllBytes(jar));
    }

    @Test
    void aRealJvmWithAPathingJarAndArgumentFileIsSeenWhole() throws IOException, InterruptedException {
        Path lib = jar("lib/lib.jar");
        List<String> urls = new ArrayList<>(List.of("lib/lib.jar"));
        for (String element : own().split(File.pathSeparator, -1)) {
            urls.add(Path.of(element).toUri().toString());
        }
        Path pathing = jar("pathing.jar", Map.of("Class-Path", String.join(" ", urls)), Map.of());
        Path arguments = Files.writeString(temp.resolve("arguments"), "-cp\npathing.jar\n");
        List<String> lines = fork("@" + arguments);
        assertThat(lines.get(0)).isEqualTo(line(pathing));
        assertThat(lines.get(1)).isEqualTo(line(lib));
        assertThat(lines).noneMatch(line -> line.startsWith("HOLE"));
        assertThat(lines).anyMatch(line -> line.contains("assertj-core") || line.contains("test-classes"));
    }

    @Test
    void aWildcardIsSeenAsItsJars() throws IOException, InterruptedException {
        Path one = jar("wild/one.jar");
        Path two = jar("wild/two.jar");
        List<String> lines = fork("-cp", temp.resolve("wild") + "/*" + File.pathSeparator + own());
        assertThat(lines).contains(line(one), line(two));
    }

    @Test
    void agentsModulesAndPatchesOfARealJvmAreSeen() throws IOException, InterruptedException {
        Path agent = temp.resolve("agent.jar");
        String name = NoAgent.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(agent)) {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().putValue("Premain-Class", NoAgent.class.getName());
            try (JarOutputStream entries = new JarOutputStream(out, manifest)) {
                entries.putNextEntry(new ZipEntry(name));
                try (var in = NoAgent.class.getResourceAsStream("/" + name)) {
                    entries.write(in.readAllBytes());
                }
            }
        }
        Path module = jar("modules/some.module.jar", Map.of("Automatic-Module-Name", "some.module"), Map.of());
        Path unused = jar("modules/unused.jar", Map.of("Automatic-Module-Name", "some.unused"), Map.of("x", "y"));
        Path appended = jar("boot.jar");
        Path patch = Files.createDirectories(temp.resolve("patch"));
        Files.writeString(patch.resolve("resource.txt"), "patched");
        List<String> lines = fork(
                "-javaagent:" + agent + "=secret",
                "-Xbootclasspath/a:" + appended,
                "--module-path",
                temp.resolve("modules").toString(),
                "--add-modules",
                "some.module",
                "--patch-module",
                "some.module=" + patch,
                "-cp",
                own());
        assertThat(lines).contains(line(agent), line(module), line(appended));
        assertThat(lines).anyMatch(line -> line.startsWith("DIRECTORY patch "));
        assertThat(lines).noneMatch(line -> line.startsWith("HOLE"));
        // All automatic modules are resolved together.
        assertThat(lines).contains(line(unused));
    }

    /** An agent that does nothing. */
    public static final class NoAgent {
        private NoAgent() {}

        public static void premain(String arguments) {}
    }
}
