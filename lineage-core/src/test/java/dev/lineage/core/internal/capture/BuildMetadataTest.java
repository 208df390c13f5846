package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.CodeState;
import dev.lineage.model.Hole;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildMetadataTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String OTHER = "ffffffffffffffffffffffffffffffffffffffff";

    @TempDir
    Path temp;

    private Path jar(String name, String manifest, Map<String, String> files) throws IOException {
        Path jar = temp.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar)) {
            Manifest parsed = new Manifest(
                    new ByteArrayInputStream(("Manifest-Version: 1.0\n" + manifest).getBytes(StandardCharsets.UTF_8)));
            try (JarOutputStream entries = new JarOutputStream(out, parsed)) {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    entries.putNextEntry(new ZipEntry(file.getKey()));
                    entries.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                }
                if (name.startsWith("app")) {
                    String type = Sample.class.getName().replace('.', '/') + ".class";
                    entries.putNextEntry(new ZipEntry(type));
                    try (InputStream in = Sample.class.getResourceAsStream("/" + type)) {
                        entries.write(in.readAllBytes());
                    }
                }
            }
        }
        return jar;
    }

    /** Captures with a trainer that is loaded from the first jar that has it. */
    private CapturedCode capture(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            boolean hasTrainer =
                    Arrays.stream(jars).anyMatch(jar -> jar.toString().contains("app"));
            Environment environment = Environment.builder(GitCli.CLOCK, temp)
                    .variable("GIT_CEILING_DIRECTORIES", String.valueOf(temp.getParent()))
                    .classLoader(loader)
                    .build();
            return CodeCapture.capture(
                    environment, hasTrainer ? Optional.of(loader.loadClass(Sample.class.getName())) : Optional.empty());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> gitProperties(String commit, String dirty) {
        return Map.of(
                "git.properties",
                "git.commit.id.full=" + commit + "\ngit.commit.id=" + commit.substring(0, 7) + "\ngit.branch=main\n"
                        + "git.dirty=" + dirty
                        + "\ngit.remote.origin.url=https\\://u\\:secret@git.example.org/team/fraud.git\n");
    }

    @Test
    void gitPropertiesBesideTheTrainerAreTaken() throws IOException {
        CapturedCode captured = capture(
                jar("lib.jar", "", gitProperties(OTHER, "false")), jar("app.jar", "", gitProperties(COMMIT, "false")));
        assertThat(captured.state()).contains(CodeState.clean(COMMIT));
        assertThat(captured.holes()).isEmpty();
        assertThat(captured.origin().source()).isEqualTo("git.properties");
        assertThat(captured.origin().branch()).contains("main");
        assertThat(captured.origin().remote()).contains("https://git.example.org/team/fraud.git");
    }

    @Test
    void gitPropertiesOfAClassDirectoryAreTaken() throws IOException {
        Path classes = Files.createDirectories(temp.resolve("app-classes"));
        String type = Sample.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(classes.resolve(type).getParent());
        try (InputStream in = Sample.class.getResourceAsStream("/" + type)) {
            Files.write(classes.resolve(type), in.readAllBytes());
        }
        Files.writeString(
                classes.resolve("git.properties"),
                gitProperties(COMMIT, "false").get("git.properties"));
        assertThat(capture(classes).state()).contains(CodeState.clean(COMMIT));
    }

    @Test
    void aDirtyBuildIsAFatalHole() throws IOException {
        CapturedCode captured = capture(jar("app.jar", "", gitProperties(COMMIT, "true")));
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(true);
        assertThat(captured.holes().get(0).reason()).contains("uncommitted");
    }

    @Test
    void gitPropertiesOfAnotherJarAreTakenWithAHole() throws IOException {
        CapturedCode captured =
                capture(jar("app.jar", "", Map.of()), jar("parts.jar", "", gitProperties(COMMIT, "false")));
        assertThat(captured.state()).contains(CodeState.clean(COMMIT));
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(false);
        assertThat(captured.holes().get(0).reason()).contains("parts.jar").doesNotContain(temp.toString());
    }

    @Test
    void severalForeignGitPropertiesAreAFatalHole() throws IOException {
        CapturedCode captured = capture(
                jar("app.jar", "", Map.of()),
                jar("a.jar", "", gitProperties(COMMIT, "false")),
                jar("b.jar", "", gitProperties(OTHER, "false")));
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(true);
    }

    @Test
    void theManifestOfTheTrainersJarIsTaken() throws IOException {
        CapturedCode captured = capture(
                jar("lib.jar", "Git-Commit: " + OTHER + "\n", Map.of()),
                jar("app.jar", "SCM-Revision: " + COMMIT + "\n", Map.of()));
        assertThat(captured.state()).contains(CodeState.clean(COMMIT));
        assertThat(captured.origin().source()).isEqualTo("build metadata");
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(false);
    }

    @Test
    void aManifestThatSaysDirtyIsAFatalHole() throws IOException {
        CapturedCode captured = capture(jar("app.jar", "Implementation-Build: " + COMMIT + "-dirty\n", Map.of()));
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(true);
    }

    @Test
    void anAbbreviatedCommitIsNotBelieved() throws IOException {
        CapturedCode captured =
                capture(jar("app.jar", "Git-Commit: 0123456\n", Map.of("git.properties", "git.commit.id=0123456\n")));
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).extracting(Hole::fatal).isEqualTo(List.of(true));
    }

    /** What is loaded as the class that trains. */
    public static final class Sample {}
}
