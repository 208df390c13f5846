package dev.lineage.core.internal.snapshot;

import dev.lineage.core.internal.snapshot.BytesReader.MalformedException;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The stat cache of files that were pinned one by one: records of fixed length in one file, appended by whoever learns
 * something, the latest one for a path being the one that counts. Any number of processes may append; what is damaged or
 * lost has to be hashed again. Thread-safe.
 */
final class FileCache {
    private static final int RECORD = 128;
    private static final int CHECKED = 124;
    /** A longer file is written anew with the latest half of its records. */
    private static final int MAX_RECORDS = 16 * 1024;

    private static final int MAX_KNOWN = 8 * 1024;

    private final Path file;
    private final Map<Digest, byte[]> known = new LinkedHashMap<>();
    private long loaded;

    FileCache(Path file) {
        this.file = file;
    }

    /** The digest of a file with this name, if it is known of this size, change time and key. */
    synchronized Optional<Digest> find(Path path, FileStat stat) {
        Digest name = name(path);
        Optional<Digest> digest = matching(known.get(name), stat);
        if (digest.isPresent()) {
            return digest;
        }
        load();
        return matching(known.get(name), stat);
    }

    private static Optional<Digest> matching(byte @Nullable [] record, FileStat stat) {
        if (record == null) {
            return Optional.empty();
        }
        try {
            BytesReader in = new BytesReader(record, 32, RECORD - 32);
            return in.fixedLong() == stat.size && in.fixedLong() == stat.changed && in.fixedLong() == stat.key
                    ? Optional.of(Digest.ofSha256(Arrays.copyOfRange(record, 56, 88)))
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Remembers a digest. A cache that cannot be written is no error. */
    synchronized void put(Path path, FileStat stat, Digest digest) {
        Bytes record = new Bytes(RECORD);
        record.put(name(path).toBytes(), 0, 32);
        record.putLong(stat.size);
        record.putLong(stat.changed);
        record.putLong(stat.key);
        record.put(digest.toBytes(), 0, 32);
        while (record.length() < CHECKED) {
            record.putByte(0);
        }
        record.putInt(checksum(record.array(), 0));
        byte[] bytes = record.toArray();
        remember(bytes);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                long size = channel.size();
                if (size % RECORD != 0 || size >= (long) MAX_RECORDS * RECORD) {
                    load();
                    rewrite();
                } else {
                    channel.write(ByteBuffer.wrap(bytes));
                }
            }
        } catch (IOException e) {
            // Then it is hashed again the next time.
        }
    }

    private void rewrite() throws IOException {
        Path temporary = Temporary.file(Objects.requireNonNull(file.getParent()), "files");
        Bytes all = new Bytes(known.size() * RECORD);
        known.values().forEach(record -> all.put(record, 0, RECORD));
        Files.write(temporary, all.toArray());
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        loaded = all.length();
    }

    private void load() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < loaded) {
                loaded = 0;
            }
            long begin = Math.max(loaded, size - (long) MAX_RECORDS * RECORD) / RECORD * RECORD;
            byte[] bytes = new byte[(int) (size - begin)];
            ByteBuffer target = ByteBuffer.wrap(bytes);
            int n = 0;
            while (n >= 0 && target.hasRemaining()) {
                n = channel.read(target, begin + target.position());
            }
            int whole = target.position() / RECORD * RECORD;
            for (int at = 0; at < whole; at += RECORD) {
                byte[] record = Arrays.copyOfRange(bytes, at, at + RECORD);
                try {
                    if (new BytesReader(record, CHECKED, 4).fixedInt() == checksum(record, 0)) {
                        remember(record);
                    }
                } catch (MalformedException e) {
                    // A record has four bytes there.
                    throw new IllegalStateException(e);
                }
            }
            loaded = begin + whole;
        } catch (IOException e) {
            loaded = 0;
        }
    }

    private void remember(byte[] record) {
        Digest name = Digest.ofSha256(Arrays.copyOf(record, 32));
        known.remove(name);
        known.put(name, record);
        if (known.size() > MAX_KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private static int checksum(byte[] record, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(record, offset, CHECKED);
        return (int) crc.getValue();
    }

    private static Digest name(Path path) {
        return Digest.of(path.toString().getBytes(StandardCharsets.UTF_8));
    }
}
