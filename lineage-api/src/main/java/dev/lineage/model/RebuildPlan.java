package dev.lineage.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a version is made again from its record, and what is missing for that.
 *
 * @param version the version
 * @param steps what is to be done, in order; a person can follow them by hand
 * @param holes what is missing; a fatal one keeps a rebuild from being started
 */
public record RebuildPlan(VersionName version, List<Step> steps, List<Hole> holes) {
    /** Copies the lists. */
    public RebuildPlan {
        steps = List.copyOf(steps);
        holes = List.copyOf(holes);
    }

    /**
     * One step.
     *
     * @param what what is needed: {@code Java 17.0.15+6}, {@code com.google.guava:guava:33.0-jre, sha256:…}
     * @param how where it was found, or a command that gets it
     */
    public record Step(String what, String how) {}

    /** Whether nothing is missing without which a rebuild cannot be started. */
    public boolean isComplete() {
        return holes.stream().noneMatch(Hole::fatal);
    }

    /** The steps, numbered, and what is missing. */
    public String toText() {
        StringBuilder text = new StringBuilder("To make " + version + " again:\n");
        int number = 1;
        for (Step step : steps) {
            text.append(String.format("%3d. %s%n", number++, step.what()));
            text.append(step.how().lines().map(line -> "       " + line + "\n").collect(Collectors.joining()));
        }
        text.append(holes.isEmpty() ? "Nothing is missing.\n" : "Missing:\n");
        holes.forEach(
                hole -> text.append(hole.fatal() ? "  ! " : "    ").append(hole).append('\n'));
        return text.toString();
    }
}
