package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the files of a store, wrong bytes are never handed out as right ones. */
final class DamageTest {
    @TempDir
    private Path directory;

    private Path root;
    private FileArtifactStore store;
    private byte[] content;
    private Digest digest;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        root = directory.resolve("artifacts");
        store = FileArtifactStore.open(root);
        content = Stores.bytes(100_000, 1);
        digest = Stores.put(store, content).digest();
        file = Stores.blob(root, digest);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void assertDetected() {
        assertThatThrownBy(() -> store.verify(digest))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining(digest.toString())
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> store.file(digest)).isInstanceOf(IntegrityException.class);
        Path target = directory.resolve("target");
        assertThatThrownBy(() -> store.copyTo(digest, target)).isInstanceOf(IntegrityException.class);
        assertThat(target).doesNotExist();
        assertThat(Stores.problems(store)).extracting(Problem::subject).containsExactly(file.toString());
    }

    private void settle() throws InterruptedException {
        // Until the stamps of the file are over, the store trusts no earlier proof.
        TimeUnit.MILLISECONDS.sleep(100);
    }

    @Test
    void everyFlippedBitIsDetected() throws IOException {
        Random random = new Random(Stores.SEED);
        for (int i = 0; i < 20; i++) {
            int position = random.nextInt(content.length);
            Stores.flip(file, position);
            assertDetected();
            Stores.flip(file, position);
            store.verify(digest);
        }
    }

    @Test
    void theMessageNamesWhatWasFoundAndWhatToDo() throws IOException {
        Stores.makeWritable(file);
        Files.writeString(file, "other");
        assertThatThrownBy(() -> store.file(digest))
                .hasMessageContaining(
                        Digest.of("other".getBytes(StandardCharsets.UTF_8)).toString())
                .hasMessageContaining("Restore");
    }

    @Test
    void truncatedExtendedAndEmptiedFilesAreDetected() throws IOException {
        Stores.makeWritable(file);
        for (int length : new int[] {0, 1, content.length - 1, content.length + 1}) {
            Files.write(file, Arrays.copyOf(content, length));
            assertDetected();
        }
    }

    @Test
    void anUnchangedFileIsNotReadAgain() throws Exception {
        settle();
        store.file(digest);
        long read = store.bytesVerified();
        assertThat(read).isEqualTo(content.length);
        for (int i = 0; i < 100; i++) {
            store.file(digest);
        }
        assertThat(store.bytesVerified()).isEqualTo(read);
        store.verify(digest);
        assertThat(store.bytesVerified()).isEqualTo(2 * read);
    }

    @Test
    void aFileThatWasWrittenAMomentAgoIsReadAgain() throws Exception {
        // Two changes within one tick of the clock have equal stamps; only what is read after the tick is a proof.
        for (int i = 0; i < 30; i++) {
            Stores.makeWritable(file);
            Files.write(file, content);
            FileTime stamp = Files.getLastModifiedTime(file);
            store.file(digest);
            Stores.flip(file, i);
            Files.setLastModifiedTime(file, stamp);
            assertThatThrownBy(() -> store.file(digest)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void aFlipThatRestoresSizeAndModificationTimeIsDetected() throws Exception {
        settle();
        store.file(digest);
        FileTime stamp = Files.getLastModifiedTime(file);
        Stores.flip(file, 5);
        Files.setLastModifiedTime(file, stamp);
        assertDetected();
    }

    @Test
    void aFileThatWasReplacedByAnEqualOneIsReadOnceMore() throws Exception {
        settle();
        store.file(digest);
        Path other = directory.resolve("other");
        Files.write(other, content);
        settle();
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        settle();
        store.file(digest);
        store.file(digest);
        assertThat(store.bytesVerified()).isEqualTo(2L * content.length);
    }

    @Test
    void aDeletedFileIsNotFoundAlthoughItWasVerified() throws Exception {
        settle();
        store.file(digest);
        Files.delete(file);
        assertThatThrownBy(() -> store.file(digest)).isInstanceOf(NotFoundException.class);
        assertThat(store.size(digest)).isEmpty();
    }

    @Test
    void aLinkIsRefusedEvenIfItLeadsToTheRightBytes() throws Exception {
        settle();
        store.file(digest);
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(file, elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        assertThat(store.size(digest)).isEmpty();
        assertThatThrownBy(() -> store.open(digest))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("symbolic link");
        assertDetected();
    }

    @Test
    void aLinkInPlaceOfADirectoryIsRefused() throws IOException {
        Path shard = Objects.requireNonNull(file.getParent());
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(shard, elsewhere);
        Files.createSymbolicLink(shard, elsewhere);
        assertThatThrownBy(() -> store.verify(digest))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining(shard.toString());
        assertThatThrownBy(() -> store.open(digest)).isInstanceOf(IntegrityException.class);
        assertThat(Stores.problems(store)).extracting(Problem::subject).containsExactly(shard.toString());

        Path blobs = root.resolve("sha256");
        Path moved = directory.resolve("moved");
        Files.move(blobs, moved);
        Files.createSymbolicLink(blobs, moved);
        assertThatThrownBy(() -> FileArtifactStore.open(root))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining(blobs.toString());
    }

    @Test
    void aDirectoryInPlaceOfABlobIsRefused() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(store.size(digest)).isEmpty();
        assertDetected();
    }

    @Test
    void storingAgainReplacesWhatCannotBeTheBlob() throws IOException {
        Stores.makeWritable(file);
        Files.write(file, new byte[0]);
        assertThat(Stores.put(store, content).isNew()).isTrue();
        store.verify(digest);

        Path elsewhere = directory.resolve("elsewhere");
        Files.write(elsewhere, content);
        Files.delete(file);
        Files.createSymbolicLink(file, elsewhere);
        Stores.put(store, content);
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(elsewhere).hasBinaryContent(content);
        Stores.assertIntact(store, root);
    }

    @Test
    void foreignFilesAndWrongNamesAreReported() throws IOException {
        Path blobs = root.resolve("sha256");
        Path note = Files.writeString(blobs.resolve("note.txt"), "x");
        Path upper = Files.createDirectory(blobs.resolve("AB"));
        Path inShard = Files.writeString(file.resolveSibling("README"), "x");
        Path misnamed = Files.writeString(file.resolveSibling("0".repeat(62)), "x");
        assertThat(Stores.problems(store))
                .extracting(Problem::subject)
                .containsExactlyInAnyOrder(note.toString(), upper.toString(), inShard.toString(), misnamed.toString());
    }

    @Test
    void verifyAllReadsEveryBlobAndReportsEachBrokenOne() throws IOException {
        try (BlobBatch batch = store.batch()) {
            for (int i = 0; i < 400; i++) {
                Stores.write(batch.writer(), ("blob " + i).getBytes(StandardCharsets.UTF_8));
            }
            batch.flush();
        }
        Path broken = Stores.blob(root, Digest.of("blob 17".getBytes(StandardCharsets.UTF_8)));
        Stores.flip(broken, 0);
        List<Problem> problems = new ArrayList<>();
        assertThat(store.verifyAll(problems::add)).isEqualTo(401);
        assertThat(problems).extracting(Problem::subject).containsExactly(broken.toString());
    }

    @Test
    void aCopyIsTheCallersOwn() throws IOException {
        Path copy = directory.resolve("copy");
        store.copyTo(digest, copy);
        Files.writeString(copy, "changed");
        store.verify(digest);
        assertThat(Files.getAttribute(copy, "unix:ino")).isNotEqualTo(Files.getAttribute(file, "unix:ino"));
    }

    @Test
    void aCopyNeverOverwritesAndNeedsADirectory() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "mine");
        assertThatThrownBy(() -> store.copyTo(digest, target)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target).hasContent("mine");
        Path link = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
        assertThatThrownBy(() -> store.copyTo(digest, link)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> store.copyTo(digest, directory.resolve("missing/target")))
                .isInstanceOf(NoSuchFileException.class);
    }
}
