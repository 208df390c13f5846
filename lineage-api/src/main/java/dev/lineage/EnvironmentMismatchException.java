package dev.lineage;

import dev.lineage.model.EnvironmentDiff;
import java.util.stream.Collectors;

/**
 * The JVM that asks for a release differs from the one that trained the version, and the policy by which the version was
 * promoted does not allow that. Serve it with what the version records, record a version that was trained with what the
 * service has, or promote again under another policy.
 */
public final class EnvironmentMismatchException extends LineageException {
    private static final long serialVersionUID = 1L;
    private static final int TOLD = 10;

    private final transient EnvironmentDiff diff;

    /** Says which version it is and what differs. */
    public EnvironmentMismatchException(String what, EnvironmentDiff diff) {
        super(
                what + ": "
                        + diff.thatMatter().stream()
                                .limit(TOLD)
                                .map(EnvironmentDiff.Difference::toString)
                                .collect(Collectors.joining("; "))
                        + (diff.thatMatter().size() > TOLD
                                ? "; and " + (diff.thatMatter().size() - TOLD) + " more"
                                : "")
                        + ". Serve it with what it was trained with, train a version with what is here, or promote it under a"
                        + " policy withSameEnvironment(false)",
                null);
        this.diff = diff;
    }

    /** What differs. */
    public EnvironmentDiff diff() {
        return diff;
    }
}
