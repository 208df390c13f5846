package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.model.PredictionRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * A file of compressed blocks that is not appended to any more. At its end are the places of the blocks, their number, a checksum
 * and a mark. Immutable; erasing puts another file in place of it, with as many blocks.
 *
 * @param file the file
 * @param blocks its blocks, in order
 */
record SealedFile(Path file, List<Block> blocks) {
    static final String SUFFIX = ".sealed";
    /** Blocks have about this many bytes before they are compressed. */
    private static final int BLOCK = 128 * 1024;

    private static final int MAGIC = 0x4c505345;
    private static final int FOOT = 4 + 4 + 4;

    /** The name of the file that has those sequence numbers. */
    static String name(long first, long last) {
        return String.format("%016d-%016d", first, last) + SUFFIX;
    }

    static SealedFile open(Path file) throws IOException {
        try (Reader in = Reader.open(file)) {
            LongBuffer offsets = offsets(in);
            List<Block> blocks = new ArrayList<>(offsets.remaining());
            for (int i = 0; i < offsets.remaining(); i++) {
                blocks.add(block(in, offsets.get(i)));
            }
            return new SealedFile(file, List.copyOf(blocks));
        }
    }

    /** Where the blocks begin. */
    static LongBuffer offsets(Reader in) throws IOException {
        long size = in.size();
        ByteBuffer foot = in.read(Math.max(0, size - FOOT), FOOT);
        int count = foot.remaining() == FOOT ? foot.getInt() : -1;
        int crc = count < 0 ? 0 : foot.getInt();
        if (count < 0 || (long) count * Long.BYTES > size - FOOT || foot.getInt() != MAGIC) {
            throw damaged(in.file(), "it does not end as a sealed file does");
        }
        int length = count * Long.BYTES;
        ByteBuffer table = in.read(size - FOOT - length, length);
        if (table.remaining() != length || Reader.crc(table) != crc) {
            throw damaged(in.file(), "the checksum of its table is wrong");
        }
        return table.asLongBuffer();
    }

    /** The block that begins there. */
    static Block block(Reader in, long offset) throws IOException {
        return Block.at(in, offset).orElseThrow(() -> damaged(in.file(), "there is no block at byte " + offset));
    }

    private static IntegrityException damaged(Path file, String why) {
        return new IntegrityException("The predictions in " + file + " cannot be read: " + why
                + ". Restore the file from a copy and run verify()");
    }

    long first() {
        return blocks.get(0).first();
    }

    long last() {
        return blocks.get(blocks.size() - 1).last();
    }

    /** The number of the block that has a record, or the first one behind it; the number of blocks if there is none. */
    int blockOf(long sequence) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).last() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    List<PredictionRecord> records(int block) throws IOException {
        try (Reader in = Reader.open(file)) {
            return blocks.get(block).records(in);
        }
    }

    /** Writes a sealed file, block by block. Not thread-safe. */
    static final class Writer implements AutoCloseable {
        private final FileOps.NewFile out;
        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        private final List<Long> offsets = new ArrayList<>();
        private byte[] body = new byte[2 * BLOCK];
        private int length;
        private int count;
        private long first;
        private long written;

        Writer(FileOps files, Path file) throws IOException {
            this.out = files.create(file);
        }

        /** Adds a record, ends the block if it is large enough, and tells in which block it is. */
        int add(long sequence, byte[] array, int offset, int size) throws IOException {
            if (count > 0 && sequence != first + count) {
                endBlock();
            }
            int block = offsets.size();
            append(sequence, array, offset, size);
            if (length >= BLOCK) {
                endBlock();
            }
            return block;
        }

        /** Adds a record to the block that is open. */
        void append(long sequence, byte[] array, int offset, int size) {
            if (length + Integer.BYTES + size > body.length) {
                body = java.util.Arrays.copyOf(body, 2 * body.length + size);
            }
            if (count == 0) {
                first = sequence;
            }
            ByteBuffer.wrap(body, length, Integer.BYTES).putInt(size);
            System.arraycopy(array, offset, body, length + Integer.BYTES, size);
            length += Integer.BYTES + size;
            count++;
        }

        /** Ends the block that is open, if one is. A block has consecutive records only. */
        void endBlock() throws IOException {
            if (count > 0) {
                ByteBuffer block = Block.compressed(body, length, first, count, deflater);
                offsets.add(written);
                written += block.remaining();
                out.write(block);
                length = 0;
                count = 0;
            }
        }

        /** Ends the file and makes it durable. */
        void finish() throws IOException {
            endBlock();
            ByteBuffer table = ByteBuffer.allocate(offsets.size() * Long.BYTES);
            offsets.forEach(table::putLong);
            table.flip();
            out.write(table.duplicate());
            out.write(ByteBuffer.allocate(FOOT)
                    .putInt(offsets.size())
                    .putInt(Reader.crc(table))
                    .putInt(MAGIC)
                    .flip());
            out.force();
        }

        @Override
        public void close() throws IOException {
            deflater.end();
            out.close();
        }
    }
}
