package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tiles whose files are damaged or gone. */
final class TilesTest {
    @TempDir
    private Path directory;

    private static byte[] hashes() {
        byte[] hashes = new byte[32 * 40];
        new Random(5).nextBytes(hashes);
        return hashes;
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("index/tree"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    void aDamagedFileCountsAsAbsentAndIsReplaced() throws IOException {
        try (FileRecordStore store = FileRecordStore.open(directory)) {
            store.putTile(2, 1_001, hashes());
            byte[] good = Files.readAllBytes(file());
            for (int i = 0; i < good.length; i += 13) {
                byte[] bad = good.clone();
                bad[i] ^= 4;
                Files.write(file(), bad);
                assertThat(store.tile(2, 1_001)).as("byte " + i).isEmpty();
            }
            for (int length : new int[] {0, 1, 4, 36, good.length - 1, good.length + 32}) {
                Files.write(file(), java.util.Arrays.copyOf(good, length));
                assertThat(store.tile(2, 1_001)).as(length + " bytes").isEmpty();
            }
            store.putTile(2, 1_001, hashes());
            assertThat(Files.readAllBytes(file())).isEqualTo(good);
        }
    }

    @Test
    void theyGoWithTheIndexAndNobodyMissesThem() throws IOException {
        try (FileRecordStore store = FileRecordStore.open(directory)) {
            store.putTile(0, 0, hashes());
        }
        Files.delete(file());
        try (FileRecordStore store = FileRecordStore.open(directory)) {
            assertThat(store.tile(0, 0)).isEmpty();
            store.putTile(0, 0, hashes());
            assertThat(store.tile(0, 0)).isPresent();
            assertThat(store.verify(problem -> assertThat(problem).isNull())).isZero();
        }
    }

    @Test
    void whereNothingCanBeWrittenNothingFails() throws IOException {
        try (FileRecordStore store = FileRecordStore.open(directory)) {
            // A file where the directory should be: works for root too, who may write everywhere.
            Files.createDirectories(directory.resolve("index"));
            Files.writeString(directory.resolve("index/tree"), "in the way");
            store.putTile(0, 0, hashes());
            assertThat(store.tile(0, 0)).isEmpty();
        }
    }
}
