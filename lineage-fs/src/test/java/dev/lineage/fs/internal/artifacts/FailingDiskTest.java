package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation of every way to write fails once: the store then has all of a blob or nothing of it. */
final class FailingDiskTest {
    private static final int[] SIZES = {0, 100, 2_000_000};

    @TempDir
    private Path directory;

    /** Fails at one operation. */
    private static final class Failing extends HookedDisk {
        private final AtomicInteger countdown = new AtomicInteger();
        private volatile Operation failed = Operation.CLOSE;

        @Override
        void before(Operation operation, Path path) throws IOException {
            if (countdown.decrementAndGet() == 0) {
                failed = operation;
                throw new FileSystemException(path.toString(), null, "No space left on device");
            }
        }
    }

    /** How to write. */
    enum Way {
        SINGLE,
        BATCH
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theNthOperationFails(Way way) throws IOException {
        for (int size : SIZES) {
            boolean failed = true;
            for (int n = 1; failed; n++) {
                failed = fails(way, size, n);
                assertThat(n).as("operations").isLessThan(100);
            }
        }
    }

    /** Makes the n-th operation fail and returns whether there was one. */
    private boolean fails(Way way, int size, int n) throws IOException {
        Path root = directory.resolve(way + "-" + size + "-" + n);
        byte[] content = Stores.bytes(size, 1);
        Digest digest = Digest.of(content);
        Failing disk = new Failing();
        try (FileArtifactStore store = FileArtifactStore.open(root, disk)) {
            Digest earlier = Stores.put(store, new byte[] {1}).digest();
            disk.countdown.set(n);
            boolean failed = false;
            try {
                store(store, way, content);
            } catch (StoreException e) {
                failed = true;
                assertThat(e).hasMessageContaining(root.toString()).hasMessageContaining("No space left");
            }
            boolean reached = disk.countdown.get() <= 0;
            boolean flush = disk.failed == HookedDisk.Operation.FORCE || disk.failed == HookedDisk.Operation.SYNC;
            disk.countdown.set(0);
            store.verify(earlier);
            assertThat(Stores.problems(store))
                    .as("problems after operation %s failed", n)
                    .isEmpty();
            // A file that cannot be deleted stays until it is a day old; nothing else may stay.
            if (disk.failed != HookedDisk.Operation.DELETE) {
                assertThat(Stores.temporaryFiles(root)).isEmpty();
            }
            if (!failed) {
                store.verify(digest);
                return reached;
            }
            if (flush) {
                assertThatThrownBy(() -> store(store, way, content))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("open the registry again");
            } else {
                store(store, way, content);
                store.verify(digest);
            }
        }
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            store(store, way, content);
            store.verify(digest);
        }
        return true;
    }

    private static void store(FileArtifactStore store, Way way, byte[] content) throws IOException {
        if (way == Way.SINGLE) {
            Stores.put(store, content);
            return;
        }
        try (BlobBatch batch = store.batch()) {
            try (BlobWriter writer = batch.writer()) {
                Stores.write(writer, content);
            }
            batch.flush();
        }
    }

    @Test
    void aFailedFlushIsNeverRepeated() throws IOException {
        List<Path> flushed = new ArrayList<>();
        HookedDisk disk = new HookedDisk() {
            @Override
            synchronized void before(Operation operation, Path path) throws IOException {
                if (operation == Operation.FORCE || operation == Operation.SYNC) {
                    flushed.add(path);
                    throw new IOException("Input/output error");
                }
            }
        };
        try (FileArtifactStore store = FileArtifactStore.open(directory.resolve("artifacts"), disk)) {
            BlobBatch batch = store.batch();
            BlobWriter begun = store.writer();
            assertThatThrownBy(() -> Stores.put(store, new byte[] {1})).isInstanceOf(StoreException.class);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    store::writer, store::batch, begun::commit, batch::writer, batch::flush)) {
                assertThatThrownBy(call)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("Input/output error")
                        .hasMessageContaining("open the registry again");
            }
            batch.close();
            assertThat(flushed).hasSize(1);
            assertThat(Stores.files(directory.resolve("artifacts"))).isEmpty();
        }
    }

    @Test
    void oneBlobOfABatchThatFailsFailsTheBatch() throws IOException {
        Path root = directory.resolve("artifacts");
        AtomicInteger writes = new AtomicInteger();
        HookedDisk disk = new HookedDisk() {
            @Override
            void before(Operation operation, Path path) throws IOException {
                if (operation == Operation.WRITE && writes.incrementAndGet() == 50) {
                    throw new FileSystemException(path.toString(), null, "Too many open files");
                }
            }
        };
        try (FileArtifactStore store = FileArtifactStore.open(root, disk)) {
            BlobBatch batch = store.batch();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            Stores.write(batch.writer(), Stores.bytes(100, i));
                        }
                        batch.flush();
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("ulimit -n");
            assertThatThrownBy(batch::flush).isInstanceOf(StoreException.class);
            batch.close();
            Stores.assertIntact(store, root);
        }
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsSaidSo() throws IOException {
        HookedDisk disk = new HookedDisk() {
            @Override
            void before(Operation operation, Path path) throws IOException {
                throw new AccessDeniedException(path.toString());
            }
        };
        try (FileArtifactStore store = FileArtifactStore.open(directory.resolve("artifacts"), disk)) {
            assertThatThrownBy(() -> Stores.put(store, new byte[] {1}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("right to read and write");
        }
    }
}
