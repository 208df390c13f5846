package dev.lineage.core.internal.snapshot;

import dev.lineage.core.internal.snapshot.BytesReader.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A temporary file with sorted parts of one huge directory. Not thread-safe. */
final class Spill implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final FileChannel file;
    private final List<long[]> parts = new ArrayList<>();
    private long written;

    Spill() throws IOException {
        Path path = Files.createTempFile("lineage-listing", ".tmp");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Writes entries, which are in order, as one part. */
    void write(Entries entries) throws IOException {
        long begin = written;
        Bytes out = new Bytes(BUFFER);
        while (entries.next()) {
            out.putVarint(entries.nameLength());
            out.put(entries.names(), entries.nameAt(), entries.nameLength());
            out.putByte(entries.kind());
            out.putVarint(entries.size());
            out.putLong(entries.changed());
            out.putLong(entries.key());
            if (out.length() > BUFFER - 1024) {
                flush(out);
            }
        }
        flush(out);
        parts.add(new long[] {begin, written});
    }

    private void flush(Bytes out) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(out.array(), 0, out.length());
        while (bytes.hasRemaining()) {
            written += file.write(bytes, written);
        }
        out.truncate(0);
    }

    List<Entries> parts() {
        List<Entries> readers = new ArrayList<>();
        parts.forEach(part -> readers.add(new Part(part[0], part[1])));
        return readers;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // It was a temporary file.
        }
    }

    private final class Part implements Entries {
        private final byte[] buffer = new byte[BUFFER];
        private final long end;
        private long position;
        private int filled;
        private int at;
        private int nameAt;
        private int nameLength;
        private byte kind;
        private long size;
        private long changed;
        private long key;

        Part(long begin, long end) {
            this.position = begin;
            this.end = end;
        }

        @Override
        public boolean next() throws IOException {
            if (filled - at < BUFFER / 4 && position < end) {
                fill();
            }
            if (at == filled) {
                return false;
            }
            try {
                BytesReader in = new BytesReader(buffer, at, filled - at);
                nameLength = in.varint(BUFFER);
                nameAt = in.skip(nameLength);
                kind = (byte) in.unsignedByte();
                size = in.varint();
                changed = in.fixedLong();
                key = in.fixedLong();
                at = in.position();
                return true;
            } catch (MalformedException e) {
                throw new IOException("A temporary file changed while it was used: " + e.getMessage(), e);
            }
        }

        private void fill() throws IOException {
            System.arraycopy(buffer, at, buffer, 0, filled - at);
            filled -= at;
            at = 0;
            ByteBuffer target = ByteBuffer.wrap(buffer, filled, (int) Math.min(BUFFER - filled, end - position));
            while (target.hasRemaining()) {
                int n = file.read(target, position);
                if (n < 0) {
                    throw new IOException("A temporary file was truncated while it was used");
                }
                position += n;
                filled += n;
            }
        }

        @Override
        public byte[] names() {
            return buffer;
        }

        @Override
        public int nameAt() {
            return nameAt;
        }

        @Override
        public int nameLength() {
            return nameLength;
        }

        @Override
        public byte kind() {
            return kind;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public long changed() {
            return changed;
        }

        @Override
        public long key() {
            return key;
        }

        @Override
        public Optional<Listing.Ahead> directoryAhead() {
            return Optional.empty();
        }

        @Override
        public long heapBytes() {
            return BUFFER;
        }

        @Override
        public void close() {
            Spill.this.close();
        }
    }
}
