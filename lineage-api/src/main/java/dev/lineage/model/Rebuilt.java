package dev.lineage.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a rebuild.
 *
 * @param version the version that was to be made again
 * @param artifacts each recorded artifact beside the one that was made, and each that was made and is not recorded; empty if
 *     training failed
 * @param failure why nothing was made: the training failed, did not end in time, or was interrupted; empty if it ended
 * @param environment how the JVM in which it was made differs from the recorded one
 * @param took how long the fresh JVM ran
 * @param output what it printed, the end of it where it printed much
 */
public record Rebuilt(
        VersionName version,
        List<ArtifactComparison> artifacts,
        Optional<String> failure,
        EnvironmentDiff environment,
        Duration took,
        String output) {
    /** Copies the list. */
    public Rebuilt {
        artifacts = List.copyOf(artifacts);
    }

    /** How exactly all artifacts were made again: as the least exact of them; empty if one was not. */
    public Optional<Reproduction> reproduced() {
        return failure.isPresent() || artifacts.isEmpty()
                ? Optional.empty()
                : artifacts.stream()
                        .map(ArtifactComparison::level)
                        .reduce((a, b) -> a.isEmpty() || b.isEmpty()
                                ? Optional.empty()
                                : a.get().isAtLeast(b.get()) ? b : a)
                        .orElseThrow();
    }

    /** Whether all artifacts were made again as exactly as that, or more so. */
    public boolean isReproduced(Reproduction level) {
        return reproduced().filter(reached -> reached.isAtLeast(level)).isPresent();
    }

    /** What came of it, for people. */
    public String toText() {
        StringBuilder text = new StringBuilder(version + " ")
                .append(reproduced().map(level -> "was made again: " + level).orElse("was not made again"))
                .append(" (")
                .append(took.toMillis())
                .append(" ms)\n");
        failure.ifPresent(why -> text.append("  ").append(why).append('\n'));
        artifacts.forEach(artifact -> text.append("  ").append(artifact).append('\n'));
        if (!isReproduced(Reproduction.BYTES) && !environment.differences().isEmpty()) {
            text.append("around it differ:\n").append(environment.toText().indent(2));
        }
        return text.toString();
    }
}
