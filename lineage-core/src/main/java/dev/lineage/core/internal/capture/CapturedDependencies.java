package dev.lineage.core.internal.capture;

import dev.lineage.model.DependencyLock;
import dev.lineage.model.Hole;
import java.util.List;

/**
 * The class path and module path, as far as they could be captured.
 *
 * @param lock the elements that were hashed
 * @param holes the elements that could not be
 */
public record CapturedDependencies(DependencyLock lock, List<Hole> holes) {
    /** Copies the list. */
    public CapturedDependencies {
        holes = List.copyOf(holes);
    }
}
