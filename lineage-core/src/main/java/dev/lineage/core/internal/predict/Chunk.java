package dev.lineage.core.internal.predict;

import dev.lineage.model.PredictionRecord;
import dev.lineage.spi.PredictionChunk;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Predictions that are written at once: salted, encoded and hashed. Used again and again. Not thread-safe; handed from thread to
 * thread.
 */
final class Chunk implements Ring.Reader {
    /** A chunk that has this many bytes is full. */
    static final int FULL = 1 << 20;

    /** Where in a prediction its time is, behind the number of its format. */
    private static final int TIME = 1;

    private static final int HEAD = Integer.BYTES + 1 + PredictionRecord.SALT_BYTES;

    private final Salts salts;
    private final Sha256 sha256 = new Sha256();
    private final Hours hours = new Hours();
    private byte[] bytes = new byte[FULL + FULL / 4];
    private byte[] leaves = new byte[1 << 16];
    private int length;
    private int count;
    private long since;
    private long start;
    private long end;

    Chunk(Salts salts) {
        this.salts = salts;
    }

    void clear(long from) {
        length = 0;
        count = 0;
        start = from;
        end = from;
        hours.clear();
    }

    /** Takes a prediction from the ring: salts, encodes and hashes it. */
    @Override
    public void take(byte[] ring, int offset, int size) {
        int record = room(size);
        salts.next(bytes, record + Integer.BYTES + 1);
        System.arraycopy(ring, offset, bytes, record + HEAD, size);
        finish(record, size);
    }

    /** Takes a record that was salted before, from its kind on. */
    void takeAgain(byte[] from, int offset, int size) {
        int statement = size - 1 - PredictionRecord.SALT_BYTES;
        int record = room(statement);
        System.arraycopy(from, offset, bytes, record + Integer.BYTES, size);
        finish(record, statement);
    }

    /** Where the record is to be written whose prediction has that many bytes. */
    private int room(int size) {
        if (length + HEAD + size > bytes.length) {
            bytes = Arrays.copyOf(bytes, length + HEAD + size + FULL);
        }
        if ((count + 1) * Sha256.BYTES > leaves.length) {
            leaves = Arrays.copyOf(leaves, 2 * leaves.length);
        }
        return length;
    }

    private void finish(int record, int size) {
        int stored = HEAD - Integer.BYTES + size;
        int kind = record + Integer.BYTES;
        putInt(record, stored);
        // What is hashed begins with 0 (RFC 6962), what is stored with its kind.
        bytes[kind] = 0;
        sha256.hash(bytes, kind, stored, leaves, count * Sha256.BYTES);
        bytes[kind] = PredictionRecord.PRESENT;
        hours.add(time(record + HEAD + TIME));
        length += HEAD + size;
        count++;
    }

    private void putInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private long time(int at) {
        long time = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            time = time << 8 | bytes[at + i] & 0xff;
        }
        return time;
    }

    boolean isFull() {
        return length >= FULL;
    }

    int count() {
        return count;
    }

    int length() {
        return length;
    }

    Hours hours() {
        return hours;
    }

    byte[] leaves() {
        return leaves;
    }

    /** When its first prediction was taken, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    void since(long nanos) {
        since = nanos;
    }

    /** From which position of the ring on its predictions are. */
    long start() {
        return start;
    }

    /** Up to which position of the ring its predictions are. */
    long end() {
        return end;
    }

    void end(long position) {
        end = position;
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** What a sink is given. */
    PredictionChunk from(long first) {
        return new PredictionChunk(first, count, bytes());
    }
}
