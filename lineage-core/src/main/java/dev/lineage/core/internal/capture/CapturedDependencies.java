package dev.lineage.core.internal.capture;

import dev.lineage.model.DependencyLock;
import dev.lineage.model.Hole;
import java.nio.file.Path;
import java.util.List;

/**
 * The class path and module path, as far as they could be captured.
 *
 * @param lock the elements that were hashed
 * @param places where each of them is, in the order of the lock
 * @param holes the elements that could not be
 */
public record CapturedDependencies(DependencyLock lock, List<Path> places, List<Hole> holes) {
    /** Copies the lists. */
    public CapturedDependencies {
        places = List.copyOf(places);
        holes = List.copyOf(holes);
    }
}
