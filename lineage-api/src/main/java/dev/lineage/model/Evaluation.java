package dev.lineage.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What was measured of one version on one pinned eval set.
 *
 * @param version the version
 * @param versionDigest its digest
 * @param evalSet the data that it was measured on
 * @param metrics the metrics over the whole eval set, by name
 * @param slices the metrics over parts of it, by slice name
 * @param reports attached files, by name
 * @param evaluator what measured: a program and its version; empty if it was not said
 * @param by who recorded the evaluation
 * @param at when it was recorded (UTC, milliseconds)
 * @param digest the digest of everything above: what approvals name
 * @param position the position of its entry
 */
public record Evaluation(
        VersionName version,
        Digest versionDigest,
        SnapshotPin evalSet,
        Map<String, Metric> metrics,
        Map<String, Slice> slices,
        Map<String, Report> reports,
        Optional<String> evaluator,
        String by,
        Instant at,
        Digest digest,
        long position) {
    /** The longest name of a slice, in UTF-8 bytes. */
    public static final int MAX_SLICE_BYTES = 100;

    /**
     * The metrics over a part of the eval set.
     *
     * @param samples how many examples the part has, if that was said
     * @param metrics the metrics, by name
     */
    public record Slice(OptionalLong samples, Map<String, Metric> metrics) {
        /** Copies the map. */
        public Slice {
            metrics = Map.copyOf(metrics);
        }
    }

    /**
     * An attached file, kept in the artifact store.
     *
     * @param digest the SHA-256 of its bytes
     * @param bytes its size in bytes
     */
    public record Report(Digest digest, long bytes) {}

    /** Copies the maps. */
    public Evaluation {
        metrics = Map.copyOf(metrics);
        slices = Map.copyOf(slices);
        reports = Map.copyOf(reports);
    }

    /** The metric over the eval set, or over the slice if {@code slice} is not empty. */
    public Optional<Metric> metric(String slice, String name) {
        return slice.isEmpty()
                ? Optional.ofNullable(metrics.get(name))
                : Optional.ofNullable(slices.get(slice))
                        .map(part -> part.metrics().get(name));
    }

    /**
     * Returns {@code slice} if it may name a slice: any text of 1 to {@value #MAX_SLICE_BYTES} UTF-8 bytes without control
     * characters, such as {@code age<25}.
     *
     * @throws IllegalArgumentException if it may not
     */
    public static String requireSlice(String slice) {
        if (slice.isBlank()
                || slice.getBytes(StandardCharsets.UTF_8).length > MAX_SLICE_BYTES
                || slice.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The slice name '" + slice + "' is blank, has control characters or more"
                    + " than " + MAX_SLICE_BYTES + " UTF-8 bytes");
        }
        return slice;
    }

    /** The version, the eval set and the metrics, in one line. */
    @Override
    public String toString() {
        return version + " on " + evalSet.id() + ": " + new TreeMap<>(metrics);
    }
}
