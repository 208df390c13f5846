package dev.lineage.core.internal.capture;

import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.Hole;
import java.util.List;
import java.util.Optional;

/**
 * The code that trained, as far as it could be captured.
 *
 * @param state commit and uncommitted changes; empty if they are not wholly known, and then a hole is fatal
 * @param origin where it was found
 * @param patch the uncommitted changes as {@code git apply} accepts them; the caller must not change the array
 * @param holes what could not be captured
 */
public record CapturedCode(Optional<CodeState> state, CodeOrigin origin, Optional<byte[]> patch, List<Hole> holes) {
    /** Copies the list. */
    public CapturedCode {
        holes = List.copyOf(holes);
    }

    static CapturedCode unknown(String source, List<Hole> holes) {
        return new CapturedCode(
                Optional.empty(),
                new CodeOrigin(source, Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                holes);
    }
}
