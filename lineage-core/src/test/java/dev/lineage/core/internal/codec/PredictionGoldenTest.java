package dev.lineage.core.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Digest;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionDeletion;
import dev.lineage.model.PredictionErasure;
import dev.lineage.model.PredictionRetention;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.VersionName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is in the log of predictions must be read for ever. */
final class PredictionGoldenTest {
    private static final String ID = "01930000000070008000000000000001";
    private static final Digest DIGEST = Digest.ofHex("11".repeat(32));
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");

    private static String golden(String name) {
        try (InputStream in = PredictionGoldenTest.class.getResourceAsStream("/format/v1/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PredictionStream stream(boolean elsewhere) {
        return new PredictionStream(ID, "fraud", VersionName.parse("fraud@7"), DIGEST, "production", 12, elsewhere, AT);
    }

    @Test
    void streams() {
        String golden = golden("prediction-stream.json");
        assertThat(PredictionCodec.stream(stream(false))).isEqualTo(golden);
        assertThat(PredictionCodec.stream(golden)).isEqualTo(stream(false));
        golden = golden("prediction-stream-elsewhere.json");
        assertThat(PredictionCodec.stream(stream(true))).isEqualTo(golden);
        assertThat(PredictionCodec.stream(golden)).isEqualTo(stream(true));
    }

    @Test
    void batches() {
        TreeMap<Instant, Long> hours = new TreeMap<>();
        hours.put(AT, 1L);
        hours.put(AT.plus(Duration.ofHours(1)), 2L);
        PredictionBatch batch = new PredictionBatch(
                ID,
                1,
                1,
                3,
                DIGEST,
                Instant.parse("2026-11-24T08:59:59.999Z"),
                Instant.parse("2026-11-24T09:00:01Z"),
                hours,
                0,
                Optional.empty(),
                false,
                false,
                20);
        String golden = golden("predictions.json");
        assertThat(PredictionCodec.batch(batch)).isEqualTo(golden);
        assertThat(PredictionCodec.batch(golden, 20)).isEqualTo(batch);
        String wrong = golden.replace("\"count\":3", "\"count\":4");
        assertThatThrownBy(() -> PredictionCodec.batch(wrong, 20))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("hours have 3");
        Instant end = Instant.parse("2026-11-24T09:00:01Z");
        PredictionBatch recovered = new PredictionBatch(
                ID,
                2,
                4,
                0,
                Digest.of(new byte[0]),
                end,
                end,
                new TreeMap<>(),
                17,
                Optional.of(new PredictionBatch.Gap(4, 2, false, "the process died")),
                true,
                true,
                21);
        golden = golden("predictions-recovered.json");
        assertThat(PredictionCodec.batch(recovered)).isEqualTo(golden);
        assertThat(PredictionCodec.batch(golden, 21)).isEqualTo(recovered);
        assertThat(PredictionCodec.settled("fraud", 3)).isEqualTo(golden("predictions-settled.json"));
        PredictionCodec.checkSettled(golden("predictions-settled.json"));
    }

    @Test
    void whatBecomesOfThem() {
        PredictionRetention retention =
                new PredictionRetention("fraud", Optional.of(Duration.ofDays(3650)), true, "ana", AT, "Art. 12", 5);
        String golden = golden("prediction-retention.json");
        assertThat(PredictionCodec.retention(retention)).isEqualTo(golden);
        assertThat(PredictionCodec.retention(golden, 5)).isEqualTo(retention);
        TreeMap<String, Long> through = new TreeMap<>();
        through.put(ID, 3L);
        PredictionDeletion deletion =
                new PredictionDeletion("fraud", Instant.parse("2025-11-24T08:00:00Z"), through, 3, "ana", AT, "age", 6);
        golden = golden("prediction-deletion.json");
        assertThat(PredictionCodec.deletion(deletion)).isEqualTo(golden);
        assertThat(PredictionCodec.deletion(golden, 6)).isEqualTo(deletion);
        TreeMap<String, List<Long>> sequences = new TreeMap<>();
        sequences.put(ID, List.of(2L, 3L));
        PredictionErasure erasure = new PredictionErasure("fraud", sequences, "ana", AT, "asked for", 0, 7);
        golden = golden("prediction-erasure.json");
        assertThat(PredictionCodec.erasure(erasure)).isEqualTo(golden);
        assertThat(PredictionCodec.erasure(golden, 7)).isEqualTo(erasure);
    }
}
