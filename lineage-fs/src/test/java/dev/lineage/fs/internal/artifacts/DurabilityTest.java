package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power cut could take at the moment of an acknowledgement, by a model of the medium: bytes that were written after
 * the last flush of their file, and names that were made after the last flush of their directory.
 */
final class DurabilityTest {
    @TempDir
    private Path directory;

    /** Knows what is not durable. */
    private static final class Model extends HookedDisk {
        private final Set<Path> dirtyFiles = new HashSet<>();
        private final Set<Path> openFiles = new HashSet<>();
        private final Set<Path> dirtyNames = new HashSet<>();
        private final List<String> broken = new ArrayList<>();

        @Override
        synchronized void before(Operation operation, Path path) {
            boolean names = operation == Operation.MOVE || operation == Operation.LINK;
            if (names && (dirtyFiles.contains(path) || openFiles.contains(path))) {
                broken.add(path + " became visible before it was durable and closed");
            }
        }

        @Override
        synchronized void after(Operation operation, Path path, Path from) {
            switch (operation) {
                case CREATE -> {
                    openFiles.add(path);
                    dirtyFiles.add(path);
                    dirtyNames.add(path);
                }
                case WRITE -> dirtyFiles.add(path);
                case FORCE -> dirtyFiles.remove(path);
                case CLOSE -> openFiles.remove(path);
                case MOVE -> {
                    dirtyNames.remove(from);
                    dirtyNames.add(path);
                }
                case DELETE -> dirtyNames.remove(path);
                case LINK, MAKE_DIRECTORY -> dirtyNames.add(path);
                case SYNC -> dirtyNames.removeIf(name -> path.equals(name.getParent()));
                case OPEN_DIRECTORY, TOUCH -> {}
            }
        }

        /** Checks that a blob would be there after a power cut. */
        synchronized void assertDurable(Path root, Digest digest) {
            assertThat(broken).isEmpty();
            Path file = Stores.blob(root, digest);
            assertThat(file).exists();
            for (Path path = file; path != null; path = path.getParent()) {
                assertThat(dirtyNames).as("names that a power cut may take").doesNotContain(path);
            }
        }
    }

    @Test
    void everyAcknowledgedBlobSurvivesAPowerCut() throws IOException {
        Path root = directory.resolve("new/artifacts");
        Model model = new Model();
        try (FileArtifactStore store = FileArtifactStore.open(root, model)) {
            for (int i = 0; i < 40; i++) {
                Blob blob = Stores.put(store, Stores.bytes(i % 5 == 0 ? 1_500_000 : 100, i));
                model.assertDurable(root, blob.digest());
            }
            try (BlobBatch batch = store.batch()) {
                List<Blob> blobs = new ArrayList<>();
                for (int i = 20; i < 300; i++) {
                    blobs.add(Stores.write(batch.writer(), Stores.bytes(i % 50 == 0 ? 1_500_000 : 100, i)));
                }
                batch.flush();
                for (Blob blob : blobs) {
                    model.assertDurable(root, blob.digest());
                }
            }
        }
    }

    @Test
    void whatAnotherProcessDidNotFlushYetIsFlushedBeforeItIsReliedOn() throws IOException {
        Path root = directory.resolve("artifacts");
        byte[] content = Stores.bytes(100, 1);
        Digest digest = Digest.of(content);
        Model model = new Model();
        // As after the rename of another process, before its flush of the directories.
        Path shard = Objects.requireNonNull(Stores.blob(root, digest).getParent());
        Files.createDirectories(shard);
        Files.write(Stores.blob(root, digest), content);
        model.dirtyNames.addAll(List.of(Stores.blob(root, digest), shard, root.resolve("sha256"), root));
        try (FileArtifactStore store = FileArtifactStore.open(root, model)) {
            assertThat(Stores.put(store, content).isNew()).isFalse();
            model.assertDurable(root, digest);
        }

        Model second = new Model();
        second.dirtyNames.addAll(List.of(Stores.blob(root, digest), shard, root.resolve("sha256"), root));
        try (FileArtifactStore store = FileArtifactStore.open(root, second);
                BlobBatch batch = store.batch()) {
            Stores.write(batch.writer(), content);
            batch.flush();
            second.assertDurable(root, digest);
        }
    }
}
