package dev.lineage.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class PrefixesTest {
    private static Digest digest(int i) {
        return Digest.of(ByteBuffer.allocate(4).putInt(i).array());
    }

    @Test
    void everythingThatWasAddedIsThere() {
        Prefixes prefixes = new Prefixes();
        assertThat(prefixes.contains(digest(1))).isFalse();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5_000; i++) {
                prefixes.add(digest(i));
            }
        }
        Prefixes others = new Prefixes();
        for (int i = 5_000; i < 9_000; i++) {
            others.add(digest(i));
        }
        assertThat(prefixes.contains(digest(5_000))).isFalse();
        prefixes.addAll(others);
        for (int i = 0; i < 9_000; i++) {
            assertThat(prefixes.contains(digest(i))).as("%d", i).isTrue();
        }
        prefixes.add(digest(-1));
        assertThat(prefixes.contains(digest(-1))).isTrue();
        for (int i = 9_000; i < 20_000; i++) {
            assertThat(prefixes.contains(digest(i))).as("%d", i).isFalse();
        }
    }
}
