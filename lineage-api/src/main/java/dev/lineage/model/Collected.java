package dev.lineage.model;

import java.time.Instant;
import java.util.List;

/**
 * What a collection of garbage took: the bytes of versions and of stored data. Their records stay, and with them what is
 * known about how they were made.
 *
 * @param versions the versions whose artifacts were deleted
 * @param data the data whose stored bytes were deleted
 * @param by who collected
 * @param at when (UTC, milliseconds)
 * @param reason why
 * @param position the position of its entry
 */
public record Collected(
        List<VersionName> versions,
        List<SnapshotPin.Content> data,
        String by,
        Instant at,
        String reason,
        long position) {
    /** Copies the lists. */
    public Collected {
        versions = List.copyOf(versions);
        data = List.copyOf(data);
    }
}
