package dev.lineage.core.internal.tree;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The Merkle tree of a store's log. Its right edge is made of entries that were read, or was stored and has the root of a
 * checkpoint; every other hash is believed only if it leads to that edge. So tiles that somebody changed cost time, and are
 * never a wrong answer. Thread-safe.
 */
public final class LogTree {
    private static final int CHUNK = 256;
    private static final int MAX_CACHED = 256;
    /** So many entries may be hashed again by who opens the log next. */
    private static final int MAX_AGAIN = 32;

    private final RecordStore store;
    /** By use: the first is the one that was not needed for the longest time. */
    private final Map<Tile, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true);

    private Frontier frontier = new Frontier();
    private long stored;

    /** The tree of a log of which nothing was read yet. */
    public LogTree(RecordStore store) {
        this.store = store;
    }

    private record Tile(int level, long index) {}

    // ---- growing

    /** The head of the log as it is now. */
    public synchronized TreeHead head() {
        catchUp(store.size());
        return frontier.head();
    }

    /** How many entries were read, or believed because of a checkpoint. */
    public synchronized long size() {
        return frontier.size();
    }

    /** How many entries the log has. */
    long storeSize() {
        return store.size();
    }

    private void catchUp(long to) {
        if (to < frontier.size()) {
            throw TreeErrors.shrank(store.location(), frontier.size(), to);
        }
        while (frontier.size() < to) {
            long position = frontier.size();
            List<LogEntry> chunk = store.entries(position, (int) Math.min(CHUNK, to - position));
            if (chunk.isEmpty()) {
                throw TreeErrors.missing(store.location(), position);
            }
            chunk.forEach(entry -> add(entry.entry()));
        }
    }

    /** Adds what this process appended, if it is what comes next. */
    public synchronized void appended(long position, List<Entry> entries) {
        if (position == frontier.size()) {
            entries.forEach(this::add);
        }
    }

    private void add(Entry entry) {
        frontier.addLeaf(Merkle.leaf(entry.bytes()), (level, index, hashes) -> {
            cache(new Tile(level, index), hashes);
            put(level, index, hashes);
        });
    }

    /** What was appended is appended, whatever becomes of a cache. */
    private void put(int level, long index, byte[] hashes) {
        try {
            store.putTile(level, index, hashes);
        } catch (StoreException e) {
            LoggerFactory.getLogger("dev.lineage").debug("Tile {}/{} was not stored: {}", level, index, e.toString());
        }
    }

    /** Puts the edge where who opens the log next finds it, if reading the entries instead would take long. */
    public synchronized void storeEdge() {
        long size = frontier.size();
        if (size - stored < MAX_AGAIN) {
            return;
        }
        for (int level = 0; level < Frontier.levels(size); level++) {
            byte[] tile = frontier.tile(level);
            if (tile.length > 0) {
                put(level, size >>> Frontier.BITS * (level + 1), tile);
            }
        }
        stored = size;
    }

    /**
     * Begins with a log of which the head is known, unless more was read already.
     *
     * @return the head that the log had with so many entries: the given one, or what the entries say instead
     */
    public synchronized TreeHead begin(TreeHead known) {
        if (frontier.size() >= known.size()) {
            return headAt(known.size());
        }
        if (frontier.size() == 0) {
            Optional<Frontier> loaded = load(known);
            if (loaded.isPresent()) {
                frontier = loaded.get();
                stored = known.size();
                return known;
            }
        }
        catchUp(known.size());
        return headAt(known.size());
    }

    /** The edge of the log as tiles tell it, if it has that root. */
    private Optional<Frontier> load(TreeHead known) {
        List<byte[]> tiles = new ArrayList<>();
        for (int level = 0; level < Frontier.levels(known.size()); level++) {
            int width = Frontier.width(known.size(), level);
            long index = known.size() >>> Frontier.BITS * (level + 1);
            Optional<byte[]> tile = width == 0 ? Optional.of(new byte[0]) : edge(level, index, width);
            if (tile.isEmpty()) {
                return Optional.empty();
            }
            tiles.add(tile.get());
        }
        Frontier loaded = new Frontier(known.size(), tiles);
        return loaded.head().equals(known) ? Optional.of(loaded) : Optional.empty();
    }

    private Optional<byte[]> edge(int level, long index, int width) {
        byte[] there = store.tile(level, index).orElse(new byte[0]);
        byte[] tile = Arrays.copyOf(there, width * Digest.BYTES);
        for (int i = there.length / Digest.BYTES; i < width; i++) {
            byte[] hash;
            if (level == 0) {
                long position = index * Frontier.WIDTH + i;
                Optional<LogEntry> entry = store.entry(position);
                if (entry.isEmpty()) {
                    return Optional.empty();
                }
                hash = Merkle.leaf(entry.get().entry().bytes());
            } else {
                Optional<byte[]> below = store.tile(level - 1, index * Frontier.WIDTH + i)
                        .filter(hashes -> hashes.length == Frontier.WIDTH * Digest.BYTES);
                if (below.isEmpty()) {
                    return Optional.empty();
                }
                hash = Merkle.perfect(below.get(), 0, Frontier.WIDTH);
            }
            System.arraycopy(hash, 0, tile, i * Digest.BYTES, Digest.BYTES);
        }
        return Optional.of(tile);
    }

    // ---- reading

    /**
     * Requires that an entry is in this tree, reading what was added to the log if it lies behind it.
     *
     * @throws IntegrityException if it is another one
     */
    public void require(LogEntry entry) {
        byte[] leaf = Merkle.leaf(entry.entry().bytes());
        if (!Arrays.equals(leaf, leaf(entry.position()))) {
            throw TreeErrors.otherEntry(store.location(), entry.position());
        }
    }

    private synchronized byte[] leaf(long position) {
        if (position >= frontier.size()) {
            catchUp(Math.max(store.size(), position + 1));
        }
        return hash(0, position);
    }

    /** The head that the log had when it had that many entries. */
    public synchronized TreeHead headAt(long size) {
        requireWithin(size);
        return size == 0 ? new Frontier().head() : new TreeHead(size, Digest.ofSha256(subtree(0, size)));
    }

    /** The proof that the entry at {@code position} is in the log of {@code size} entries (RFC 6962, 2.1.1). */
    public synchronized List<Digest> inclusion(long position, long size) {
        requireWithin(size);
        if (position < 0 || position >= size) {
            throw new IllegalArgumentException("Position " + position + " is in no log of " + size + " entries");
        }
        List<Digest> proof = new ArrayList<>();
        path(position, 0, size, proof);
        return proof;
    }

    private void path(long position, long from, long to, List<Digest> proof) {
        if (to - from == 1) {
            return;
        }
        long middle = from + Merkle.split(to - from);
        if (position < middle) {
            path(position, from, middle, proof);
            proof.add(Digest.ofSha256(subtree(middle, to)));
        } else {
            path(position, middle, to, proof);
            proof.add(Digest.ofSha256(subtree(from, middle)));
        }
    }

    /** The proof that the log of {@code from} entries begins that of {@code to} (RFC 6962, 2.1.2). */
    public synchronized List<Digest> consistency(long from, long to) {
        requireWithin(to);
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("A log of " + from + " entries begins none of " + to);
        }
        List<Digest> proof = new ArrayList<>();
        if (from > 0) {
            common(from, 0, to, true, proof);
        }
        return proof;
    }

    private void common(long size, long from, long to, boolean known, List<Digest> proof) {
        if (size == to) {
            if (!known) {
                proof.add(Digest.ofSha256(subtree(from, to)));
            }
            return;
        }
        long middle = from + Merkle.split(to - from);
        if (size <= middle) {
            common(size, from, middle, known, proof);
            proof.add(Digest.ofSha256(subtree(middle, to)));
        } else {
            common(size, middle, to, false, proof);
            proof.add(Digest.ofSha256(subtree(from, middle)));
        }
    }

    private void requireWithin(long size) {
        if (size > frontier.size()) {
            catchUp(Math.max(size, store.size()));
        }
    }

    /** The root over the entries from one position to below another. */
    private byte[] subtree(long from, long to) {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            return perfect(Long.numberOfTrailingZeros(count), from / count);
        }
        long middle = from + Merkle.split(count);
        return Merkle.node(subtree(from, middle), subtree(middle, to));
    }

    /** The root of a perfect subtree of {@code 2^height} entries. */
    private byte[] perfect(int height, long index) {
        int level = height / Frontier.BITS;
        int within = height % Frontier.BITS;
        long first = index << within;
        return Merkle.perfect(tile(level, first / Frontier.WIDTH), (int) (first % Frontier.WIDTH), 1 << within);
    }

    private byte[] hash(int level, long index) {
        return Merkle.perfect(tile(level, index / Frontier.WIDTH), (int) (index % Frontier.WIDTH), 1);
    }

    /** A tile that leads to the edge, or is of it. */
    private byte[] tile(int level, long index) {
        if (index == frontier.size() >>> Frontier.BITS * (level + 1)) {
            return frontier.tile(level);
        }
        Tile key = new Tile(level, index);
        byte[] cached = cache.get(key);
        if (cached != null) {
            return cached;
        }
        byte[] above = hash(level + 1, index);
        Optional<byte[]> there = store.tile(level, index).filter(hashes -> leadsTo(hashes, above));
        byte[] hashes = there.orElseGet(() -> made(level, index));
        if (!leadsTo(hashes, above)) {
            throw TreeErrors.rewritten(store.location(), index * Frontier.WIDTH, (index + 1) * Frontier.WIDTH, level);
        }
        if (there.isEmpty()) {
            put(level, index, hashes);
        }
        cache(key, hashes);
        return hashes;
    }

    private void cache(Tile tile, byte[] hashes) {
        cache.put(tile, hashes);
        if (cache.size() > MAX_CACHED) {
            cache.remove(cache.keySet().iterator().next());
        }
    }

    private static boolean leadsTo(byte[] hashes, byte[] above) {
        return hashes.length == Frontier.WIDTH * Digest.BYTES
                && Arrays.equals(Merkle.perfect(hashes, 0, Frontier.WIDTH), above);
    }

    /** A full tile, made from what is below it. */
    private byte[] made(int level, long index) {
        byte[] hashes = new byte[Frontier.WIDTH * Digest.BYTES];
        long first = index * Frontier.WIDTH;
        if (level == 0) {
            List<LogEntry> entries = store.entries(first, Frontier.WIDTH);
            if (entries.size() < Frontier.WIDTH) {
                throw TreeErrors.shrank(store.location(), frontier.size(), first + entries.size());
            }
            for (int i = 0; i < Frontier.WIDTH; i++) {
                System.arraycopy(
                        Merkle.leaf(entries.get(i).entry().bytes()), 0, hashes, i * Digest.BYTES, Digest.BYTES);
            }
            return hashes;
        }
        for (int i = 0; i < Frontier.WIDTH; i++) {
            long below = first + i;
            byte[] tile = store.tile(level - 1, below)
                    .filter(there -> there.length == hashes.length)
                    .orElseGet(() -> made(level - 1, below));
            System.arraycopy(Merkle.perfect(tile, 0, Frontier.WIDTH), 0, hashes, i * Digest.BYTES, Digest.BYTES);
        }
        return hashes;
    }

    /** Which stored tiles are not what the entries say: the first of each level. For verification; reads every tile. */
    public synchronized List<String> badTiles() {
        List<String> bad = new ArrayList<>();
        long size = frontier.size();
        for (int level = 0; level < Frontier.levels(size); level++) {
            long full = size >>> Frontier.BITS * (level + 1);
            for (long index = 0; index <= full; index++) {
                byte[] good = tile(level, index);
                if (store.tile(level, index)
                        .filter(hashes -> !begins(hashes, good))
                        .isPresent()) {
                    bad.add("tile " + level + "/" + index);
                    break;
                }
            }
        }
        return bad;
    }

    private static boolean begins(byte[] hashes, byte[] good) {
        return hashes.length <= good.length && Arrays.equals(hashes, Arrays.copyOf(good, hashes.length));
    }
}
