package dev.lineage.core.internal.tree;

import dev.lineage.StoreException;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes a log as c2sp.org/tlog-tiles: bundles of entries and tiles first, the checkpoint last. Used once. */
public final class TileExport {
    private final RecordStore store;
    private final Path directory;
    private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    private final Frontier frontier = new Frontier();

    /** An export of the log in {@code store} into {@code directory}. */
    public TileExport(RecordStore store, Path directory) {
        this.store = store;
        this.directory = directory;
    }

    /**
     * Writes what {@code checkpoint} covers.
     *
     * @throws dev.lineage.IntegrityException if the log is not what it covers
     * @throws StoreException if it cannot be written
     */
    public void write(Checkpoint checkpoint) {
        try {
            long size = checkpoint.head().size();
            while (frontier.size() < size) {
                long position = frontier.size();
                int limit = (int) Math.min(Frontier.WIDTH, size - position);
                List<LogEntry> entries = store.entries(position, limit);
                if (entries.isEmpty()) {
                    throw TreeErrors.missing(store.location(), position);
                }
                for (LogEntry entry : entries) {
                    add(entry.entry().bytes());
                }
            }
            if (bundle.size() > 0) {
                put(entries(size / Frontier.WIDTH) + ".p/" + Frontier.width(size, 0), bundle.toByteArray());
            }
            for (int level = 0; level < Frontier.levels(size); level++) {
                byte[] tile = frontier.tile(level);
                if (tile.length > 0) {
                    put(tile(level, size >>> Frontier.BITS * (level + 1)) + ".p/" + tile.length / Digest.BYTES, tile);
                }
            }
            if (!frontier.head().equals(checkpoint.head())) {
                throw TreeErrors.notTheSame(store.location(), frontier.head(), checkpoint, "its export");
            }
            put("checkpoint", checkpoint.toNote().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StoreException(
                    "The log cannot be exported to " + directory + ": " + e
                            + ". What was written stays; the checkpoint is written last, so run the export again",
                    e);
        }
    }

    private void add(byte[] entry) throws IOException {
        bundle.write(entry.length >>> 8);
        bundle.write(entry.length);
        bundle.writeBytes(entry);
        long position = frontier.size();
        IOException[] failure = new IOException[1];
        frontier.addLeaf(Merkle.leaf(entry), (level, index, hashes) -> {
            try {
                put(tile(level, index), hashes);
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        if (frontier.size() % Frontier.WIDTH == 0) {
            put(entries(position / Frontier.WIDTH), bundle.toByteArray());
            bundle.reset();
        }
    }

    private static String tile(int level, long index) {
        return "tile/" + level + "/" + path(index);
    }

    private static String entries(long index) {
        return "tile/entries/" + path(index);
    }

    /** A number in groups of three digits, of which all but the last have an x before them. */
    static String path(long index) {
        String last = String.format(Locale.ROOT, "%03d", index % 1_000);
        return index < 1_000 ? last : prefix(index / 1_000) + "/" + last;
    }

    private static String prefix(long index) {
        String last = String.format(Locale.ROOT, "x%03d", index % 1_000);
        return index < 1_000 ? last : prefix(index / 1_000) + "/" + last;
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path parent = Objects.requireNonNull(file.getParent());
        Files.createDirectories(parent);
        Path temporary = Files.createTempFile(parent, ".new", "");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
