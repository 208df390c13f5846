package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.spi.PredictionStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Walks over the records of a block where they lie, because most of the time of sealing would go into making objects of them. Says
 * only what an index needs. Not thread-safe.
 */
final class RawRecord {
    /** Kind, salt, format and time are before the id. */
    private static final int ID = 1 + PredictionRecord.SALT_BYTES + 1 + Long.BYTES;

    private final Block block;
    private final Path file;
    private final ByteBuffer body;
    private long sequence;
    private int at;
    private int length;

    /**
     * Stands before the first record.
     *
     * @param file where the block is
     * @param body its bytes, not compressed, with an array
     */
    RawRecord(Block block, Path file, ByteBuffer body) {
        this.block = block;
        this.file = file;
        this.body = body;
        this.sequence = block.first() - 1;
        this.at = body.position();
    }

    /**
     * Goes on to the next record, if there is one.
     *
     * @throws IntegrityException if there is something else
     */
    boolean next() {
        int next = at + length;
        if (sequence == block.last()) {
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
            throw block.damaged(file, "prediction " + sequence + " is no record of one: " + what);
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
            to.add(hash(hasher, PredictionStore.Key.ID, at + ID));
            int subject = subjectAt();
            if (size(subject) > 0) {
                to.add(hash(hasher, PredictionStore.Key.SUBJECT, subject));
            }
        }
    }

    /** Whether it is found by that key. */
    boolean is(PredictionStore.Key key, byte[] value) {
        if (isErased()) {
            return false;
        }
        int text = key == PredictionStore.Key.ID ? at + ID : subjectAt();
        int from = body.arrayOffset() + text + Short.BYTES;
        return size(text) == value.length
                && Arrays.equals(body.array(), from, from + value.length, value, 0, value.length);
    }

    /**
     * The record itself.
     *
     * @throws IntegrityException if it is none
     */
    PredictionRecord record() {
        try {
            return PredictionRecord.parse(sequence, Arrays.copyOfRange(array(), offset(), offset() + length));
        } catch (IllegalArgumentException e) {
            throw block.damaged(file, e.getMessage() + "");
        }
    }

    private long hash(Keys.Hasher hasher, PredictionStore.Key key, int text) {
        return hasher.hash(key, body.array(), body.arrayOffset() + text + Short.BYTES, size(text));
    }
}
