package dev.lineage.core.internal.predict;

import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many predictions there are, by hour. There is nearly always one hour only, which costs a comparison. Not thread-safe. */
final class Hours {
    private static final long HOUR = 3_600_000;

    private long[] starts = new long[2];
    private long[] counts = new long[2];
    private int size;
    private int last;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;

    /** Counts a prediction made then, in milliseconds since the epoch. */
    void add(long millis) {
        from = Math.min(from, millis);
        to = Math.max(to, millis);
        count(Math.floorDiv(millis, HOUR) * HOUR, 1);
    }

    /** Counts those that {@code others} counts. */
    void addAll(Hours others) {
        from = Math.min(from, others.from);
        to = Math.max(to, others.to);
        for (int i = 0; i < others.size; i++) {
            count(others.starts[i], others.counts[i]);
        }
    }

    private void count(long start, long number) {
        if (last >= size || starts[last] != start) {
            last = 0;
            while (last < size && starts[last] != start) {
                last++;
            }
            if (last == size) {
                if (size == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * size);
                    counts = Arrays.copyOf(counts, 2 * size);
                }
                starts[size] = start;
                counts[size++] = 0;
            }
        }
        counts[last] += number;
    }

    /** Forgets everything. */
    void clear() {
        size = 0;
        last = 0;
        from = Long.MAX_VALUE;
        to = Long.MIN_VALUE;
    }

    /** The earliest time of a prediction; {@code otherwise} if there is none. */
    Instant from(Instant otherwise) {
        return size == 0 ? otherwise : Instant.ofEpochMilli(from);
    }

    /** The latest time of a prediction; {@code otherwise} if there is none. */
    Instant to(Instant otherwise) {
        return size == 0 ? otherwise : Instant.ofEpochMilli(to);
    }

    /** The counts by the hours' beginnings. */
    SortedMap<Instant, Long> byHour() {
        SortedMap<Instant, Long> map = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            map.put(Instant.ofEpochMilli(starts[i]), counts[i]);
        }
        return map;
    }
}
