package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.StoreProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassPathFinderTest {
    @TempDir
    private Path directory;

    private static Dependency jar(String coordinates, String content) {
        return new Dependency(
                Dependency.Kind.JAR,
                Optional.of(coordinates).filter(text -> !text.isEmpty()),
                "some.jar",
                Digest.of(content.getBytes(StandardCharsets.UTF_8)),
                content.length());
    }

    private static SnapshotPin.Content hash(Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            return new SnapshotPin.Content(SnapshotPin.Kind.FILE, Digest.of(bytes), 1, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path inRepository(String relative, String content) throws IOException {
        Path jar = directory.resolve("repository").resolve(relative);
        Files.createDirectories(jar.getParent());
        return Files.writeString(jar, content);
    }

    @Test
    void eachElementIsFoundByItsBytesWhereverItIs() throws IOException {
        Path onClassPath = Files.writeString(directory.resolve("moved.jar"), "on the class path");
        Path local = inRepository("g/h/lib/1.0/lib-1.0.jar", "in the repository");
        Path classified = inRepository("g/native/2/native-2-linux.jar", "with a classifier");
        inRepository("g/h/swapped/1.0/swapped-1.0.jar", "other bytes than recorded");
        ArtifactStore store = StoreProvider.of("memory:").open("memory:").artifacts();
        store.put(new ByteArrayInputStream("archived".getBytes(StandardCharsets.UTF_8)));
        Environment environment = Environment.builder(Clock.systemUTC(), directory)
                .property("java.class.path", onClassPath.toString())
                .property("maven.repo.local", directory.resolve("repository").toString())
                .build();
        Path copies = Files.createDirectory(directory.resolve("copies"));
        Dependency swapped = jar("g.h:swapped:1.0", "as recorded");
        Dependency gone = jar("", "nowhere");

        ClassPathFinder.Found found = new ClassPathFinder(environment, ClassPathFinderTest::hash, store, new NoTrees())
                .find(
                        new DependencyLock(List.of(
                                jar("g.h:lib:1.0", "in the repository"),
                                jar("old:name:7", "on the class path"),
                                swapped,
                                jar("g:native:2:linux", "with a classifier"),
                                jar("a:b:1", "archived"),
                                gone)),
                        List.of(),
                        copies);

        assertThat(found.elements()).hasSize(4);
        assertThat(found.elements().get(0)).isEqualTo(local);
        assertThat(found.elements().get(1)).isEqualTo(onClassPath);
        assertThat(found.elements().get(2)).isEqualTo(classified);
        assertThat(found.elements().get(3)).hasParent(copies).hasContent("archived");
        assertThat(found.missing()).containsExactly(swapped, gone);
    }

    private static final class NoTrees implements ClassPathFinder.Trees {
        @Override
        public boolean isStored(Digest tree) {
            return false;
        }

        @Override
        public void materialize(Digest tree, Path target) {
            throw new AssertionError(tree);
        }
    }
}
