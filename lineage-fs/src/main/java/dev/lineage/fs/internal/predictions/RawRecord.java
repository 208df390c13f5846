package dev.lineage.fs.internal.predictions;

import dev.lineage.model.PredictionRecord;
import dev.lineage.spi.PredictionStore.Key;
import java.nio.ByteBuffer;

/**
 * Walks over the records of a block where they lie, because most of the time of sealing would go into making objects of them. Says
 * only what an index needs. Not thread-safe.
 */
final class RawRecord {
    /** Kind, salt, format and time are before the id. */
    private static final int ID = 1 + PredictionRecord.SALT_BYTES + 1 + Long.BYTES;

    private final ByteBuffer body;
    private final long end;
    private long sequence;
    private int at;
    private int length;

    /**
     * Stands before the first record.
     *
     * @param body the bytes of a block, not compressed, with an array
     */
    RawRecord(Block block, ByteBuffer body) {
        this.body = body;
        this.sequence = block.first() - 1;
        this.end = block.last();
        this.at = body.position();
    }

    /**
     * Goes on to the next record, if there is one.
     *
     * @throws IllegalArgumentException if there is something else
     */
    boolean next() {
        int next = at + length;
        if (sequence == end) {
            require(next == body.limit(), "behind it are other bytes");
            return false;
        }
        sequence++;
        require(body.limit() - next >= Integer.BYTES, "it is missing");
        length = body.getInt(next);
        at = next + Integer.BYTES;
        require(length >= 1 && length <= body.limit() - at, "its length is wrong");
        if (!isErased()) {
            require(length >= ID + Short.BYTES, "it ends too early");
            int subject = subjectAt();
            require(subject + Short.BYTES <= at + length, "it ends too early");
            require(subject + Short.BYTES + size(subject) <= at + length, "it ends too early");
        }
        return true;
    }

    private void require(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException("Prediction " + sequence + " is no record of one: " + what);
        }
    }

    long sequence() {
        return sequence;
    }

    byte[] array() {
        return body.array();
    }

    int offset() {
        return body.arrayOffset() + at;
    }

    int length() {
        return length;
    }

    private boolean isErased() {
        return body.get(at) == PredictionRecord.ERASED;
    }

    private int size(int text) {
        return Short.toUnsignedInt(body.getShort(text));
    }

    private int subjectAt() {
        return at + ID + Short.BYTES + size(at + ID);
    }

    /** Gives what the record is found by. */
    void keys(Keys.Hasher hasher, Sealing.Indexing to) {
        if (!isErased()) {
            to.add(hash(hasher, Key.ID, at + ID));
            int subject = subjectAt();
            if (size(subject) > 0) {
                to.add(hash(hasher, Key.SUBJECT, subject));
            }
        }
    }

    private long hash(Keys.Hasher hasher, Key key, int text) {
        return hasher.hash(key, body.array(), body.arrayOffset() + text + Short.BYTES, size(text));
    }
}
