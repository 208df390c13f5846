package dev.lineage.core.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SharedBlobsTest {
    private static byte[] blob(long seed) {
        byte[] blob = new byte[1 << 20];
        new SplittableRandom(seed).nextBytes(blob);
        return blob;
    }

    @Test
    void whatTwoStoresHaveIsThereOnce() {
        byte[] first = blob(1);
        assertThat(SharedBlobs.of(Digest.of(first), first)).isSameAs(first);
        assertThat(SharedBlobs.of(Digest.of(first), blob(1))).isSameAs(first);
        byte[] other = blob(2);
        assertThat(SharedBlobs.of(Digest.of(other), other)).isSameAs(other);
    }

    /** More than the heap of this JVM has, each of them forgotten as soon as nobody has it. */
    @Test
    void whatNobodyHasIsForgotten() {
        long blobs = Runtime.getRuntime().maxMemory() >> 19;
        List<byte[]> last = new ArrayList<>();
        for (long i = 0; i < blobs; i++) {
            byte[] blob = blob(i);
            last.add(SharedBlobs.of(Digest.of(blob), blob));
            if (last.size() > 3) {
                last.remove(0);
            }
        }
        assertThat(last).hasSize(3);
    }
}
