package dev.lineage;

import dev.lineage.model.Hole;
import java.util.List;
import java.util.stream.Collectors;

/** A version cannot be recorded because parts of its tuple are missing. All of them are listed at once. */
public final class IncompleteRecordException extends LineageException {
    private static final long serialVersionUID = 1L;

    private final transient List<Hole> holes;

    /**
     * With everything that is missing.
     *
     * @param model the model that was to be recorded
     * @param holes what is missing; not empty
     */
    public IncompleteRecordException(String model, List<Hole> holes) {
        super(
                "Cannot record a version of '" + model
                        + "': its tuple is incomplete, so nobody could rebuild it. Nothing"
                        + " was recorded.\n"
                        + holes.stream().map(hole -> "  - " + hole).collect(Collectors.joining("\n")),
                null);
        this.holes = List.copyOf(holes);
    }

    /** What is missing, each with its remedy. */
    public List<Hole> holes() {
        return holes;
    }
}
