package dev.lineage.maven.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IncompleteRebuildException;
import dev.lineage.ModelRegistry;
import dev.lineage.model.Digest;
import dev.lineage.model.RebuildPlan;
import dev.lineage.model.Rebuilt;
import dev.lineage.model.Reproduction;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version is made again after its library has gone from this machine; a repository has it still. */
final class FetchingRebuildTest {
    private static final String FILE = "library-1.0.jar";

    @TempDir
    private Path directory;

    private RemoteRepository repository;
    private ModelRegistry registry;
    private Path remote;
    private Digest recorded;

    @BeforeEach
    void recordAndDelete() throws IOException {
        repository = new RemoteRepository(directory);
        Path jar = RemoteRepository.jar(directory.resolve("library.jar"), "library", "1,2,3");
        recorded = Digest.of(Files.readAllBytes(jar));
        remote = RemoteRepository.put(repository.remote(), "library", FILE, jar);
        System.setProperty("lineage.code.commit", "0123456789012345678901234567890123456789");
        System.setProperty(
                "rows",
                Files.writeString(directory.resolve("rows.csv"), "4,5\n").toString());
        registry = ModelRegistry.open("memory:");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader with = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(with);
            registry.record("fetched", new LibraryRecipe());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        Files.delete(jar);
    }

    @AfterEach
    void close() {
        registry.close();
        repository.close();
        System.clearProperty("lineage.code.commit");
        System.clearProperty("rows");
    }

    @Test
    void thePlanSaysWhereItWouldComeFromAndFetchesNothing() {
        RebuildPlan plan = registry.rebuildPlan("fetched@1");
        assertThat(plan.isComplete()).as(plan.toText()).isTrue();
        assertThat(plan.toText())
                .contains("org.example:library:1.0  " + recorded
                        + "  not here; would be fetched from the remote Maven repositories");
        assertThat(plan.holes()).singleElement().satisfies(hole -> {
            assertThat(hole.fatal()).isFalse();
            assertThat(hole.toString()).contains("org.example:library:1.0", "mvn dependency:get");
        });
        assertThat(repository.local()).doesNotExist();
    }

    @Test
    void whatIsNotHereIsFetchedAndTheVersionIsMadeAgain() {
        Rebuilt rebuilt = registry.rebuild("fetched@1").run();
        assertThat(rebuilt.reproduced()).as(rebuilt.toText() + rebuilt.output()).contains(Reproduction.BYTES);
        assertThat(RemoteRepository.in(repository.local(), "library", FILE)).isRegularFile();
        // From now on it is here.
        assertThat(registry.rebuildPlan("fetched@1").holes()).isEmpty();
    }

    @Test
    void offlineNobodyIsAsked() {
        assertThat(registry.rebuild("fetched@1").offline().plan().holes())
                .singleElement()
                .satisfies(hole -> assertThat(hole.fatal()).isTrue());
        assertThatThrownBy(() -> registry.rebuild("fetched@1").offline().run())
                .isInstanceOf(IncompleteRebuildException.class)
                .hasMessageContaining("org.example:library:1.0");
        assertThat(repository.local()).doesNotExist();
    }

    @Test
    void anotherJarAtTheRepositoryIsRefused() throws IOException {
        Path forged = RemoteRepository.jar(directory.resolve("forged.jar"), "library", "9,9,9");
        RemoteRepository.put(repository.remote(), "library", FILE, forged);
        assertRefused(
                "org.example:library:1.0",
                recorded.toString(),
                Digest.of(Files.readAllBytes(forged)).toString(),
                "which was refused");
    }

    @Test
    void aJarThatNobodyHasIsNamed() throws IOException {
        Files.delete(remote);
        assertRefused(
                "org.example:library:1.0",
                recorded.toString(),
                "the remote Maven repositories: has no jar of these coordinates");
    }

    private void assertRefused(String... said) {
        assertThatThrownBy(() -> registry.rebuild("fetched@1").run())
                .isInstanceOf(IncompleteRebuildException.class)
                .hasMessageContainingAll(said)
                .satisfies(e -> assertThat(((IncompleteRebuildException) e).holes())
                        .singleElement()
                        .satisfies(hole -> assertThat(hole.fatal()).isTrue()));
        assertThatThrownBy(() -> registry.rebuild("fetched@1").hunt()).hasMessageContainingAll(said);
    }
}
