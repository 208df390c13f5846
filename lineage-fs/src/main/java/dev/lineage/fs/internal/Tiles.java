package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.spi.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the log's tree, one file for each tile, which nobody believes without a proof. They are not flushed: a file that is
 * torn has no good checksum and counts as absent. Putting is for the writer thread only.
 */
final class Tiles {
    private static final int HASH = 32;
    private static final int MAX_BYTES = RecordStore.TILE_WIDTH * HASH;
    private static final int IN_DIRECTORY = 1_000;

    private final FileOps files;
    private final Layout layout;
    private final TempFiles temps;

    Tiles(FileOps files, Layout layout, TempFiles temps) {
        this.files = files;
        this.layout = layout;
        this.temps = temps;
    }

    static void require(byte[] hashes) {
        if (hashes.length == 0 || hashes.length > MAX_BYTES || hashes.length % HASH != 0) {
            throw new IllegalArgumentException(
                    "A tile has 1 to 256 hashes of 32 bytes, not " + hashes.length + " bytes");
        }
    }

    private Path file(int level, long index) {
        return layout.index()
                .resolve("tree")
                .resolve(Integer.toString(level))
                .resolve(Long.toString(index / IN_DIRECTORY))
                .resolve(Long.toString(index));
    }

    Optional<byte[]> read(int level, long index) {
        try {
            byte[] file = files.read(file(level, index), MAX_BYTES + Integer.BYTES);
            int length = file.length - Integer.BYTES;
            if (length > 0 && length % HASH == 0 && ByteBuffer.wrap(file).getInt(length) == checksum(file, length)) {
                return Optional.of(Arrays.copyOf(file, length));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            FsLog.debug("Tile {} cannot be read: {}", file(level, index), e.toString());
        }
        return Optional.empty();
    }

    void put(int level, long index, byte[] hashes) {
        Optional<byte[]> there = read(level, index);
        if (there.isPresent() && (there.get().length > hashes.length || Arrays.equals(there.get(), hashes))) {
            return;
        }
        byte[] bytes = ByteBuffer.allocate(hashes.length + Integer.BYTES)
                .put(hashes)
                .putInt(checksum(hashes, hashes.length))
                .array();
        try {
            Path temp = temps.write(bytes);
            try {
                replace(temp, file(level, index));
            } catch (IOException e) {
                temps.discard(temp);
                throw e;
            }
        } catch (IOException e) {
            FsLog.debug("Tile {} cannot be written: {}", file(level, index), e.toString());
        }
    }

    private void replace(Path temp, Path file) throws IOException {
        try {
            files.replace(temp, file);
        } catch (NoSuchFileException e) {
            make(file.getParent());
            files.replace(temp, file);
        }
    }

    private void make(@Nullable Path directory) throws IOException {
        if (directory != null && !files.isDirectory(directory)) {
            make(directory.getParent());
            files.makeDirectory(directory);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
