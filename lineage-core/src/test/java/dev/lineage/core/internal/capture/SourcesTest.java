package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What build tools note beside jars. */
final class SourcesTest {
    @TempDir
    private Path directory;

    private Path jar;

    @BeforeEach
    void make() {
        jar = directory.resolve("a-1.jar");
    }

    private void notes(String text) throws IOException {
        Files.writeString(jar.resolveSibling("_remote.repositories"), text);
    }

    @Test
    void theRepositoryIsTheOneThatMavenNotedForThisFile() throws IOException {
        notes(
                "#NOTE: internal\n#Tue Nov 24 07:10:36 UTC 2026\na-1.pom>other=\r\na-1.jar>central=\r\nba-1.jar>third=\n");
        assertThat(Sources.of(jar)).isEqualTo("maven:central");
    }

    @Test
    void ofSeveralTheFirstByNameIsTaken() throws IOException {
        notes("a-1.jar>zeta=\na-1.jar>alpha=\n");
        assertThat(Sources.of(jar)).isEqualTo("maven:alpha");
    }

    @Test
    void whatWasInstalledHereOrIsNotNotedHasNoRepository() throws IOException {
        assertThat(Sources.of(jar)).isEqualTo("maven");
        notes("a-1.jar>=\n");
        assertThat(Sources.of(jar)).isEqualTo("maven");
        notes("a-1.jar>two words=\na-1xjar>like=\n");
        assertThat(Sources.of(jar)).isEqualTo("maven");
        notes("a-1.jar>central=\n" + "#".repeat(1 << 16));
        assertThat(Sources.of(jar)).isEqualTo("maven");
    }

    @Test
    void gradleNotesNothing() {
        assertThat(Sources.of(Path.of("/home/u/.gradle/caches/modules-2/files-2.1/g/a/1/0a0b/a-1.jar")))
                .isEqualTo("gradle");
    }
}
