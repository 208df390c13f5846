package dev.lineage.testkit;

import dev.lineage.model.Rebuilt;
import dev.lineage.model.Reproduction;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a {@link Rebuilt} version. */
public final class RebuiltAssert extends AbstractAssert<RebuiltAssert, Rebuilt> {
    RebuiltAssert(Rebuilt actual) {
        super(actual, RebuiltAssert.class);
    }

    /** That it was made again as exactly as that, or more so. A failure shows where it differs, and what differs around it. */
    public RebuiltAssert atLeast(Reproduction level) {
        isNotNull();
        if (!actual.isReproduced(level)) {
            failWithMessage(
                    "%nExpecting %s to be made again, in %s at the least, but%n%s%s",
                    actual.version(),
                    level,
                    actual.toText(),
                    actual.failure().isPresent() ? "It said: " + actual.output() : "");
        }
        return this;
    }
}
