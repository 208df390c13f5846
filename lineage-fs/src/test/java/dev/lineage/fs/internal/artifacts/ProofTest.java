package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a verified file is trusted without being read again. */
final class ProofTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    @TempDir
    private Path directory;

    @Test
    void aFileThatMayChangeWithinTheTickOfItsStampIsReadAgain() throws IOException {
        Path root = directory.resolve("artifacts");
        Digest digest;
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            digest = Stores.put(store, Stores.bytes(1_000, 1)).digest();
        }
        long changed = FileState.of(Stores.blob(root, digest)).changed();
        AtomicLong now = new AtomicLong(changed);
        BlobReader reader = new BlobReader(new BlobPaths(root), new StampClock(now::get));

        reader.file(digest);
        reader.file(digest);
        assertThat(reader.bytesRead()).as("read in the tick").isEqualTo(2_000);

        now.set(changed + 19 * MILLISECOND);
        reader.file(digest);
        reader.file(digest);
        assertThat(reader.bytesRead())
                .as("read before the write is surely over")
                .isEqualTo(4_000);

        now.set(changed + TimeUnit.SECONDS.toNanos(3));
        reader.file(digest);
        reader.file(digest);
        reader.file(digest);
        assertThat(reader.bytesRead()).as("read afterwards").isEqualTo(5_000);
    }

    @Test
    void coarseStampsNeedMoreTime() {
        long second = TimeUnit.SECONDS.toNanos(1_700_000_000);
        AtomicLong now = new AtomicLong(second + 1_900 * MILLISECOND);
        StampClock clock = new StampClock(now::get);
        assertThat(clock.isOver(second))
                .as("a stamp of whole seconds, after 1.9 s")
                .isFalse();
        assertThat(clock.isOver(second + 1)).as("a stamp of nanoseconds").isTrue();
        now.set(second + 2_100 * MILLISECOND);
        assertThat(clock.isOver(second))
                .as("a stamp of whole seconds, after 2.1 s")
                .isTrue();
    }

    @Test
    void theClockIsReadFromTheFileSystem() throws IOException {
        long before =
                FileState.of(Files.createFile(directory.resolve("before"))).changed();
        StampClock clock = new StampClock(directory);
        long now = clock.now();
        long after = FileState.of(Files.createFile(directory.resolve("after"))).changed();
        assertThat(now).isBetween(before, after);
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
        assertThat(new StampClock(directory.resolve("missing")).now()).isLessThan(after);
    }
}
