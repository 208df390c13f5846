package dev.lineage.fs.internal.predictions;

import java.time.Duration;

/**
 * When files are ended and indexes merged; tests make it happen sooner.
 *
 * @param segmentBytes a file that has so many bytes is not appended to any more
 * @param segmentNanos nor one that is so old
 * @param fanIn so many indexes become one
 */
record Limits(long segmentBytes, long segmentNanos, int fanIn) {
    static final Limits DEFAULT = new Limits(64L << 20, Duration.ofMinutes(10).toNanos(), 16);
}
