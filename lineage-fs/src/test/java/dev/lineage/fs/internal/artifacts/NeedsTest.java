package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deleting beside those who store: what was promised to somebody stays. */
final class NeedsTest {
    private static final byte[] BYTES = Stores.bytes(10_000, 7);
    private static final Digest DIGEST = Digest.of(BYTES);

    @TempDir
    private Path directory;

    private Path root;
    private Path blob;
    private Instant since;

    @BeforeEach
    void oldBlob() throws IOException {
        root = directory.resolve("artifacts");
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            Stores.put(store, BYTES);
        }
        blob = Stores.blob(root, DIGEST);
        since = Instant.now().minus(Duration.ofDays(1));
        age();
    }

    private void age() throws IOException {
        Files.setLastModifiedTime(blob, FileTime.from(since.minusSeconds(1)));
    }

    @Test
    void whatIsStoredAgainIsNeededAgain() throws IOException {
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            assertThat(Stores.put(store, BYTES).isNew()).isFalse();
            assertThat(store.delete(DIGEST, since)).isFalse();
            age();
            try (var batch = store.batch()) {
                assertThat(Stores.write(batch.writer(), BYTES).isNew()).isFalse();
                batch.flush();
            }
            assertThat(store.delete(DIGEST, since)).isFalse();
            age();
            assertThat(store.renew(DIGEST)).isTrue();
            assertThat(store.delete(DIGEST, since)).isFalse();
            age();
            assertThat(store.delete(DIGEST, since)).isTrue();
        }
        assertThat(blob).doesNotExist();
    }

    @Test
    void whatWasNeededLatelyIsNotTouchedAgain() throws IOException {
        FileTime halfAnHourAgo = FileTime.from(Instant.now().minusSeconds(1_800));
        Files.setLastModifiedTime(blob, halfAnHourAgo);
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            assertThat(store.renew(DIGEST)).isTrue();
            assertThat(Stores.put(store, BYTES).isNew()).isFalse();
        }
        assertThat(Files.getLastModifiedTime(blob)).isEqualTo(halfAnHourAgo);
    }

    @Test
    void whatIsRenewedWhileItIsDeletedIsGivenBack() throws IOException {
        HookedDisk disk = new HookedDisk() {
            @Override
            void before(Operation operation, Path path) throws IOException {
                if (operation == Operation.MOVE) {
                    Files.setLastModifiedTime(blob, FileTime.from(Instant.now()));
                }
            }
        };
        try (FileArtifactStore store = FileArtifactStore.open(root, disk)) {
            assertThat(store.delete(DIGEST, since)).isFalse();
            store.verify(DIGEST);
        }
        assertThat(root.resolve("trash")).isEmptyDirectory();
    }

    @Test
    void whoeverFindsTheNameGoneStoresAgain() throws IOException {
        try (FileArtifactStore other = FileArtifactStore.open(root)) {
            HookedDisk disk = new HookedDisk() {
                @Override
                void after(Operation operation, Path path, Path from) throws IOException {
                    if (operation == Operation.MOVE) {
                        assertThat(other.renew(DIGEST)).isFalse();
                        assertThat(Stores.put(other, BYTES).isNew()).isTrue();
                    }
                }
            };
            try (FileArtifactStore store = FileArtifactStore.open(root, disk)) {
                assertThat(store.delete(DIGEST, since)).isTrue();
            }
            other.verify(DIGEST);
        }
    }

    @Test
    void theTouchOfWhatIsTakenAwayMeanwhileIsNotTrusted() throws IOException {
        HookedDisk disk = new HookedDisk() {
            @Override
            void after(Operation operation, Path path, Path from) throws IOException {
                if (operation == Operation.TOUCH) {
                    Files.delete(blob);
                }
            }
        };
        try (FileArtifactStore store = FileArtifactStore.open(root, disk)) {
            assertThat(store.renew(DIGEST)).isFalse();
        }
    }

    @Test
    void anotherUsersBlobIsReplacedByOnesOwn() throws IOException {
        HookedDisk disk = new HookedDisk() {
            @Override
            void before(Operation operation, Path path) throws IOException {
                if (operation == Operation.TOUCH) {
                    throw new IOException("Operation not permitted");
                }
            }
        };
        try (FileArtifactStore store = FileArtifactStore.open(root, disk)) {
            assertThat(store.renew(DIGEST)).isFalse();
            Stores.put(store, BYTES);
            store.verify(DIGEST);
            assertThat(store.delete(DIGEST, since)).isFalse();
        }
    }

    @Test
    void whatADeadCollectorTookAsideComesBack() throws IOException {
        HookedDisk dying = new HookedDisk() {
            @Override
            void before(Operation operation, Path path) throws IOException {
                if (operation == Operation.DELETE) {
                    throw new IOException("the power went");
                }
            }
        };
        try (FileArtifactStore store = FileArtifactStore.open(root, dying)) {
            assertThatThrownBy(() -> store.delete(DIGEST, since))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the power went");
        }
        assertThat(blob).doesNotExist();
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            store.forEach(stored -> assertThat(stored.digest()).isEqualTo(DIGEST));
            store.verify(DIGEST);
            assertThat(root.resolve("trash")).isEmptyDirectory();
            assertThat(store.delete(DIGEST, since)).isTrue();
            assertThat(store.size(DIGEST)).isEmpty();
        }
    }

    @Test
    void aTrashThatIsALinkIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("trash"), elsewhere);
        assertThatThrownBy(() -> FileArtifactStore.open(root)).hasMessageContaining("trash is a symbolic link");
    }

    @Test
    void oneCollectorAndManyWhoStore() throws Exception {
        int threads = 4;
        for (int round = 0; round < 300; round++) {
            age();
            CountDownLatch ready = new CountDownLatch(threads);
            FutureTask<?>[] tasks = new FutureTask<?>[threads];
            try (FileArtifactStore collector = FileArtifactStore.open(root);
                    FileArtifactStore recorder = FileArtifactStore.open(root)) {
                for (int t = 0; t < threads; t++) {
                    int thread = t;
                    tasks[t] = new FutureTask<>(() -> {
                        ready.countDown();
                        ready.await();
                        if (thread == 0) {
                            collector.delete(DIGEST, since);
                        } else if (thread == 1 || !recorder.renew(DIGEST)) {
                            Stores.put(recorder, BYTES);
                        }
                        return null;
                    });
                    new Thread(tasks[t]).start();
                }
                for (FutureTask<?> task : tasks) {
                    task.get();
                }
                recorder.verify(DIGEST);
            }
        }
    }
}
