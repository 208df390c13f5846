package dev.lineage.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who, when, where, on what and with which measured outcome a recipe was run: recorded beside the identity, never in it.
 *
 * @param by the user who ran it
 * @param host the machine's name
 * @param started when recording began (UTC, milliseconds)
 * @param finished when the result was committed (UTC, milliseconds)
 * @param platform the machine and JVM
 * @param code where the code state was found
 * @param dependencyLock the blob that holds the {@link DependencyLock} with file names and coordinates
 * @param classPathArchived whether what the lock names was kept in the artifact store
 * @param sources where each pinned datum was read from, by pin name
 * @param metrics the measured numbers, by name
 * @param tags free text for people, by name
 * @param trackers runs of experiment trackers
 * @param holes what could not be captured
 */
public record Observation(
        String by,
        String host,
        Instant started,
        Instant finished,
        Platform platform,
        CodeOrigin code,
        Digest dependencyLock,
        boolean classPathArchived,
        Map<String, String> sources,
        Map<String, Value.Decimal> metrics,
        Map<String, String> tags,
        List<Tracker> trackers,
        List<Hole> holes) {
    /** Copies the collections. */
    public Observation {
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        trackers = List.copyOf(trackers);
        holes = List.copyOf(holes);
    }
}
