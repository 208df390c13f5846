package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt is the caller's business: it neither fails nor damages anything, and it is still there afterwards. */
final class InterruptTest {
    @TempDir
    private Path directory;

    @Test
    void anInterruptedThreadStoresAndReads() throws IOException {
        Path root = directory.resolve("artifacts");
        byte[] small = Stores.bytes(100, 1);
        byte[] large = Stores.bytes(3_000_000, 2);
        Thread.currentThread().interrupt();
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            for (byte[] content : new byte[][] {small, large}) {
                Digest digest = Stores.put(store, content).digest();
                store.verify(digest);
                store.file(digest);
                Path copy = directory.resolve("copy" + content.length);
                store.copyTo(digest, copy);
                assertThat(Files.size(copy)).isEqualTo(content.length);
            }
            try (BlobBatch batch = store.batch()) {
                Stores.write(batch.writer(), Stores.bytes(10, 3));
                Stores.write(batch.writer(), Stores.bytes(2_000_000, 4));
                batch.flush();
            }
            assertThat(store.verifyAll(problem -> {})).isEqualTo(4);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aStormOfInterruptsChangesNothing() throws Exception {
        Path root = directory.resolve("artifacts");
        Random random = new Random(Stores.SEED);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            Thread writer = new Thread(() -> {
                started.countDown();
                try (BlobBatch batch = store.batch()) {
                    for (int i = 0; i < 60; i++) {
                        Digest digest = Stores.put(store, Stores.bytes(i % 6 == 0 ? 1_000_000 : 1_000, i))
                                .digest();
                        store.file(digest);
                        Stores.write(batch.writer(), Stores.bytes(500_000, 1_000 + i));
                    }
                    batch.flush();
                } catch (Throwable e) {
                    thrown.set(e);
                } finally {
                    done.set(true);
                }
            });
            writer.start();
            started.await();
            while (!done.get()) {
                writer.interrupt();
                TimeUnit.MICROSECONDS.sleep(random.nextInt(500));
            }
            writer.join();
            assertThat(thrown.get()).as(Stores.replay("thrown")).isNull();
            assertThat(store.verifyAll(problem -> {})).isEqualTo(120);
            Stores.assertIntact(store, root);
        }
    }
}
