package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileArtifactStoreTest {
    private static final int[] EDGES = {0, 1, 64 * 1024, StagingWriter.IN_MEMORY, 512 * 1024, 1024 * 1024};

    @TempDir
    private Path directory;

    private Path root;
    private FileArtifactStore store;

    @BeforeEach
    void open() {
        root = directory.resolve("deep/below/artifacts");
        store = FileArtifactStore.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void openingWritesNothing() {
        assertThat(root).doesNotExist();
        assertThat(store.size(Digest.of(new byte[0]))).isEmpty();
        assertThat(store.verifyAll(problem -> {})).isZero();
        assertThat(directory.resolve("deep")).doesNotExist();
    }

    @Test
    void aBlobIsAReadOnlyFileUnderItsDigest() throws IOException {
        Blob blob = Stores.put(store, new byte[] {1, 2, 3});
        Path file = Stores.blob(root, blob.digest());
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .doesNotContain("w")
                .doesNotContain("x");
        assertThat(store.file(blob.digest())).contains(file);
    }

    @Test
    void whatGoesInComesOutAtEverySizeAndInAnyPieces() throws IOException {
        Random random = new Random(Stores.SEED);
        List<byte[]> contents = new ArrayList<>();
        for (int edge : EDGES) {
            for (int off = -1; off <= 1; off++) {
                if (edge + off >= 0) {
                    contents.add(Stores.bytes(edge + off, random.nextLong()));
                }
            }
        }
        for (int i = 0; i < 40; i++) {
            contents.add(Stores.bytes(random.nextInt(3 * 1024 * 1024) >> random.nextInt(20), random.nextLong()));
        }
        try (BlobBatch batch = store.batch()) {
            List<Blob> blobs = new ArrayList<>();
            for (byte[] content : contents) {
                try (BlobWriter writer = random.nextBoolean() ? batch.writer() : store.writer()) {
                    blobs.add(writeInPieces(writer, content, random));
                }
            }
            batch.flush();
            for (int i = 0; i < blobs.size(); i++) {
                byte[] content = contents.get(i);
                Blob blob = blobs.get(i);
                assertThat(blob.digest()).as(Stores.replay("digest")).isEqualTo(Digest.of(content));
                assertThat(blob.bytes()).isEqualTo(content.length);
                assertThat(store.size(blob.digest())).hasValue(content.length);
                assertThat(Stores.read(store, blob.digest()))
                        .as(Stores.replay("content"))
                        .isEqualTo(content);
                store.verify(blob.digest());
                Path copy = directory.resolve("copy" + i);
                store.copyTo(blob.digest(), copy);
                assertThat(Files.mismatch(copy, Stores.blob(root, blob.digest())))
                        .isEqualTo(-1);
            }
        }
        Stores.assertIntact(store, root);
    }

    private static Blob writeInPieces(BlobWriter writer, byte[] content, Random random) throws IOException {
        int at = 0;
        while (at < content.length) {
            int n = Math.min(content.length - at, 1 + random.nextInt(1 << random.nextInt(4, 21)));
            ByteBuffer piece = random.nextBoolean() ? ByteBuffer.allocate(n) : ByteBuffer.allocateDirect(n);
            piece.put(content, at, n).flip();
            assertThat(writer.write(random.nextBoolean() ? piece.asReadOnlyBuffer() : piece))
                    .isEqualTo(n);
            at += n;
        }
        return writer.commit();
    }

    @Test
    void equalBytesAreStoredOnce() throws IOException {
        for (int length : new int[] {10, 700_000}) {
            byte[] content = Stores.bytes(length, 7);
            assertThat(Stores.put(store, content).isNew()).isTrue();
            Object before = Files.getAttribute(Stores.blob(root, Digest.of(content)), "unix:ino");
            assertThat(Stores.put(store, content).isNew()).isFalse();
            try (BlobBatch batch = store.batch()) {
                assertThat(Stores.write(batch.writer(), content).isNew()).isFalse();
                batch.flush();
            }
            assertThat(Files.getAttribute(Stores.blob(root, Digest.of(content)), "unix:ino"))
                    .isEqualTo(before);
        }
        assertThat(Stores.files(root)).hasSize(2);
    }

    @Test
    void aBatchStoresEqualBytesOnce() throws IOException {
        try (BlobBatch batch = store.batch()) {
            int news = 0;
            for (int i = 0; i < 300; i++) {
                news += Stores.write(batch.writer(), Stores.bytes(5_000, i % 10))
                                .isNew()
                        ? 1
                        : 0;
            }
            batch.flush();
            assertThat(news).isEqualTo(10);
        }
        assertThat(Stores.files(root)).hasSize(10);
    }

    @Test
    void aBatchTakesFarMoreThanItKeepsInMemoryAndCanBeUsedAgainAfterAFlush() throws IOException {
        try (BlobBatch batch = store.batch()) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 500; i++) {
                    Stores.write(batch.writer(), ("blob " + round + " " + i).getBytes(StandardCharsets.UTF_8));
                }
                batch.flush();
                assertThat(store.verifyAll(problem -> {})).isEqualTo(500L * (round + 1));
            }
        }
        Stores.assertIntact(store, root);
    }

    @Test
    void whatIsNotCommittedLeavesNothing() throws IOException {
        for (int length : new int[] {0, 10, 3_000_000}) {
            BlobWriter writer = store.writer();
            writer.write(ByteBuffer.wrap(Stores.bytes(length, 1)));
            assertThat(writer.isOpen()).isTrue();
            writer.close();
            writer.close();
            assertThat(writer.isOpen()).isFalse();
            assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("writer()");
        }
        assertThat(Stores.files(root)).isEmpty();
    }

    @Test
    void aBatchThatIsClosedWithoutAFlushLeavesNoTemporaryFiles() throws IOException {
        BlobBatch batch = store.batch();
        for (int i = 0; i < 200; i++) {
            Stores.write(batch.writer(), Stores.bytes(300_000, i));
        }
        BlobWriter unfinished = batch.writer();
        unfinished.write(ByteBuffer.allocate(2_000_000));
        batch.close();
        batch.close();
        assertThatThrownBy(unfinished::commit)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("batch()");
        assertThatThrownBy(batch::writer).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(batch::flush).isInstanceOf(IllegalStateException.class);
        Stores.assertIntact(store, root);
    }

    @Test
    void aWriterIsUsedOnce() throws IOException {
        BlobWriter writer = store.writer();
        Blob blob = Stores.write(writer, new byte[] {4});
        assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
        writer.close();
        store.verify(blob.digest());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Digest digest = Digest.of(new byte[] {9});
        assertThat(store.size(digest)).isEmpty();
        assertThatThrownBy(() -> store.open(digest)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.verify(digest)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.file(digest))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(digest.toString())
                .hasMessageContaining(root.toString());
        Path target = directory.resolve("target");
        assertThatThrownBy(() -> store.copyTo(digest, target)).isInstanceOf(NotFoundException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void aClosedStoreSaysSo() throws IOException {
        Digest digest = Stores.put(store, new byte[] {1}).digest();
        BlobWriter writer = store.writer();
        writer.write(ByteBuffer.allocate(3_000_000));
        BlobBatch batch = store.batch();
        BlobWriter batchWriter = batch.writer();
        store.close();
        store.close();
        List<ThrowingCallable> calls = List.of(
                store::writer,
                store::batch,
                () -> store.size(digest),
                () -> store.open(digest),
                () -> store.verify(digest),
                () -> store.file(digest),
                () -> store.copyTo(digest, directory.resolve("x")),
                () -> store.verifyAll(problem -> {}),
                writer::commit,
                batchWriter::commit,
                batch::flush,
                batch::writer);
        for (var call : calls) {
            assertThatThrownBy(call).isInstanceOf(StoreException.class).hasMessageContaining("closed");
        }
        batch.close();
        assertThat(Stores.temporaryFiles(root)).isEmpty();
    }

    @Test
    void putReadsAStreamToItsEnd() throws IOException {
        byte[] content = Stores.bytes(1_000_000, 3);
        assertThat(store.put(new ByteArrayInputStream(content)).digest()).isEqualTo(Digest.of(content));
    }

    @Test
    void theFirstWriteRemovesTemporaryFilesOfTheDeadAndNoOthers() throws IOException {
        Path lane = Files.createDirectories(root.resolve("tmp/3"));
        Path old = Files.writeString(lane.resolve("1a2b-5.tmp"), "left behind");
        Path foreign = Files.writeString(lane.resolve("notes.txt"), "not ours");
        Path fresh = Files.writeString(lane.resolve("1a2b-6.tmp"), "in use");
        FileTime twoDaysAgo =
                FileTime.fromMillis(Files.getLastModifiedTime(fresh).toMillis() - TimeUnit.DAYS.toMillis(2));
        Files.setLastModifiedTime(old, twoDaysAgo);
        Files.setLastModifiedTime(foreign, twoDaysAgo);
        assertThat(Stores.problems(store)).isEmpty();
        Stores.put(store, new byte[] {1});
        assertThat(old).doesNotExist();
        assertThat(foreign).exists();
        assertThat(fresh).exists();
    }

    @Test
    void theRootMayBeALink() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("larger disk"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), disk);
        try (FileArtifactStore linked = FileArtifactStore.open(link)) {
            Digest digest = Stores.put(linked, new byte[] {1}).digest();
            linked.verify(digest);
            assertThat(Stores.blob(disk, digest)).exists();
        }
    }

    @Test
    void aFileWhereTheStoreShouldBeIsAnErrorThatNamesIt() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> {
                    try (FileArtifactStore wrong = FileArtifactStore.open(file)) {
                        Stores.put(wrong, new byte[] {1});
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
    }
}
