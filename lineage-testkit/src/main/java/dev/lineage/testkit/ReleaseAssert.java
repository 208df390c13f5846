package dev.lineage.testkit;

import dev.lineage.Release;
import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.VersionName;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a {@link Release}. */
public final class ReleaseAssert extends AbstractAssert<ReleaseAssert, Release> {
    ReleaseAssert(Release actual) {
        super(actual, ReleaseAssert.class);
    }

    /**
     * That it is of this version: {@code fraud@7}.
     *
     * @throws IllegalArgumentException if that is no version's name
     */
    public ReleaseAssert isOf(String version) {
        isNotNull();
        if (!actual.version().name().equals(VersionName.parse(version))) {
            failWithMessage(
                    "%nExpecting stage '%s' to serve %s, but it serves %s since %s, moved by %s: %s",
                    actual.stage().name(),
                    version,
                    actual.version().name(),
                    actual.stage().at(),
                    actual.stage().by(),
                    actual.stage().reason());
        }
        return this;
    }

    /** That this JVM is, in all that matters, the one that the version was trained in. */
    public ReleaseAssert runsWhereItWasTrained() {
        isNotNull();
        EnvironmentDiff environment = actual.environment();
        if (!environment.thatMatter().isEmpty()) {
            failWithMessage(
                    "%nExpecting this JVM to be like the one that trained %s, but:%n%s",
                    actual.version().name(), environment.toText());
        }
        return this;
    }
}
