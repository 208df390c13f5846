package dev.lineage.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which things that must not change the result of a training do change it.
 *
 * @param version the version whose recipe was run
 * @param failure why the recipe could not be run even once, so that nothing was tried; empty if it could
 * @param trials what was tried
 */
public record DeterminismReport(VersionName version, Optional<String> failure, List<Trial> trials) {
    /** Copies the list. */
    public DeterminismReport {
        trials = List.copyOf(trials);
    }

    /**
     * One run, beside the first one.
     *
     * @param perturbation what was different
     * @param failure why it made nothing, if it did not
     * @param artifacts each artifact beside that of the first run
     */
    public record Trial(Perturbation perturbation, Optional<String> failure, List<ArtifactComparison> artifacts) {
        /** Copies the list. */
        public Trial {
            artifacts = List.copyOf(artifacts);
        }

        private static final int SAME = 4;

        /** Whether anything differs in bytes, or it failed. */
        public boolean isDifferent() {
            return rank() < SAME;
        }

        /** How much is the same, from 0 for a failure to {@link #SAME}. */
        private int rank() {
            return failure.isPresent()
                    ? 0
                    : artifacts.stream()
                            .mapToInt(artifact ->
                                    artifact.level().map(Trial::rank).orElse(1))
                            .min()
                            .orElse(SAME);
        }

        private static int rank(Reproduction level) {
            return switch (level) {
                case BEHAVIOUR -> 2;
                case CANONICAL -> 3;
                case BYTES -> SAME;
            };
        }
    }

    /** Whether every run made the same bytes. */
    public boolean isDeterministic() {
        return failure.isEmpty() && trials.stream().noneMatch(Trial::isDifferent);
    }

    /**
     * What changes the result. If it changes by itself, from run to run or with the time, what changes it no more than that is left
     * out. Identity hashes follow from everything that a JVM does: where they are named, name what else does with care.
     */
    public List<Perturbation> culprits() {
        List<Trial> alone = trials.stream()
                .filter(trial ->
                        trial.perturbation() == Perturbation.REPEAT || trial.perturbation() == Perturbation.LATER)
                .toList();
        int noise = alone.stream().mapToInt(Trial::rank).min().orElse(Trial.SAME);
        return trials.stream()
                .filter(Trial::isDifferent)
                .filter(trial -> alone.contains(trial) || trial.rank() < noise)
                .map(Trial::perturbation)
                .distinct()
                .toList();
    }

    /** What was found, for people. */
    public String toText() {
        if (failure.isPresent()) {
            return version + " cannot be run: " + failure.get() + "\n";
        }
        StringBuilder text = new StringBuilder(version
                + (isDeterministic()
                        ? " is made the same whatever was tried\n"
                        : " is not always made the same: " + culprits() + "\n"));
        for (Trial trial : trials) {
            String found = trial.failure()
                    .orElseGet(() -> trial.artifacts().stream()
                            .filter(artifact -> !artifact.level().equals(Optional.of(Reproduction.BYTES)))
                            .map(ArtifactComparison::toString)
                            .collect(Collectors.joining("; ")));
            text.append(trial.isDifferent() ? "  ! " : "    ")
                    .append(trial.perturbation())
                    .append(found.isEmpty() ? "" : ": " + found)
                    .append('\n');
        }
        return text.toString();
    }
}
