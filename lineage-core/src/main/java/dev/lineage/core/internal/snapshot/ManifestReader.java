package dev.lineage.core.internal.snapshot;

import dev.lineage.NotFoundException;
import dev.lineage.core.internal.snapshot.BytesReader.MalformedException;
import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and verifies chunks; keeps a few packs open. Not thread-safe. */
final class ManifestReader implements AutoCloseable {
    /** No chunk is longer: two paths of the greatest length and a full leaf of short ones fit. */
    static final int MAX_CHUNK = 256 * 1024;

    private static final int MAX_OPEN = 16;

    private final ArtifactStore store;
    private final Map<Digest, SeekableByteChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    private long chunksRead;
    private long bytesRead;

    ManifestReader(ArtifactStore store) {
        this.store = store;
    }

    /** Reads and verifies a manifest's root. */
    Root root(Digest manifest) {
        try (SeekableByteChannel channel = store.open(manifest)) {
            long size = channel.size();
            if (size > Root.MAX_BYTES) {
                throw new MalformedException("it has " + size + " bytes, more than a root may have");
            }
            byte[] bytes = new byte[(int) size];
            readFully(channel, ByteBuffer.wrap(bytes));
            if (!Digest.of(bytes).equals(manifest)) {
                throw new MalformedException("its bytes do not have this digest");
            }
            bytesRead += size;
            return Root.decode(bytes, manifest, store.location());
        } catch (NotFoundException e) {
            throw SnapshotErrors.missingBlob("manifest", manifest, store.location(), e);
        } catch (MalformedException | EOFException e) {
            throw SnapshotErrors.damaged("manifest root", manifest, store.location(), e);
        } catch (IOException e) {
            throw SnapshotErrors.unreadableStore(store.location(), manifest, e);
        }
    }

    /**
     * The children of an inner node.
     *
     * @param after the path after which all of its own must lie; null for none
     */
    List<ChunkRef> children(ChunkRef node, byte @Nullable [] after) {
        byte[] chunk = read(node);
        try {
            return Node.decode(chunk, node, after);
        } catch (MalformedException e) {
            throw damaged(node, e);
        }
    }

    /** The records of a leaf, all of which have been checked. */
    Leaf.Decoder leaf(ChunkRef leaf, byte @Nullable [] after) {
        byte[] chunk = read(leaf);
        try {
            if (!leaf.digest().equals(Digest.of(chunk))) {
                throw new MalformedException("its bytes do not have the digest " + leaf.digest());
            }
            check(new Leaf.Decoder(chunk, chunk.length), leaf, after);
            return new Leaf.Decoder(chunk, chunk.length);
        } catch (MalformedException e) {
            throw damaged(leaf, e);
        }
    }

    private static void check(Leaf.Decoder records, ChunkRef leaf, byte @Nullable [] after) throws MalformedException {
        long files = 0;
        long bytes = 0;
        while (records.next()) {
            if (files == 0
                    && after != null
                    && Bytes.compare(after, 0, after.length, records.path(), 0, records.pathLength()) >= 0) {
                throw new MalformedException("its paths are not greater than those of the leaf before");
            }
            files++;
            bytes += records.size();
            if (bytes < 0) {
                throw new MalformedException("its sizes overflow");
            }
        }
        byte[] last = leaf.lastPath();
        if (files != leaf.files()
                || bytes != leaf.bytes()
                || !Arrays.equals(last, 0, last.length, records.path(), 0, records.pathLength())) {
            throw new MalformedException("the leaf does not cover what its parent says");
        }
    }

    private byte[] read(ChunkRef ref) {
        Digest pack = Objects.requireNonNull(ref.pack());
        try {
            SeekableByteChannel channel = channel(pack);
            if (ref.offset() > channel.size() - ref.length()) {
                throw new EOFException("it has " + channel.size() + " bytes, a chunk should lie at " + ref.offset());
            }
            byte[] chunk = new byte[ref.length()];
            channel.position(ref.offset());
            readFully(channel, ByteBuffer.wrap(chunk));
            chunksRead++;
            bytesRead += chunk.length;
            return chunk;
        } catch (NotFoundException e) {
            throw SnapshotErrors.missingBlob("manifest pack", pack, store.location(), e);
        } catch (EOFException e) {
            throw SnapshotErrors.damaged("manifest pack", pack, store.location(), e);
        } catch (IOException e) {
            throw SnapshotErrors.unreadableStore(store.location(), pack, e);
        }
    }

    private SeekableByteChannel channel(Digest pack) throws IOException {
        SeekableByteChannel channel = open.get(pack);
        if (channel == null) {
            if (open.size() == MAX_OPEN) {
                Digest eldest = open.keySet().iterator().next();
                Objects.requireNonNull(open.remove(eldest)).close();
            }
            channel = store.open(pack);
            open.put(pack, channel);
        }
        return channel;
    }

    private static void readFully(SeekableByteChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("it ends " + target.remaining() + " bytes too early");
            }
        }
    }

    RuntimeException damaged(ChunkRef ref, MalformedException cause) {
        return SnapshotErrors.damaged(
                "manifest chunk at byte " + ref.offset(), Objects.requireNonNull(ref.pack()), store.location(), cause);
    }

    long chunksRead() {
        return chunksRead;
    }

    long bytesRead() {
        return bytesRead;
    }

    @Override
    public void close() {
        open.values().forEach(ManifestReader::closeQuietly);
        open.clear();
    }

    private static void closeQuietly(SeekableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it, so nothing is lost.
        }
    }
}
