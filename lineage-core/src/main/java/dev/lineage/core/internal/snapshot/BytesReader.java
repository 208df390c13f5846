package dev.lineage.core.internal.snapshot;

/**
 * Reads what {@link Bytes} wrote. Every read is bounded by the range given at the beginning; what does not fit is a
 * {@link MalformedException}. Not thread-safe.
 */
final class BytesReader {
    private final byte[] array;
    private final int end;
    private int position;

    /** The bytes are not in the format that they should have. Always turned into a typed error or a cache miss. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    BytesReader(byte[] array, int offset, int length) {
        this.array = array;
        this.position = offset;
        this.end = offset + length;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    int unsignedByte() throws MalformedException {
        require(1);
        return array[position++] & 0xff;
    }

    /** A value from 0 to 2^63−1, in its shortest encoding. */
    long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = unsignedByte();
            value |= (long) (b & 0x7f) << shift;
            if ((b & 0x80) == 0) {
                if (b == 0 && shift > 0) {
                    throw new MalformedException("a number is not in its shortest form at byte " + position);
                }
                return value;
            }
        }
        throw new MalformedException("a number is too large at byte " + position);
    }

    /** A value from 0 to {@code max}. */
    int varint(int max) throws MalformedException {
        long value = varint();
        if (value > max) {
            throw new MalformedException("the number " + value + " at byte " + position + " is above " + max);
        }
        return (int) value;
    }

    int fixedInt() throws MalformedException {
        require(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | array[position++] & 0xff;
        }
        return value;
    }

    long fixedLong() throws MalformedException {
        long high = fixedInt();
        return high << 32 | fixedInt() & 0xffff_ffffL;
    }

    /** Passes over {@code count} bytes and returns where they begin. */
    int skip(int count) throws MalformedException {
        require(count);
        int at = position;
        position += count;
        return at;
    }

    private void require(int count) throws MalformedException {
        if (count < 0 || end - position < count) {
            throw new MalformedException("it ends at byte " + end + " where " + count + " more bytes are needed");
        }
    }
}
