package dev.lineage.core.internal.snapshot;

import dev.lineage.core.internal.snapshot.BytesReader.MalformedException;
import dev.lineage.model.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The format of a manifest's inner nodes. A node has a logical part, which names its children by digest and is what the
 * node's own digest is of, and a location part, which says where the children lie. A wrong location is found out because
 * the bytes there do not have the child's digest; a tree's digests do not depend on which packs it came to lie in.
 */
final class Node {
    static final int MAGIC = 'N';
    static final int VERSION = 1;
    static final int MAX_LEVEL = 40;

    private Node() {}

    static byte[] logicalPart(int level, List<ChunkRef> children) {
        Bytes out = new Bytes(64 * children.size());
        out.putByte(MAGIC);
        out.putByte(VERSION);
        out.putVarint(level);
        out.putVarint(children.size());
        byte[] last = new byte[0];
        for (ChunkRef child : children) {
            byte[] path = child.lastPath();
            int shared = Bytes.sharedPrefix(last, 0, last.length, path, 0, path.length);
            out.putVarint(shared);
            out.putVarint(path.length - shared);
            out.put(path, shared, path.length - shared);
            out.putVarint(child.files());
            out.putVarint(child.bytes());
            out.put(child.digest().toBytes(), 0, Digest.BYTES);
            last = path;
        }
        return out.toArray();
    }

    /** The chunk: the length of the logical part, that part, and the locations. */
    static byte[] encode(byte[] logical, List<ChunkRef> children) {
        Bytes out = new Bytes(logical.length + 16 * children.size());
        out.putInt(logical.length);
        out.put(logical, 0, logical.length);
        List<Digest> packs = new ArrayList<>();
        for (ChunkRef child : children) {
            if (child.pack() != null && !packs.contains(child.pack())) {
                packs.add(child.pack());
            }
        }
        out.putVarint(packs.size());
        packs.forEach(pack -> out.put(pack.toBytes(), 0, Digest.BYTES));
        for (ChunkRef child : children) {
            out.putVarint(child.pack() == null ? 0 : packs.indexOf(child.pack()) + 1);
            out.putVarint(child.offset());
            out.putVarint(child.length());
        }
        return out.toArray();
    }

    /**
     * The children of a node.
     *
     * @param chunk the node's chunk
     * @param ref what it must be
     * @param after the path after which its own must lie; null for none
     */
    static List<ChunkRef> decode(byte[] chunk, ChunkRef ref, byte @Nullable [] after) throws MalformedException {
        int logicalLength = new BytesReader(chunk, 0, chunk.length).fixedInt();
        BytesReader in = new BytesReader(chunk, 4, chunk.length - 4);
        int logicalAt = in.skip(logicalLength);
        var sha256 = Hashing.sha256();
        sha256.update(chunk, logicalAt, logicalLength);
        if (!ref.digest().matches(sha256.digest())) {
            throw new MalformedException("its bytes do not have the digest " + ref.digest());
        }
        BytesReader logical = new BytesReader(chunk, logicalAt, logicalLength);
        if (logical.unsignedByte() != MAGIC || logical.unsignedByte() != VERSION) {
            throw new MalformedException("it does not begin as a node");
        }
        if (logical.varint() != ref.level()) {
            throw new MalformedException("the node is not of level " + ref.level());
        }
        int count = logical.varint(Boundary.MAX_COUNT);
        if (count == 0) {
            throw new MalformedException("the node has no children");
        }
        List<ChunkRef> children = new ArrayList<>(count);
        byte[] last = new byte[0];
        long files = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            int shared = logical.varint(last.length);
            int rest = logical.varint(Paths.MAX_BYTES - shared);
            int at = logical.skip(rest);
            byte[] path = Arrays.copyOf(last, shared + rest);
            System.arraycopy(chunk, at, path, shared, rest);
            if (Arrays.compareUnsigned(last, path) >= 0
                    || i == 0 && after != null && Arrays.compareUnsigned(after, path) >= 0) {
                throw new MalformedException("its paths are out of order");
            }
            long childFiles = logical.varint();
            long childBytes = logical.varint();
            files += childFiles;
            bytes += childBytes;
            if (files < 0 || bytes < 0) {
                throw new MalformedException("its counts overflow");
            }
            int digestAt = logical.skip(Digest.BYTES);
            Digest digest = Digest.ofSha256(Arrays.copyOfRange(chunk, digestAt, digestAt + Digest.BYTES));
            children.add(new ChunkRef(ref.level() - 1, digest, path, childFiles, childBytes, null, 0, 0, true));
            last = path;
        }
        if (logical.remaining() != 0
                || files != ref.files()
                || bytes != ref.bytes()
                || !Arrays.equals(last, ref.lastPath())) {
            throw new MalformedException("the node does not cover what its parent says");
        }
        return located(in, children, ref.pack());
    }

    private static List<ChunkRef> located(BytesReader in, List<ChunkRef> children, @Nullable Digest own)
            throws MalformedException {
        int count = in.varint(Boundary.MAX_COUNT);
        List<@Nullable Digest> packs = new ArrayList<>(count + 1);
        packs.add(own);
        for (int i = 0; i < count; i++) {
            byte[] pack = new byte[Digest.BYTES];
            for (int k = 0; k < pack.length; k++) {
                pack[k] = (byte) in.unsignedByte();
            }
            packs.add(Digest.ofSha256(pack));
        }
        List<ChunkRef> located = new ArrayList<>(children.size());
        for (ChunkRef child : children) {
            Digest pack = packs.get(in.varint(count));
            long offset = in.varint();
            int length = in.varint(ManifestReader.MAX_CHUNK);
            located.add(child.at(pack, offset, length));
        }
        if (in.remaining() != 0) {
            throw new MalformedException("bytes follow the node's locations");
        }
        return located;
    }
}
