package dev.lineage.fs.internal.predictions;

import dev.lineage.model.Digest;
import dev.lineage.spi.PredictionStore.Key;
import java.nio.ByteBuffer;

/** Ids and subjects as indexes know them: the first 48 bits of a hash. */
final class Keys {
    static final int BITS = 48;

    private Keys() {}

    static long hash(Key key, String value) {
        Digest digest = Digest.of("lineage/prediction/" + (key == Key.ID ? "id" : "subject"), bytes(value));
        return ByteBuffer.wrap(digest.toBytes()).getLong() >>> Long.SIZE - BITS;
    }

    private static byte[] bytes(String value) {
        return value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
