package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.Together;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link ArtifactStore} does. A backend joins with a class that says how to open one; after every test every
 * blob is verified.
 */
@ExtendWith(Seeded.class)
public abstract class ArtifactStoreContract {
    private static final int THREADS = 8;

    @TempDir
    private Path directory;

    private final List<StoreProvider.Stores> opened = new ArrayList<>();
    private Random random;
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
    final void openStore(Random seeded) {
        random = seeded;
        store = handle();
    }

    @AfterEach
    final void everythingIsIntact() {
        try {
            List<Problem> problems = new ArrayList<>();
            handle().verifyAll(problems::add);
            assertThat(problems).as("problems found after the test").isEmpty();
        } finally {
            opened.forEach(stores -> {
                stores.records().close();
                stores.artifacts().close();
            });
        }
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Blob put(ArtifactStore store, byte[] bytes) throws IOException {
        return store.put(new ByteArrayInputStream(bytes));
    }

    private static Blob write(BlobWriter writer, byte[] bytes) throws IOException {
        try (writer) {
            writer.write(ByteBuffer.wrap(bytes));
            return writer.commit();
        }
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
            assertThat(channel.position(0).read(part)).isEqualTo(5);
            assertThat(part.array()).endsWith(Arrays.copyOf(bytes, 5));
            assertThat(channel.position(1_000_000).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void whatIsReadCannotBeWritten() throws IOException {
        byte[] bytes = bytes(100);
        Digest digest = put(store, bytes).digest();

        SeekableByteChannel channel = store.open(digest);
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> channel.truncate(1)).isInstanceOf(NonWritableChannelException.class);
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);

        assertThat(read(store, digest)).isEqualTo(bytes);
    }

    @Test
    void bytesComeInPiecesOfAnySize() throws IOException {
        byte[] bytes = bytes(1_200_000);
        BlobWriter writer = store.writer();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, random.nextInt(random.nextInt(10) == 0 ? 600_000 : 9_000));
            ByteBuffer piece = random.nextBoolean()
                    ? ByteBuffer.wrap(bytes, at, length)
                    : ByteBuffer.allocateDirect(length).put(bytes, at, length).flip();
            assertThat(writer.write(piece)).isEqualTo(length);
            assertThat(piece.hasRemaining()).isFalse();
            at += length;
        }
        assertThat(writer.isOpen()).isTrue();
        Blob blob = writer.commit();
        assertThat(writer.isOpen()).isFalse();
        writer.close();

        assertThat(blob).isEqualTo(new Blob(Digest.of(bytes), bytes.length, true));
        assertThat(read(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    void aWriterKeepsNoBufferOfItsCaller() throws IOException {
        byte[] bytes = bytes(700_000);
        byte[] reused = bytes.clone();
        try (BlobWriter writer = store.writer()) {
            writer.write(ByteBuffer.wrap(reused));
            Arrays.fill(reused, (byte) 0);
            assertThat(writer.commit().digest()).isEqualTo(Digest.of(bytes));
        }
        store.verify(Digest.of(bytes));
    }

    @Test
    void aStreamIsReadToItsEndAndNotClosed() throws IOException {
        byte[] bytes = bytes(200_000);
        AtomicBoolean closed = new AtomicBoolean();
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 777));
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };

