package dev.lineage.spi;

import dev.lineage.model.PredictionRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive predictions of one stream on their way to a {@link PredictionSink}. The bytes are lent: they are overwritten after
 * {@link PredictionSink#write} has returned. Not thread-safe.
 */
public final class PredictionChunk {
    private final long first;
    private final int count;
    private final ByteBuffer bytes;

    /**
     * A chunk.
     *
     * @param first the sequence number of its first record
     * @param count how many records it has, 1 at the least
     * @param bytes the records, from position to limit, one behind the other: each led by its length in bytes, a big-endian
     *     number of 32 bits; see {@link PredictionRecord}
     */
    public PredictionChunk(long first, int count, ByteBuffer bytes) {
        if (first < 1 || count < 1) {
            throw new IllegalArgumentException("A chunk begins with record 1 or later and has one at the least, not "
                    + count + " from " + first + " on");
        }
        this.first = first;
        this.count = count;
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    /** The sequence number of the first record. */
    public long first() {
        return first;
    }

    /** The sequence number of the last record. */
    public long last() {
        return first + count - 1;
    }

    /** How many records there are. */
    public int count() {
        return count;
    }

    /** The bytes, read-only, each time from their beginning: records led by their lengths. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /**
     * The records; they are copies.
     *
     * @throws IllegalArgumentException if the bytes are not that many records
     */
    public List<PredictionRecord> records() {
        List<PredictionRecord> records = new ArrayList<>(Math.min(count, 1 << 16));
        ByteBuffer in = bytes();
        for (long sequence = first; in.remaining() >= Integer.BYTES && records.size() < count; sequence++) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("Prediction " + sequence + " has a length of " + length
                        + " bytes where " + in.remaining() + " are left");
            }
            byte[] record = new byte[length];
            in.get(record);
            records.add(PredictionRecord.parse(sequence, record));
        }
        if (records.size() != count || in.hasRemaining()) {
            throw new IllegalArgumentException("A chunk of " + count + " predictions from " + first + " on has "
                    + records.size() + " and " + in.remaining() + " bytes behind them");
        }
        return records;
    }
}
