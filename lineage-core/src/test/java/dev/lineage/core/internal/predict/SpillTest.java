package dev.lineage.core.internal.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.VersionName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpillTest {
    private static final PredictionStream STREAM = new PredictionStream(
            "0".repeat(32),
            "fraud",
            new VersionName("fraud", 1),
            Digest.of(new byte[] {1}),
            "production",
            7,
            false,
            Instant.EPOCH);

    /** Two pipelines of one JVM that spill into one directory recover at the same time. */
    @Test
    void whatOneRecoversAnotherOneLeavesAlone(@TempDir Path directory) throws IOException {
        Chunk chunk = new Chunk(new Salts());
        chunk.clear(0);
        chunk.take(new byte[40], 0, 40);
        Spill spill = new Spill(directory, 1 << 20, STREAM);
        spill.put(chunk);
        assertThat(Spill.leftovers(directory, stream -> true)).isEmpty();
        spill.close();

        List<Spill.Leftover> first = Spill.leftovers(directory, stream -> true);
        assertThat(first).hasSize(1);
        assertThat(Spill.leftovers(directory, stream -> true)).isEmpty();
        first.get(0).close();
        assertThat(Spill.leftovers(directory, stream -> false)).isEmpty();
        List<Spill.Leftover> again = Spill.leftovers(directory, stream -> true);
        assertThat(again).hasSize(1);
        try (Spill.Leftover leftover = again.get(0)) {
            assertThat(leftover.stream()).isEqualTo(STREAM);
            assertThat(leftover.next(chunk)).isTrue();
            assertThat(chunk.count()).isEqualTo(1);
            assertThat(leftover.next(chunk)).isFalse();
            leftover.delete();
        }
        assertThat(directory).isEmptyDirectory();
    }
}
