package dev.lineage.core.internal.snapshot;

import dev.lineage.core.internal.snapshot.BytesReader.MalformedException;
import java.util.Arrays;

/** The format of a manifest's leaves: sorted records of path, size and digest. */
final class Leaf {
    static final int MAGIC = 'L';
    static final int VERSION = 1;

    private Leaf() {}

    /** Encodes the records of one leaf after the other. Not thread-safe. */
    static final class Encoder {
        private final Bytes records = new Bytes(16 * 1024);
        private final Bytes chunk = new Bytes(16 * 1024);
        private byte[] last = new byte[256];
        private int lastLength;
        private int count;
        private long bytes;

        void add(byte[] path, int offset, int length, long size, byte[] digest, int digestOffset) {
            int shared = count == 0 ? 0 : Bytes.sharedPrefix(last, 0, lastLength, path, offset, length);
            records.putVarint(shared);
            records.putVarint(length - shared);
            records.put(path, offset + shared, length - shared);
            records.putVarint(size);
            records.put(digest, digestOffset, 32);
            if (last.length < length) {
                last = new byte[length * 2];
            }
            System.arraycopy(path, offset, last, 0, length);
            lastLength = length;
            count++;
            bytes += size;
        }

        int count() {
            return count;
        }

        int size() {
            return records.length();
        }

        long bytes() {
            return bytes;
        }

        byte[] lastPath() {
            return Arrays.copyOf(last, lastLength);
        }

        /** The chunk with what was added, valid until the next call; the encoder begins anew. */
        Bytes finish() {
            chunk.truncate(0);
            chunk.putByte(MAGIC);
            chunk.putByte(VERSION);
            chunk.putVarint(count);
            chunk.put(records.array(), 0, records.length());
            records.truncate(0);
            count = 0;
            bytes = 0;
            return chunk;
        }
    }

    /** Reads the records of one leaf and holds the current one. Not thread-safe. */
    static final class Decoder {
        private final BytesReader in;
        private final byte[] array;
        private int left;
        private byte[] path = new byte[256];
        private int pathLength;
        private long size;
        private int digestAt;

        Decoder(byte[] chunk, int length) throws MalformedException {
            array = chunk;
            in = new BytesReader(chunk, 0, length);
            if (in.unsignedByte() != MAGIC || in.unsignedByte() != VERSION) {
                throw new MalformedException("it does not begin as a leaf");
            }
            left = in.varint(Boundary.MAX_COUNT);
            if (left == 0) {
                throw new MalformedException("the leaf is empty");
            }
        }

        /** Moves to the next record; refuses paths that are not valid or not greater than the one before. */
        boolean next() throws MalformedException {
            if (left == 0) {
                if (in.remaining() != 0) {
                    throw new MalformedException("bytes follow its last record");
                }
                return false;
            }
            left--;
            int shared = in.varint(pathLength);
            int rest = in.varint(Paths.MAX_BYTES - shared);
            int at = in.skip(rest);
            boolean rises = Bytes.compare(path, shared, pathLength - shared, array, at, rest) < 0;
            if (path.length < shared + rest) {
                path = Arrays.copyOf(path, (shared + rest) * 2);
            }
            System.arraycopy(array, at, path, shared, rest);
            pathLength = shared + rest;
            if (!rises || !Paths.isValid(path, 0, pathLength)) {
                throw new MalformedException("path '" + Paths.text(path, 0, pathLength)
                        + "' is out of order, repeated or not a relative path");
            }
            size = in.varint();
            digestAt = in.skip(32);
            return true;
        }

        byte[] path() {
            return path;
        }

        int pathLength() {
            return pathLength;
        }

        long size() {
            return size;
        }

        byte[] array() {
            return array;
        }

        int digestAt() {
            return digestAt;
        }
    }
}
