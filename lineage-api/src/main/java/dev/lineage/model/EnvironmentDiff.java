package dev.lineage.model;

import java.util.List;

/**
 * How the JVM that runs differs from the one that trained a version. Libraries that only one of them has are told and do not
 * matter: a service has its own. What matters can change what a model answers: another release of a library or of Java,
 * another architecture, locale, time zone or charset, another container image.
 *
 * @param differences what differs, what matters first; empty if nothing
 */
public record EnvironmentDiff(List<Difference> differences) {
    /** Copies the list. */
    public EnvironmentDiff {
        differences = List.copyOf(differences);
    }

    /**
     * One difference.
     *
     * @param subject what differs: {@code java}, {@code com.fasterxml.jackson.core:jackson-databind}
     * @param recorded what it was when the version was trained; empty if it was not there
     * @param running what it is here; empty if it is not there
     * @param matters whether it can change what the model answers
     */
    public record Difference(String subject, String recorded, String running, boolean matters) {
        /** {@code java: 17 when it was trained, 25 here}. */
        @Override
        public String toString() {
            return subject + ": " + shown(recorded) + " when it was trained, " + shown(running) + " here";
        }

        private static String shown(String value) {
            return value.isEmpty() ? "absent" : value;
        }
    }

    /** Those that can change what the model answers. */
    public List<Difference> thatMatter() {
        return differences.stream().filter(Difference::matters).toList();
    }

    /** One a line; empty if nothing differs. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Difference difference : differences) {
            text.append(difference.matters() ? "! " : "  ").append(difference).append(System.lineSeparator());
        }
        return text.toString();
    }
}
