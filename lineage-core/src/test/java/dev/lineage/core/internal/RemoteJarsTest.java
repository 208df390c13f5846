package dev.lineage.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.JarRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What repositories give is taken by its digest alone. */
final class RemoteJarsTest {
    private static final Dependency LIBRARY = jar("org.example:library:1.0");

    @TempDir
    private Path directory;

    private Path fetched;
    private final List<Hole> holes = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        fetched = Files.createDirectory(directory.resolve("fetched"));
    }

    private static Dependency jar(String coordinates) {
        return new Dependency(
                Dependency.Kind.JAR, Optional.of(coordinates), "library.jar", Digest.of(bytes("the recorded one")), 16);
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** A directory with a file for each jar, named by its coordinates. */
    private record Shelf(String name, Path directory) implements JarRepository {
        @Override
        public Optional<Path> fetch(String coordinates, Digest digest, Path into) throws IOException {
            Path file = directory.resolve(coordinates.replace(':', '_'));
            if (Files.isDirectory(file)) {
                throw new IOException("the shelf is locked");
            }
            return Files.exists(file) ? Optional.of(Files.copy(file, into.resolve("fetched.jar"))) : Optional.empty();
        }
    }

    private JarRepository shelf(String name, String content) throws IOException {
        Path place = Files.createDirectory(directory.resolve(name));
        Files.writeString(place.resolve("org.example_library_1.0"), content);
        return new Shelf(name, place);
    }

    private static SnapshotPin.Content hash(Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            return new SnapshotPin.Content(SnapshotPin.Kind.FILE, Digest.of(bytes), 1, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RemoteJars of(JarRepository... repositories) {
        return new RemoteJars(RemoteJarsTest::hash, List.of(repositories));
    }

    @Test
    void theFirstThatHasTheRecordedBytesGivesThem() throws IOException {
        JarRepository locked = new Shelf("locked", Files.createDirectory(directory.resolve("locked")));
        Files.createDirectory(directory.resolve("locked/org.example_library_1.0"));
        JarRepository empty = new Shelf("empty", Files.createDirectory(directory.resolve("empty")));
        RemoteJars jars = of(locked, empty, shelf("forged", "another one"), shelf("right", "the recorded one"));
        assertThat(jars.names()).isEqualTo("locked, empty, forged, right");
        assertThat(jars.fetch(LIBRARY, fetched, holes::add))
                .hasValueSatisfying(jar -> assertThat(jar).hasContent("the recorded one"));
        assertThat(holes).isEmpty();
    }

    @Test
    void whatNobodyHasIsNamedWithAllThatWasAnswered() throws IOException {
        JarRepository locked = new Shelf("locked", Files.createDirectory(directory.resolve("locked")));
        Files.createDirectory(directory.resolve("locked/org.example_library_1.0"));
        JarRepository empty = new Shelf("empty", Files.createDirectory(directory.resolve("empty")));
        assertThat(of(locked, empty, shelf("forged", "another one")).fetch(LIBRARY, fetched, holes::add))
                .isEmpty();
        assertThat(holes).singleElement().satisfies(hole -> {
            assertThat(hole.fatal()).isTrue();
            assertThat(hole.subject()).isEqualTo("dependency org.example:library:1.0");
            assertThat(hole.reason())
                    .contains("locked: the shelf is locked")
                    .contains("empty: has no jar of these coordinates")
                    .contains("forged: has another jar")
                    .contains(LIBRARY.digest().toString())
                    .contains(Digest.of(bytes("another one")).toString());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g:a:../../../../etc/x",
                "..:a:1",
                "g:..:1",
                "g:.:1",
                "g:a:..",
                "g/../../x:a:1",
                "g:a:1:../../x",
                "g:a\\..\\..:1",
                "g:a:1:c:d",
                "g:a",
                "g:a:${env.HOME}",
                "g:ä:1"
            })
    void coordinatesThatCouldLeadOutOfADirectoryAreNeverAskedFor(String coordinates) throws IOException {
        assertThat(of(shelf("right", "the recorded one")).canAskFor(jar(coordinates)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"org.example:library:1.0", "g:a_b-c:1.0-SNAPSHOT", "g:a:2.0+build.7:linux-x86_64", "g:a:[1,2)"})
    void onlyJarsWithCoordinatesAreAskedForAndOnlyIfThereIsSomebody(String coordinates) throws IOException {
        boolean ordinary = !coordinates.contains("[");
        RemoteJars one = of(shelf("right", "the recorded one"));
        assertThat(one.canAskFor(jar(coordinates))).isEqualTo(ordinary);
        assertThat(of().canAskFor(jar(coordinates))).isFalse();
        assertThat(one.canAskFor(new Dependency(
                        Dependency.Kind.DIRECTORY,
                        Optional.of(coordinates),
                        "classes",
                        Digest.of(bytes("the recorded one")),
                        16)))
                .isFalse();
        assertThat(one.canAskFor(new Dependency(
                        Dependency.Kind.JAR, Optional.empty(), "a.jar", Digest.of(bytes("the recorded one")), 16)))
                .isFalse();
    }
}
