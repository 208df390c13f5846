package dev.lineage.core.internal.predict;

import dev.lineage.model.Digest;

/**
 * The Merkle tree of a batch that grows (RFC 6962, section 2.1): of its perfect subtrees, from left to right, the roots. Not
 * thread-safe.
 */
public final class BatchTree {
    private static final int HASH = Sha256.BYTES;
    private static final int MAX_LEVELS = 48;

    private final Sha256 sha256 = new Sha256();
    /** The root of the subtree of 2^level leaves, where that bit of the count is set. */
    private final byte[] roots = new byte[MAX_LEVELS * HASH];

    /** A node as it is hashed: 1, left, right. */
    private final byte[] node = new byte[1 + 2 * HASH];

    private long count;

    /** An empty tree. */
    public BatchTree() {
        node[0] = 1;
    }

    /** Adds leaves, which lie one behind the other. */
    public void add(byte[] leaves, int number) {
        for (int i = 0; i < number; i++) {
            addLeaf(leaves, i * HASH);
        }
    }

    private void addLeaf(byte[] leaves, int offset) {
        System.arraycopy(leaves, offset, node, 1 + HASH, HASH);
        int level = 0;
        for (; (count >>> level & 1) == 1; level++) {
            System.arraycopy(roots, level * HASH, node, 1, HASH);
            sha256.hash(node, 0, node.length, node, 1 + HASH);
        }
        System.arraycopy(node, 1 + HASH, roots, level * HASH, HASH);
        count++;
    }

    /** How many leaves there are. */
    public long count() {
        return count;
    }

    /** The root over all leaves; the hash of nothing if there are none. */
    public Digest root() {
        if (count == 0) {
            return Digest.of(new byte[0]);
        }
        int level = Long.numberOfTrailingZeros(count);
        System.arraycopy(roots, level * HASH, node, 1 + HASH, HASH);
        for (level++; level < MAX_LEVELS; level++) {
            if ((count >>> level & 1) == 1) {
                System.arraycopy(roots, level * HASH, node, 1, HASH);
                sha256.hash(node, 0, node.length, node, 1 + HASH);
            }
        }
        byte[] root = new byte[HASH];
        System.arraycopy(node, 1 + HASH, root, 0, HASH);
        return Digest.ofSha256(root);
    }

    /** Empties the tree. */
    public void clear() {
        count = 0;
    }
}
