package dev.lineage.core.internal.tree;

import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The right edge of a log's Merkle tree: of each level of tiles, the one that is not full. It is all that is needed to add
 * entries and to tell the root, and grows with the logarithm of the log. Not thread-safe.
 */
public final class Frontier {
    static final int WIDTH = RecordStore.TILE_WIDTH;
    static final int BITS = 8;

    /** Takes tiles that became full. */
    @FunctionalInterface
    interface Tiles {
        void full(int level, long index, byte[] hashes);
    }

    private final List<byte[]> edges = new ArrayList<>();
    private long size;

    /** That of an empty log. */
    public Frontier() {}

    /** That of a log of that many entries; each level's tile has the hashes that are in it. */
    Frontier(long size, List<byte[]> tiles) {
        this.size = size;
        for (byte[] tile : tiles) {
            edges.add(Arrays.copyOf(tile, WIDTH * Digest.BYTES));
        }
    }

    /** How many hashes the last tile of a level has in a log of that many entries, if it is not full. */
    static int width(long size, int level) {
        return BITS * level >= Long.SIZE ? 0 : (int) (size >>> BITS * level & WIDTH - 1);
    }

    /** How many levels have tiles in a log of that many entries. */
    static int levels(long size) {
        int levels = 0;
        while (BITS * levels < Long.SIZE && size >>> BITS * levels > 0) {
            levels++;
        }
        return levels;
    }

    long size() {
        return size;
    }

    /** Adds an entry. */
    public void add(byte[] entry) {
        addLeaf(Merkle.leaf(entry), (level, index, hashes) -> {});
    }

    void addLeaf(byte[] leaf, Tiles tiles) {
        byte[] hash = leaf;
        for (int level = 0; ; level++) {
            if (level == edges.size()) {
                edges.add(new byte[WIDTH * Digest.BYTES]);
            }
            int width = width(size, level);
            byte[] edge = edges.get(level);
            System.arraycopy(hash, 0, edge, width * Digest.BYTES, Digest.BYTES);
            if (width < WIDTH - 1) {
                break;
            }
            tiles.full(level, size >>> BITS * (level + 1), edge.clone());
            hash = Merkle.perfect(edge, 0, WIDTH);
        }
        size++;
    }

    /** The hashes of a level's tile that is not full. */
    byte[] tile(int level) {
        int width = width(size, level);
        return width == 0 ? new byte[0] : Arrays.copyOf(edges.get(level), width * Digest.BYTES);
    }

    /** The head of the log. */
    public TreeHead head() {
        if (size == 0) {
            return new TreeHead(0, Digest.of(new byte[0]));
        }
        byte[] root = null;
        for (int level = 0; level < edges.size(); level++) {
            int end = width(size, level);
            for (int count = 1; count < WIDTH && end > 0; count <<= 1) {
                if ((end & count) != 0) {
                    end -= count;
                    byte[] left = Merkle.perfect(edges.get(level), end, count);
                    root = root == null ? left : Merkle.node(left, root);
                }
            }
        }
        return new TreeHead(size, Digest.ofSha256(java.util.Objects.requireNonNull(root)));
    }
}
