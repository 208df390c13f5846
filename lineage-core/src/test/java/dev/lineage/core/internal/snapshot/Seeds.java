package dev.lineage.core.internal.snapshot;

import java.util.Random;

/** Randomness that a failing test can be replayed with: {@code -Dlineage.seed=}. */
final class Seeds {
    private Seeds() {}

    static long seed() {
        Long given = Long.getLong("lineage.seed");
        return given != null ? given : new Random().nextLong();
    }

    static String replay(long seed) {
        return "replay with -Dlineage.seed=" + seed;
    }
}
