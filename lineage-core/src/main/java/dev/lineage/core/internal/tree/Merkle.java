package dev.lineage.core.internal.tree;

import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The hashes of RFC 6962, section 2.1, and its proofs as RFC 9162, sections 2.1.3.2 and 2.1.4.2, verifies them. */
public final class Merkle {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;
    private static final byte[] NOTHING = new byte[0];

    private Merkle() {}

    /** The hash of an entry. */
    public static byte[] leaf(byte[] entry) {
        return hash(LEAF, entry, NOTHING);
    }

    /** The hash of two subtrees. */
    static byte[] node(byte[] left, byte[] right) {
        return hash(NODE, left, right);
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

    /** The root of a perfect subtree over some of {@code hashes}, which lie one behind the other; a power of two of them. */
    static byte[] perfect(byte[] hashes, int from, int count) {
        if (count == 1) {
            return Arrays.copyOfRange(hashes, from * Digest.BYTES, (from + 1) * Digest.BYTES);
        }
        return node(perfect(hashes, from, count / 2), perfect(hashes, from + count / 2, count / 2));
    }

    /** The root over some leaves, 1 at the least. */
    public static byte[] root(List<byte[]> leaves, int from, int to) {
        if (to - from == 1) {
            return leaves.get(from);
        }
        int middle = from + (int) split(to - from);
        return node(root(leaves, from, middle), root(leaves, middle, to));
    }

    /** The hashes beside the way from one of the leaves to the root over all of them, from below. */
    public static List<byte[]> inclusion(List<byte[]> leaves, int index) {
        List<byte[]> path = new ArrayList<>();
        int from = 0;
        int to = leaves.size();
        while (to - from > 1) {
            int middle = from + (int) split(to - from);
            if (index < middle) {
                path.add(root(leaves, middle, to));
                to = middle;
            } else {
                path.add(root(leaves, from, middle));
                from = middle;
            }
        }
        Collections.reverse(path);
        return path;
    }

    /** The largest power of two below {@code size}, which is 2 at the least. */
    static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    /**
     * Whether the leaf with that hash is at {@code position} of the log with that head.
     *
     * @param proof the hashes beside the way from the leaf to the root
     */
    public static boolean isIncluded(byte[] leaf, long position, TreeHead head, List<Digest> proof) {
        if (position < 0 || position >= head.size()) {
            return false;
        }
        long fn = position;
        long sn = head.size() - 1;
        byte[] root = leaf;
        for (Digest beside : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                root = node(beside.toBytes(), root);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                root = node(root, beside.toBytes());
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Digest.ofSha256(root).equals(head.root());
    }

    /**
     * Whether the log with the head {@code from} begins the one with the head {@code to}. Of an empty log, which begins every
     * other, there is no proof.
     */
    public static boolean isConsistent(TreeHead from, TreeHead to, List<Digest> proof) {
        if (from.size() < 1 || from.size() > to.size()) {
            return false;
        }
        if (from.size() == to.size()) {
            return proof.isEmpty() && from.root().equals(to.root());
        }
        int next = 0;
        byte[] fr;
        if (Long.bitCount(from.size()) == 1) {
            fr = from.root().toBytes();
        } else if (proof.isEmpty()) {
            return false;
        } else {
            fr = proof.get(next++).toBytes();
        }
        if (proof.isEmpty()) {
            return false;
        }
        byte[] sr = fr;
        long fn = from.size() - 1;
        long sn = to.size() - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        for (; next < proof.size(); next++) {
            byte[] beside = proof.get(next).toBytes();
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = node(beside, fr);
                sr = node(beside, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = node(sr, beside);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0
                && Digest.ofSha256(fr).equals(from.root())
                && Digest.ofSha256(sr).equals(to.root());
    }
}
