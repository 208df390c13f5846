package dev.lineage.core.internal;

import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The Merkle tree of RFC 6962, 2.1, of which only the roots of its perfect subtrees are kept. Not thread-safe. */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** The root of the subtree of 2^i leaves, where the size has bit i. */
    private final List<byte[]> roots = new ArrayList<>();

    private long size;

    /** Adds a leaf. */
    void add(byte[] leaf) {
        byte[] hash = hash(LEAF, leaf, new byte[0]);
        int level = 0;
        for (; (size >> level & 1) == 1; level++) {
            hash = hash(NODE, roots.get(level), hash);
        }
        if (level == roots.size()) {
            roots.add(hash);
        } else {
            roots.set(level, hash);
        }
        size++;
    }

    TreeHead head() {
        if (size == 0) {
            return new TreeHead(0, Digest.of(new byte[0]));
        }
        int level = Long.numberOfTrailingZeros(size);
        byte[] hash = roots.get(level);
        while (++level < roots.size()) {
            if ((size >> level & 1) == 1) {
                hash = hash(NODE, roots.get(level), hash);
            }
        }
        return new TreeHead(size, Digest.ofSha256(hash));
    }

    private static byte[] hash(byte domain, byte[] left, byte[] right) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(domain);
            sha256.update(left);
            return sha256.digest(right);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
