package dev.lineage.testkit.internal;

import dev.lineage.model.Digest;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.VersionName;
import dev.lineage.spi.PredictionChunk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Predictions as core encodes them, written by hand from docs/formats.md. */
public final class TestPredictions {
    private TestPredictions() {}

    /** A stream of a model. */
    public static PredictionStream stream(String model, int number) {
        return new PredictionStream(
                String.format("%032x", number),
                model,
                new VersionName(model, 1),
                Digest.of(new byte[] {1}),
                "production",
                7,
                false,
                Instant.parse("2026-11-24T08:00:00Z"));
    }

    /** A record with a salt that is made of its number. */
    public static PredictionRecord record(long sequence, String id, String subject, byte[] input) {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        byte[] about = subject.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(
                1 + PredictionRecord.SALT_BYTES + 1 + 8 + 2 + key.length + 2 + about.length + 1 + 4 + input.length + 1);
        bytes.put(PredictionRecord.PRESENT).putLong(sequence).putLong(~sequence);
        bytes.put(PredictionRecord.FORMAT).putLong(1_763_971_200_000L + sequence);
        bytes.putShort((short) key.length)
                .put(key)
                .putShort((short) about.length)
                .put(about);
        bytes.put((byte) 2).putInt(input.length).put(input).put((byte) 0);
        return PredictionRecord.parse(sequence, bytes.array());
    }

    /** Consecutive records as a chunk. */
    public static PredictionChunk chunk(List<PredictionRecord> records) {
        int length =
                records.stream().mapToInt(record -> 4 + record.bytes().length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (PredictionRecord record : records) {
            bytes.putInt(record.bytes().length).put(record.bytes());
        }
        return new PredictionChunk(records.get(0).sequence(), records.size(), bytes.flip());
    }

    /** Records {@code req-<n>} about one of ten customers. */
    public static List<PredictionRecord> records(long from, long to) {
        List<PredictionRecord> records = new ArrayList<>();
        for (long n = from; n <= to; n++) {
            records.add(
                    record(n, "req-" + n, "customer " + n % 10, ("input of " + n).getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }
}
