package dev.lineage.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IntegrityException;
import dev.lineage.LineageException;
import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.ModelVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with an editor can do to a store, and what becomes of it. */
final class TamperTest {
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    @TempDir
    private Path directory;

    private Path store;
    private ModelVersion first;
    private ModelVersion second;

    @BeforeEach
    void record() throws IOException {
        store = directory.resolve("store");
        try (ModelRegistry registry = open()) {
            first = record(registry, "weights one");
            second = record(registry, "weights two");
            registry.promote("fraud@2")
                    .to("production")
                    .because("better")
                    .by("ana")
                    .commit();
        }
    }

    private ModelVersion record(ModelRegistry registry, String weights) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("a.csv"), "1,2\n");
        Path model = Files.writeString(directory.resolve("model"), weights);
        return registry.record("fraud")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .storedData("train", data)
                .artifact("model", model)
                .artifact("bundle", data)
                .commit();
    }

    private ModelRegistry open() {
        return ModelRegistry.open("file:" + store);
    }

    private Path artifact(ModelVersion version) {
        String hex = hex(version);
        return store.resolve("artifacts/sha256").resolve(hex.substring(0, 2)).resolve(hex.substring(2));
    }

    private static String hex(ModelVersion version) {
        return Objects.requireNonNull(version.artifacts().get("model")).digest().hex();
    }

    private static void overwrite(Path file, byte[] content) throws IOException {
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.write(file, content);
    }

    @Test
    void aChangedArtifactIsNotHandedOut() throws IOException {
        overwrite(artifact(second), "weights twO".getBytes(StandardCharsets.UTF_8));

        try (ModelRegistry registry = open()) {
            assertThatThrownBy(() -> registry.release("fraud", "production"))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining(hex(second));
            assertThat(registry.verify().problems()).isNotEmpty();
        }
    }

    @Test
    void anArtifactThatChangesAfterItWasVerifiedIsNoticedThoughSizeAndTimeAreKept() throws IOException {
        try (ModelRegistry registry = open()) {
            registry.release("fraud", "production");
            FileTime modified = Files.getLastModifiedTime(artifact(second));
            overwrite(artifact(second), "weights twO".getBytes(StandardCharsets.UTF_8));
            Files.setLastModifiedTime(artifact(second), modified);

            assertThatThrownBy(() -> registry.release("fraud", "production")).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void swappedArtifactsAreNoticed() throws IOException {
        byte[] one = Files.readAllBytes(artifact(first));
        overwrite(artifact(first), Files.readAllBytes(artifact(second)));
        overwrite(artifact(second), one);

        try (ModelRegistry registry = open()) {
            assertThatThrownBy(() -> registry.release("fraud", "production")).isInstanceOf(IntegrityException.class);
            assertThat(registry.verify().problems()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aMissingArtifactIsNamed() throws IOException {
        Files.delete(artifact(second));

        try (ModelRegistry registry = open()) {
            assertThatThrownBy(() -> registry.release("fraud", "production"))
                    .isInstanceOf(LineageException.class)
                    .hasMessageContaining(hex(second));
            assertThat(registry.verify().problems())
                    .anySatisfy(problem -> assertThat(problem.toString()).contains("fraud@2", "missing"));
        }
    }

    @Test
    void anEditedVersionFileIsNamedAndChangesNothing() throws IOException {
        Path file = store.resolve("models/fraud/versions/2.json");
        Files.writeString(file, Files.readString(file).replace("\"number\": 2", "\"number\": 3"));

        try (ModelRegistry registry = open()) {
            assertThat(registry.version("fraud@2")).isEqualTo(second);
            assertThat(registry.verify().problems())
                    .anySatisfy(problem -> assertThat(problem.toString()).contains("2.json"));
        }
    }

    @Test
    void anEditedStageFileDoesNotMoveTheStage() throws IOException {
        Path file = store.resolve("models/fraud/stages/production");
        Files.writeString(file, Files.readString(file).replace("fraud@2", "fraud@1"));

        try (ModelRegistry registry = open()) {
            assertThat(registry.release("fraud", "production").version()).isEqualTo(second);
            assertThat(registry.verify().isIntact()).isFalse();
        }
    }

    @Test
    void everyFlippedBitOfTheTruthIsReported() throws IOException {
        Random random = new Random(SEED);
        List<Path> files;
        try (Stream<Path> found = Files.walk(store)) {
            files = found.filter(Files::isRegularFile)
                    .filter(file ->
                            file.startsWith(store.resolve("log")) || file.startsWith(store.resolve("artifacts")))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(5);
        for (int i = 0; i < Integer.getInteger("lineage.flips", 150); i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            int bit = random.nextInt(bad.length * 8);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            overwrite(file, bad);

            String what = "bit " + bit + " of " + store.relativize(file) + " (replay with -Dlineage.seed=" + SEED + ")";
            boolean reported;
            try (ModelRegistry registry = open()) {
                reported = !registry.verify().isIntact();
            } catch (LineageException e) {
                reported = true;
            }
            assertThat(reported).as(what).isTrue();
            overwrite(file, good);
        }
        try (ModelRegistry registry = open()) {
            assertThat(registry.verify().problems()).as("after repair").isEmpty();
        }
    }

    @Test
    void everythingButTheLogAndTheArtifactsCanBeDeleted() throws IOException {
        for (String part : List.of("index", "cache", "tmp", "models")) {
            deleteTree(store.resolve(part));
        }

        try (ModelRegistry registry = open()) {
            assertThat(registry.version("fraud@1")).isEqualTo(first);
            assertThat(registry.release("fraud", "production").version()).isEqualTo(second);
            assertThat(registry.verify().problems()).isEmpty();
        }
        assertThat(store.resolve("models/fraud/versions/2.json")).exists();
        assertThat(store.resolve("models/fraud/stages/production")).content().startsWith("fraud@2 ");
    }

    private static void deleteTree(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
