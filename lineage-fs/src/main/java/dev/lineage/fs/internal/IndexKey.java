package dev.lineage.fs.internal;

import dev.lineage.model.Digest;
import dev.lineage.spi.Edge;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What index records are found by: the first 16 bytes of a SHA-256, whose last bit says whether many records may have the
 * key. A match is a hint, which the log confirms.
 */
record IndexKey(long high, long low) {
    /** The key of one revision of a pointer. */
    static IndexKey revision(String pointer, long revision) {
        return of("revision\n" + pointer + '\n' + revision);
    }

    /** The key of the fact that {@code segment} is listed below {@code parent}. */
    static IndexKey listed(String parent, String segment) {
        return of("listed\n" + parent + '\n' + segment);
    }

    /** The key of the list of what is below {@code parent}. */
    static IndexKey list(String parent) {
        return of("list\n" + parent);
    }

    /** The key of the edges that are followed from {@code node} in {@code direction}. */
    static IndexKey edges(String node, Edge.Direction direction) {
        IndexKey key = of((direction == Edge.Direction.UPSTREAM ? "up\n" : "down\n") + node);
        return new IndexKey(key.high, key.low | 1);
    }

    /** Whether the number of records with this key has no bound: such keys have buckets of their own. */
    boolean isShared() {
        return (low & 1) != 0;
    }

    /** The number of the bucket, of 2 to the power of {@code bits} of its kind, that holds records with this key. */
    int bucket(int bits) {
        return (int) (high >>> (Long.SIZE - bits));
    }

    private static IndexKey of(String text) {
        ByteBuffer digest =
                ByteBuffer.wrap(Digest.of(text.getBytes(StandardCharsets.UTF_8)).toBytes());
        return new IndexKey(digest.getLong(), digest.getLong() & ~1);
    }
}
