package dev.lineage.core.internal.memory;

import dev.lineage.model.Digest;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blobs that several stores of this JVM have, once. A test suite has a store for each test, and each keeps the same class path where
 * much is at stake. What no store has any more is forgotten. Thread-safe.
 */
final class SharedBlobs {
    private static final Map<Digest, Known> KNOWN = new ConcurrentHashMap<>();
    private static final ReferenceQueue<byte[]> FORGOTTEN = new ReferenceQueue<>();

    private SharedBlobs() {}

    private static final class Known extends WeakReference<byte[]> {
        private final Digest digest;

        private Known(Digest digest, byte[] blob) {
            super(blob, FORGOTTEN);
            this.digest = digest;
        }
    }

    /** The blob of that digest that is there, or else {@code blob}, which must have it. */
    static byte[] of(Digest digest, byte[] blob) {
        for (Reference<? extends byte[]> gone = FORGOTTEN.poll(); gone != null; gone = FORGOTTEN.poll()) {
            KNOWN.remove(((Known) gone).digest, gone);
        }
        byte[][] found = {blob};
        KNOWN.compute(digest, (key, known) -> {
            byte[] there = known == null ? null : known.get();
            if (there == null) {
                return new Known(digest, blob);
            }
            found[0] = there;
            return known;
        });
        return found[0];
    }
}
