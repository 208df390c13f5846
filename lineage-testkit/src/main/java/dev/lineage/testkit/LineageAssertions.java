package dev.lineage.testkit;

import dev.lineage.ModelRegistry;
import dev.lineage.Release;
import dev.lineage.VersionDiff;
import dev.lineage.model.Graph;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Rebuilt;
import org.assertj.core.api.Assertions;

/**
 * Assertions about versions, diffs, graphs and releases, whose failures say what differs and what to do. Meant to be imported
 * statically in place of AssertJ's own, which it extends:
 *
 * <pre>{@code
 * import static dev.lineage.testkit.LineageAssertions.assertThat;
 *
 * assertThat(version).isComplete().wasTrainedOn(pin);
 * assertThat(registry.diff("fraud@4", "fraud@5")).differsOnlyIn(Part.PARAMETERS, Part.METRICS, Part.ARTIFACTS);
 * }</pre>
 */
public final class LineageAssertions extends Assertions {
    private LineageAssertions() {}

    /** Assertions about a version. */
    public static VersionAssert assertThat(ModelVersion actual) {
        return new VersionAssert(actual, null);
    }

    /** Assertions about a version and what its registry says of it: {@code assertThat(registry, "fraud@7")}. */
    public static VersionAssert assertThat(ModelRegistry registry, String version) {
        return new VersionAssert(registry.version(version), registry);
    }

    /** Assertions about what changed between two versions. */
    public static VersionDiffAssert assertThat(VersionDiff actual) {
        return new VersionDiffAssert(actual);
    }

    /** Assertions about a part of the lineage graph. */
    public static GraphAssert assertThat(Graph actual) {
        return new GraphAssert(actual);
    }

    /** Assertions about a release. */
    public static ReleaseAssert assertThat(Release actual) {
        return new ReleaseAssert(actual);
    }

    /** Begins an assertion about what came of a rebuild. */
    public static RebuiltAssert assertThat(Rebuilt actual) {
        return new RebuiltAssert(actual);
    }
}
