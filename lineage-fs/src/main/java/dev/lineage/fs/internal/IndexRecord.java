package dev.lineage.fs.internal;

import dev.lineage.spi.Edge;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A record of the index: 32 bytes and its text. Each proves itself, so that a reader finds the next whole one behind a
 * torn one, wherever it begins.
 *
 * @param key what it is found by
 * @param position the position of the entry that it points to
 * @param offset how far that entry is from the beginning of its commit, so that its file is found at once
 * @param text the segment, for a record of a list; otherwise empty
 */
record IndexRecord(IndexKey key, long position, int offset, String text) {
    /** The size of a record without its text. */
    static final int BYTES = 32;

    private static final byte MAGIC_0 = (byte) 0xB7;
    private static final byte MAGIC_1 = (byte) 0x4C;
    private static final int CRC_BYTES = 4;

    static IndexRecord revision(String pointer, long revision, long position, int offset) {
        return new IndexRecord(IndexKey.revision(pointer, revision), position, offset, "");
    }

    /** The records by which both ends find an edge. */
    static List<IndexRecord> edge(Edge edge, long position, int offset) {
        List<IndexRecord> records = new ArrayList<>();
        for (Edge.Direction direction : Edge.Direction.values()) {
            records.add(new IndexRecord(IndexKey.edges(edge.start(direction), direction), position, offset, ""));
        }
        return records;
    }

    /** The bytes of the record. */
    byte[] encode() {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(BYTES + utf8.length);
        out.put(MAGIC_0).put(MAGIC_1).put((byte) utf8.length).put((byte) offset);
        out.putLong(key.high()).putLong(key.low()).putLong(position).put(utf8);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        return out.putInt((int) crc.getValue()).array();
    }

    /** Calls {@code found} for every whole record, and says whether there was anything else. */
    static boolean readAll(byte[] bucket, Consumer<IndexRecord> found) {
        boolean damaged = false;
        ByteBuffer in = ByteBuffer.wrap(bucket);
        for (int at = 0; at < bucket.length; ) {
            Optional<IndexRecord> record = read(bucket, in, at);
            if (record.isPresent()) {
                found.accept(record.get());
                at += length(bucket, at);
            } else {
                damaged = true;
                at++;
            }
        }
        return damaged;
    }

    /** Calls {@code found} for every whole record with this key; what has another key is not checked. */
    static void readMatching(byte[] bucket, IndexKey key, Consumer<IndexRecord> found) {
        ByteBuffer in = ByteBuffer.wrap(bucket);
        for (int at = 0; at + BYTES <= bucket.length; ) {
            if (bucket[at] != MAGIC_0 || bucket[at + 1] != MAGIC_1) {
                at++;
            } else if (in.getLong(at + 4) == key.high() && in.getLong(at + 12) == key.low()) {
                Optional<IndexRecord> record = read(bucket, in, at);
                record.ifPresent(found);
                at += record.isPresent() ? length(bucket, at) : 1;
            } else {
                // If this is no record but looks like one, a record inside the jump is missed: the caller, who found
                // nothing, then checks every byte.
                at += length(bucket, at);
            }
        }
    }

    /** The record at {@code at}, if there is a whole one; {@code in} is a view of {@code bytes}. */
    private static Optional<IndexRecord> read(byte[] bytes, ByteBuffer in, int at) {
        if (at + BYTES > bytes.length || bytes[at] != MAGIC_0 || bytes[at + 1] != MAGIC_1) {
            return Optional.empty();
        }
        int length = length(bytes, at);
        if (at + length > bytes.length) {
            return Optional.empty();
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, length - CRC_BYTES);
        if ((int) crc.getValue() != in.getInt(at + length - CRC_BYTES)) {
            return Optional.empty();
        }
        return Optional.of(new IndexRecord(
                new IndexKey(in.getLong(at + 4), in.getLong(at + 12)),
                in.getLong(at + 20),
                bytes[at + 3],
                new String(bytes, at + 28, length - BYTES, StandardCharsets.UTF_8)));
    }

    private static int length(byte[] bytes, int at) {
        return BYTES + (bytes[at + 2] & 0xFF);
    }
}
