package dev.lineage.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.spi.PredictionChunk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The form of stored predictions, which is read for ever, and bytes that have not got it. */
final class PredictionRecordTest {
    /** Salt 00…0f, format 1, 2026-11-24T08:00:00Z, "req-1", "c", a digest of ones, the content "ab". */
    private static final byte[] GOLDEN = HexFormat.of()
            .parseHex("01000102030405060708090a0b0c0d0e0f010000019ab4cf0c000005" + "7265712d310001" + "6301"
                    + "11".repeat(32) + "02000000026162");

    @Test
    void theGoldenRecordIsRead() {
        PredictionRecord record = PredictionRecord.parse(7, GOLDEN);
        assertThat(record.sequence()).isEqualTo(7);
        assertThat(record.at()).isEqualTo(Instant.ofEpochMilli(0x19ab4cf0c00L));
        assertThat(record.id()).isEqualTo("req-1");
        assertThat(record.subject()).contains("c");
        assertThat(record.input().orElseThrow().digest().hex()).isEqualTo("11".repeat(32));
        assertThat(record.input().orElseThrow().bytes()).isEmpty();
        assertThat(record.output().orElseThrow().bytes().orElseThrow())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("ab");
        assertThat(record.output().orElseThrow().digest()).isEqualTo(Digest.of("ab".getBytes(StandardCharsets.UTF_8)));
        assertThat(record.bytes()).isEqualTo(GOLDEN);

        byte[] entry = Arrays.copyOfRange(GOLDEN, 0, GOLDEN.length);
        entry[0] = 0;
        assertThat(record.leaf()).isEqualTo(Digest.of(entry).toBytes());
        PredictionRecord erased = record.erased();
        assertThat(erased.isErased()).isTrue();
        assertThat(erased.leaf()).isEqualTo(record.leaf());
        assertThat(erased.id()).isEmpty();
        assertThat(erased.preimage()).isEmpty();
        assertThat(PredictionRecord.parse(7, erased.bytes())).isEqualTo(erased).isEqualTo(erased.erased());
    }

    @Test
    void whatIsNoRecordIsRefused() {
        for (int length = 0; length < GOLDEN.length; length++) {
            byte[] cut = Arrays.copyOf(GOLDEN, length);
            assertThatThrownBy(() -> PredictionRecord.parse(7, cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rediction 7");
        }
        assertThatThrownBy(() -> PredictionRecord.parse(7, Arrays.copyOf(GOLDEN, GOLDEN.length + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 bytes too many");
        assertThatThrownBy(() -> PredictionRecord.parse(7, new byte[PredictionRecord.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] newer = GOLDEN.clone();
        newer[1 + PredictionRecord.SALT_BYTES] = 2;
        assertThatThrownBy(() -> PredictionRecord.parse(7, newer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 2");
        byte[] noText = GOLDEN.clone();
        noText[29] = (byte) 0xff;
        assertThatThrownBy(() -> PredictionRecord.parse(7, noText))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void anyBytesAreARecordOrRefused() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = GOLDEN.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                PredictionRecord record = PredictionRecord.parse(1, bytes);
                assertThat(record.bytes()).isEqualTo(bytes);
                assertThat(record.leaf()).hasSize(32);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("seed " + seed).contains("rediction 1 ");
            }
        }
    }

    @Test
    void aChunkHasAsManyRecordsAsItSays() {
        ByteBuffer two = ByteBuffer.allocate(2 * (Integer.BYTES + GOLDEN.length));
        two.putInt(GOLDEN.length).put(GOLDEN).putInt(GOLDEN.length).put(GOLDEN).flip();
        List<PredictionRecord> records = new PredictionChunk(5, 2, two).records();
        assertThat(records).extracting(PredictionRecord::sequence).containsExactly(5L, 6L);
        assertThat(new PredictionChunk(5, 2, two).last()).isEqualTo(6);

        for (int count : new int[] {1, 3}) {
            assertThatThrownBy(() -> new PredictionChunk(5, count, two).records())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("A chunk of " + count);
        }
        for (int length : new int[] {-1, Integer.MAX_VALUE, GOLDEN.length * 3}) {
            ByteBuffer lies =
                    ByteBuffer.allocate(two.remaining()).put(two.duplicate()).flip();
            lies.putInt(0, length);
            assertThatThrownBy(() -> new PredictionChunk(5, 2, lies).records())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("length of " + length);
        }
        assertThatThrownBy(() -> new PredictionChunk(0, 1, two)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PredictionChunk(1, 0, two)).isInstanceOf(IllegalArgumentException.class);
    }
}
