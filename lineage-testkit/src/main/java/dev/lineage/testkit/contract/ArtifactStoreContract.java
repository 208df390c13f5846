package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import dev.lineage.spi.StoreProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link ArtifactStore} does. A backend joins with a class that says how to open one; after every test every
 * blob is verified.
 */
public abstract class ArtifactStoreContract {
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    @TempDir
    private Path directory;

    private final List<StoreProvider.Stores> opened = new ArrayList<>();
    private final Random random = new Random(SEED);
    private ArtifactStore store;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected ArtifactStoreContract() {}

    /**
     * Opens a handle on the store of this test; the first call makes the store, later calls open the same one again,
     * beside the handles that are open already.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract StoreProvider.Stores open(Path directory);

    private ArtifactStore handle() {
        StoreProvider.Stores stores = open(directory.resolve("store"));
        opened.add(stores);
        return stores.artifacts();
    }

    @BeforeEach
    final void openStore() {
        store = handle();
    }

    @AfterEach
    final void everythingIsIntact() {
        List<Problem> problems = new ArrayList<>();
        handle().verifyAll(problems::add);
        assertThat(problems)
                .as("problems found after the test (replay with -Dlineage.seed=" + SEED + ")")
                .isEmpty();
        opened.forEach(stores -> {
            stores.records().close();
            stores.artifacts().close();
        });
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Blob put(ArtifactStore store, byte[] bytes) throws IOException {
        return store.put(new ByteArrayInputStream(bytes));
    }

    private static byte[] read(ArtifactStore store, Digest digest) throws IOException {
        try (InputStream in = Channels.newInputStream(store.open(digest))) {
            return in.readAllBytes();
        }
    }

    @Test
    void blobsOfAllSizesComeBack() throws IOException {
        for (int size : new int[] {0, 1, 4_095, 65_535, 65_536, 65_537, 262_144, 3_000_001}) {
            byte[] bytes = bytes(size);
            Blob blob = put(store, bytes);

            assertThat(blob).isEqualTo(new Blob(Digest.of(bytes), size, true));
            assertThat(store.size(blob.digest())).isEqualTo(OptionalLong.of(size));
            assertThat(read(store, blob.digest())).isEqualTo(bytes);
            store.verify(blob.digest());
            Path copy = directory.resolve("copy" + size);
            store.copyTo(blob.digest(), copy);
            assertThat(copy).hasBinaryContent(bytes);
            store.file(blob.digest()).ifPresent(file -> assertThat(file).hasBinaryContent(bytes));
        }
    }

    @Test
    void partsOfABlobCanBeRead() throws IOException {
        byte[] bytes = bytes(100_000);
        Digest digest = put(store, bytes).digest();

        try (SeekableByteChannel channel = store.open(digest)) {
            assertThat(channel.size()).isEqualTo(bytes.length);
            ByteBuffer part = ByteBuffer.allocate(10);
            channel.position(99_995);
            assertThat(channel.read(part)).isEqualTo(5);
            assertThat(channel.read(part)).isEqualTo(-1);
            assertThat(part.get(0)).isEqualTo(bytes[99_995]);
        }
    }

    @Test
    void equalBlobsAreStoredOnce() throws IOException {
        byte[] bytes = bytes(10_000);
        assertThat(put(store, bytes).isNew()).isTrue();
        assertThat(put(store, bytes).isNew()).isFalse();
        assertThat(put(handle(), bytes).isNew()).isFalse();
        assertThat(store.verifyAll(problem -> {})).isEqualTo(1);
    }

    @Test
    void whatIsNotCommittedIsNotThere() throws IOException {
        byte[] bytes = bytes(1_000);
        try (BlobWriter writer = store.writer()) {
            writer.write(ByteBuffer.wrap(bytes));
        }

        assertThat(store.size(Digest.of(bytes))).isEmpty();
        BlobWriter writer = store.writer();
        writer.write(ByteBuffer.wrap(bytes));
        writer.commit();
        assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
        writer.close();
        assertThat(store.size(Digest.of(bytes))).isPresent();
    }

    @Test
    void aBatchIsThereWhenItIsFlushed() throws IOException {
        List<byte[]> all = new ArrayList<>();
        try (BlobBatch batch = store.batch()) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = bytes(i % 100 * 7);
                all.add(bytes);
                try (BlobWriter writer = batch.writer()) {
                    writer.write(ByteBuffer.wrap(bytes));
                    assertThat(writer.commit().digest()).isEqualTo(Digest.of(bytes));
                }
            }
            batch.flush();
            for (byte[] bytes : all) {
                assertThat(read(store, Digest.of(bytes))).isEqualTo(bytes);
            }
        }
        ArtifactStore other = handle();
        for (byte[] bytes : all) {
            other.verify(Digest.of(bytes));
        }
    }

    @Test
    void aCopyBelongsToItsOwner() throws IOException {
        byte[] bytes = bytes(5_000);
        Digest digest = put(store, bytes).digest();
        Path copy = directory.resolve("copy");
        store.copyTo(digest, copy);

        Files.write(copy, new byte[] {1});

        assertThat(read(store, digest)).isEqualTo(bytes);
        assertThatThrownBy(() -> store.copyTo(digest, copy)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(copy).hasBinaryContent(new byte[] {1});
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        Digest unknown = Digest.of(new byte[] {42});
        assertThat(store.size(unknown)).isEmpty();
        assertThatThrownBy(() -> store.open(unknown))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(unknown.hex());
        assertThatThrownBy(() -> store.verify(unknown)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.file(unknown)).isInstanceOf(NotFoundException.class);
        Path target = directory.resolve("target");
        assertThatThrownBy(() -> store.copyTo(unknown, target)).isInstanceOf(NotFoundException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void manyThreadsStoreTheSameBlobs() throws Exception {
        List<byte[]> blobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            blobs.add(bytes(1 + i * 1_000));
        }
        List<ArtifactStore> handles = List.of(store, handle());
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<?>> futures = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            ArtifactStore handle = handles.get(t % 2);
            futures.add(pool.submit(() -> {
                for (byte[] blob : blobs) {
                    put(handle, blob);
                    assertThat(read(handle, Digest.of(blob))).isEqualTo(blob);
                }
                return null;
            }));
        }
        for (Future<?> future : futures) {
            future.get();
        }
        pool.shutdown();

        assertThat(store.verifyAll(problem -> {})).isEqualTo(blobs.size());
    }

    @Test
    void aClosedStoreSaysSo() throws IOException {
        Digest digest = put(store, bytes(10)).digest();
        store.close();
        store.close();

        assertThatThrownBy(() -> store.size(digest)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.open(digest)).isInstanceOf(StoreException.class);
        assertThatThrownBy(store::writer).isInstanceOf(StoreException.class);
        assertThatThrownBy(store::batch).isInstanceOf(StoreException.class);
        assertThat(handle().size(digest)).isPresent();
    }
}