        assertThat(store.put(slow).digest()).isEqualTo(Digest.of(bytes));
        assertThat(slow.read()).isEqualTo(-1);
        assertThat(closed).isFalse();
    }

    @Test
    void aStreamThatFailsLeavesNothing() {
        byte[] bytes = bytes(200_000);
        InputStream failing = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                if (available() == 0) {
                    throw new UncheckedIOException(new IOException("the source broke"));
                }
                return super.read(target, offset, length);
            }
        };

        assertThatThrownBy(() -> store.put(failing)).hasMessageContaining("the source broke");
        assertThat(store.size(Digest.of(bytes))).isEmpty();
        assertThat(store.verifyAll(problem -> {})).isZero();
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
    void onlyWhatIsThereCanBeRenewed() throws IOException {
        Digest digest = put(store, bytes(1_000)).digest();

        assertThat(store.renew(digest)).isTrue();
        assertThat(handle().renew(digest)).isTrue();
        assertThat(store.renew(Digest.of(bytes(10)))).isFalse();
        assertThat(store.size(Digest.of(bytes(10)))).isEmpty();
    }

    /** The time of this machine's files. */
    private Instant now() throws IOException {
        return Files.getLastModifiedTime(Files.createTempFile(directory, "now", ""))
                .toInstant();
    }

    @Test
    void everyBlobIsNamedWithItsSizeAndWhenItWasNeeded() throws IOException {
        Instant now = now();
        Digest small = put(store, bytes(1)).digest();
        Digest large = put(store, bytes(300_000)).digest();

        List<ArtifactStore.Stored> all = new ArrayList<>();
        handle().forEach(all::add);

        assertThat(all)
                .extracting(ArtifactStore.Stored::digest, ArtifactStore.Stored::bytes)
                .containsExactlyInAnyOrder(tuple(small, 1L), tuple(large, 300_000L));
        assertThat(all)
                .allSatisfy(blob -> assertThat(blob.needed()).isBetween(now.minusSeconds(60), now.plusSeconds(60)));
    }

    @Test
    void whatNobodyNeedsIsDeleted() throws IOException {
        byte[] bytes = bytes(70_000);
        Digest gone = put(store, bytes).digest();
        Digest other = put(store, bytes(10)).digest();
        store.file(gone);

        Instant now = now();
        assertThat(store.delete(gone, now.minusSeconds(3_600))).isFalse();
        assertThat(read(store, gone)).isEqualTo(bytes);

        assertThat(store.delete(gone, now.plusSeconds(60))).isTrue();
        assertThat(store.delete(gone, now.plusSeconds(60))).isFalse();

        assertThat(store.size(gone)).isEmpty();
        assertThat(handle().renew(gone)).isFalse();
        assertThatThrownBy(() -> store.open(gone)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.file(gone)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.verify(gone)).isInstanceOf(NotFoundException.class);
        List<Digest> all = new ArrayList<>();
        store.forEach(blob -> all.add(blob.digest()));
        assertThat(all).containsExactly(other);

        assertThat(put(store, bytes).isNew()).isTrue();
        assertThat(read(store, gone)).isEqualTo(bytes);
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
    void equalBlobsOfABatchAreStoredOnce() throws Exception {
        byte[] before = bytes(1_000);
        put(store, before);
        byte[] small = bytes(1_000);
        byte[] large = bytes(700_000);
        Queue<Blob> blobs = new ConcurrentLinkedQueue<>();
        try (BlobBatch batch = store.batch()) {
            assertThat(write(batch.writer(), before).isNew()).isFalse();
            Together.run(THREADS, t -> () -> {
                blobs.add(write(batch.writer(), small));
                return blobs.add(write(batch.writer(), large));
            });
            batch.flush();
            batch.flush();
        }

        assertThat(blobs).hasSize(2 * THREADS);
        for (byte[] bytes : List.of(small, large)) {
            assertThat(blobs.stream().filter(blob -> blob.equals(new Blob(Digest.of(bytes), bytes.length, true))))
                    .hasSize(1);
            assertThat(read(store, Digest.of(bytes))).isEqualTo(bytes);
        }
        assertThat(handle().verifyAll(problem -> {})).isEqualTo(3);
    }

    @Test
    void aBatchThatIsClosedWithoutAFlushLeavesWholeBlobsOrNone() throws IOException {
        List<Digest> digests = new ArrayList<>();
        byte[] abandoned = bytes(300_000);
        byte[] flushed = bytes(300_000);
        BlobBatch batch = store.batch();
        write(batch.writer(), flushed);
        batch.flush();
        for (int i = 0; i < 20; i++) {
            byte[] bytes = bytes(i * 20_000);
            digests.add(write(batch.writer(), bytes).digest());
        }
        BlobWriter open = batch.writer();
        open.write(ByteBuffer.wrap(abandoned));
        open.close();
        batch.close();
        batch.close();

        assertThat(read(store, Digest.of(flushed))).isEqualTo(flushed);
        assertThat(store.size(Digest.of(abandoned))).isEmpty();
        for (Digest digest : digests) {
            if (store.size(digest).isPresent()) {
                store.verify(digest);
            }
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
        assertThatThrownBy(() -> store.copyTo(digest, directory.resolve("missing/copy")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void everythingIsThereWhenTheStoreIsOpenedAgain() throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(bytes(i * i * 5_000));
            put(store, all.get(i));
        }
        try (BlobBatch batch = store.batch()) {
            all.add(bytes(10));
            write(batch.writer(), all.get(10));
            batch.flush();
        }
        store.close();

        ArtifactStore again = handle();
        for (byte[] bytes : all) {
            assertThat(again.size(Digest.of(bytes))).hasValue(bytes.length);
            assertThat(read(again, Digest.of(bytes))).isEqualTo(bytes);
            assertThat(put(again, bytes).isNew()).isFalse();
        }
        assertThat(again.verifyAll(problem -> {})).isEqualTo(all.size());
    }

    @Test
    void anInterruptedThreadHarmsNobody() throws IOException {
        byte[] bytes = bytes(300_000);
        Thread.currentThread().interrupt();
        Blob blob = put(store, bytes);
        store.verify(blob.digest());
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();

        assertThat(read(store, blob.digest())).isEqualTo(bytes);
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
        Queue<Digest> fresh = new ConcurrentLinkedQueue<>();
        Together.run(THREADS, t -> () -> {
            ArtifactStore handle = handles.get(t % 2);
            for (byte[] bytes : blobs) {
                Blob blob = put(handle, bytes);
                assertThat(read(handle, blob.digest())).isEqualTo(bytes);
                if (blob.isNew()) {
                    fresh.add(blob.digest());
                }
            }
            return t;
        });

        for (byte[] bytes : blobs) {
            assertThat(fresh).as("that the blob was new to somebody").contains(Digest.of(bytes));
        }
        assertThat(store.verifyAll(problem -> {})).isEqualTo(blobs.size());
    }

    @Test
    void aClosedStoreSaysSo() throws IOException {
        Digest digest = put(store, bytes(10)).digest();
        byte[] late = bytes(20);
        BlobWriter writer = store.writer();
        writer.write(ByteBuffer.wrap(late));
        BlobBatch batch = store.batch();
        BlobWriter batched = batch.writer();
        batched.write(ByteBuffer.wrap(late));
        store.close();
        store.close();

        List<ThrowingCallable> calls = List.of(
                () -> store.size(digest),
                () -> store.open(digest),
                () -> store.verify(digest),
                () -> store.file(digest),
                () -> store.copyTo(digest, directory.resolve("copy")),
                () -> store.verifyAll(problem -> {}),
                () -> store.put(new ByteArrayInputStream(late)),
                () -> store.writer(),
                () -> store.batch(),
                () -> writer.commit(),
                () -> batch.writer(),
                () -> batched.commit(),
                () -> batch.flush());
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(StoreException.class).hasMessageContaining("closed");
        }
        writer.close();
        batched.close();
        batch.close();
        assertThat(directory.resolve("copy")).doesNotExist();
        assertThat(handle().size(digest)).hasValue(10);
        assertThat(handle().size(Digest.of(late))).isEmpty();
    }
}
