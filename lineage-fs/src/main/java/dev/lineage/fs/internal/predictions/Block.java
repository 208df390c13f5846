package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.spi.PredictionChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Consecutive records as they lie in a file, both in one that is appended to and in a sealed one: a head, with a checksum of its
 * own, and a body, which is compressed in sealed files. Big-endian.
 *
 * @param offset where the head begins
 * @param stored the bytes of the body as it is stored
 * @param raw the bytes of the body when it is not compressed; equal to {@code stored} if it is not
 * @param first the sequence number of the first record
 * @param count how many records there are
 * @param crc the CRC-32C of the body as it is stored
 */
record Block(long offset, int stored, int raw, long first, int count, int crc) {
    static final int HEAD = 4 + 4 + 4 + 8 + 4 + 4 + 4;
    static final int MAX_BODY = 1 << 27;
    private static final int MAGIC = 0x4c505231;
    private static final int CHECKED = HEAD - 4;

    /** The sequence number of the last record. */
    long last() {
        return first + count - 1;
    }

    /** Where the block ends. */
    long end() {
        return offset + HEAD + stored;
    }

    /** A block over a body that lies there as it is. */
    static ByteBuffer head(ByteBuffer body, long first, int count) {
        return head(body, body.remaining(), first, count);
    }

    private static ByteBuffer head(ByteBuffer body, int raw, long first, int count) {
        ByteBuffer head = ByteBuffer.allocate(HEAD)
                .putInt(MAGIC)
                .putInt(body.remaining())
                .putInt(raw)
                .putLong(first)
                .putInt(count)
                .putInt(Reader.crc(body));
        return head.putInt(Reader.crc(head.duplicate().flip())).flip();
    }

    /** Head and body of a block that is compressed, unless that makes it larger. */
    static ByteBuffer compressed(byte[] body, int length, long first, int count, Deflater deflater) {
        byte[] packed = new byte[length];
        deflater.reset();
        deflater.setInput(body, 0, length);
        deflater.finish();
        int stored = deflater.deflate(packed);
        ByteBuffer bytes = deflater.finished() && stored < length
                ? ByteBuffer.wrap(packed, 0, stored)
                : ByteBuffer.wrap(body, 0, length);
        ByteBuffer block = ByteBuffer.allocate(HEAD + bytes.remaining());
        return block.put(head(bytes, length, first, count)).put(bytes).flip();
    }

    /** The head at that place, if there is an intact one; the body may be missing or damaged. */
    static Optional<Block> at(Reader file, long offset) throws IOException {
        return parse(file.read(offset, HEAD), offset);
    }

    static Optional<Block> parse(ByteBuffer head, long offset) {
        if (head.remaining() < HEAD
                || head.getInt(head.position()) != MAGIC
                || Reader.crc(head.slice(head.position(), CHECKED)) != head.getInt(head.position() + CHECKED)) {
            return Optional.empty();
        }
        int at = head.position() + 4;
        Block block = new Block(
                offset,
                head.getInt(at),
                head.getInt(at + 4),
                head.getLong(at + 8),
                head.getInt(at + 16),
                head.getInt(at + 20));
        boolean sane = block.stored >= 0
                && block.raw >= block.stored
                && block.raw <= MAX_BODY
                && block.first >= 1
                && block.count >= 1;
        return sane ? Optional.of(block) : Optional.empty();
    }

    /** Whether the body is there and is what was written. */
    boolean isWhole(Reader file) throws IOException {
        ByteBuffer body = file.read(offset + HEAD, stored);
        return body.remaining() == stored && Reader.crc(body) == crc;
    }

    /**
     * The records.
     *
     * @throws IntegrityException if they are not what was written
     */
    List<PredictionRecord> records(Reader file) throws IOException {
        ByteBuffer body = body(file);
        try {
            return new PredictionChunk(first, count, body).records();
        } catch (IllegalArgumentException e) {
            throw damaged(file.file(), e.getMessage() + "");
        }
    }

    /**
     * Walks over the records.
     *
     * @throws IntegrityException if they are not what was written
     */
    RawRecord walk(Reader file) throws IOException {
        return new RawRecord(this, file.file(), body(file));
    }

    /**
     * The bytes of the body, no longer compressed.
     *
     * @throws IntegrityException if they are not what was written
     */
    private ByteBuffer body(Reader file) throws IOException {
        ByteBuffer body = file.read(offset + HEAD, stored);
        if (body.remaining() != stored || Reader.crc(body) != crc) {
            throw damaged(file.file(), "its checksum is wrong");
        }
        try {
            return stored == raw ? body : inflate(body);
        } catch (DataFormatException e) {
            throw damaged(file.file(), e.getMessage() + "");
        }
    }

    private ByteBuffer inflate(ByteBuffer body) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(body);
            byte[] bytes = new byte[raw];
            int length = 0;
            while (length < raw && !inflater.finished()) {
                int n = inflater.inflate(bytes, length, raw - length);
                if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                length += n;
            }
            return ByteBuffer.wrap(bytes, 0, length);
        } finally {
            inflater.end();
        }
    }

    IntegrityException damaged(Path file, String why) {
        return new IntegrityException("Predictions " + first + " to " + last() + " in " + file + " at byte " + offset
                + " are damaged: " + why + ". Restore the file from a copy and run verify()");
    }
}
