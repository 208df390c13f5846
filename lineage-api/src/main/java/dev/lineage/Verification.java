package dev.lineage;

import dev.lineage.model.Problem;
import java.util.List;

/**
 * What a check of a whole registry found.
 *
 * @param entries how many entries were read
 * @param artifacts how many blobs were read
 * @param problems what is broken; at most {@value #MAX_PROBLEMS} are listed
 * @param problemCount how many problems there are in all
 */
public record Verification(long entries, long artifacts, List<Problem> problems, long problemCount) {
    /** The most problems that are listed. */
    public static final int MAX_PROBLEMS = 1_000;

    /** Copies the list. */
    public Verification {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is broken. */
    public boolean isIntact() {
        return problemCount == 0;
    }
}
