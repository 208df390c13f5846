package dev.lineage;

import dev.lineage.model.Hole;
import dev.lineage.model.VersionName;
import java.util.List;
import java.util.stream.Collectors;

/** A version cannot be made again because parts of what made it are missing. All of them are listed at once. */
public final class IncompleteRebuildException extends LineageException {
    private static final long serialVersionUID = 1L;

    private final transient List<Hole> holes;

    /**
     * With everything that is missing.
     *
     * @param version the version that was to be made again
     * @param holes what is missing; not empty
     */
    public IncompleteRebuildException(VersionName version, List<Hole> holes) {
        super(
                "Cannot make " + version + " again. Nothing was started.\n"
                        + holes.stream().map(hole -> "  - " + hole).collect(Collectors.joining("\n")),
                null);
        this.holes = List.copyOf(holes);
    }

    /** What is missing, each with its remedy. */
    public List<Hole> holes() {
        return holes;
    }
}
