package dev.lineage.testkit;

import dev.lineage.VersionDiff;
import dev.lineage.model.DataDiff;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a {@link VersionDiff}. Failures show the diff as a table. */
public final class VersionDiffAssert extends AbstractAssert<VersionDiffAssert, VersionDiff> {
    VersionDiffAssert(VersionDiff actual) {
        super(actual, VersionDiffAssert.class);
    }

    /** What versions can differ in. */
    public enum Part {
        /** Pinned data; also where nobody can tell whether it changed. */
        DATA,
        /** The commit, or uncommitted changes. */
        CODE,
        /** The class path. */
        DEPENDENCIES,
        /** Hyperparameters. */
        PARAMETERS,
        /** Seeds. */
        SEEDS,
        /** Base versions. */
        BASES,
        /** Metrics of the first observation. */
        METRICS,
        /** What came out. */
        ARTIFACTS
    }

    /** That the versions do not differ at all. */
    public VersionDiffAssert isEmpty() {
        return differsOnlyIn();
    }

    /** That the data is the same, with proof. */
    public VersionDiffAssert hasSameData() {
        isNotNull();
        if (parts().contains(Part.DATA)) {
            failWithMessage("%nExpecting the data of both to be the same, but:%n%s", actual.toText());
        }
        return this;
    }

    /** That the versions differ in nothing but these parts; in each of them they may be the same. */
    public VersionDiffAssert differsOnlyIn(Part... allowed) {
        isNotNull();
        Set<Part> others = parts();
        others.removeAll(List.of(allowed));
        if (!others.isEmpty()) {
            failWithMessage(
                    "%nExpecting %s and %s to differ %s, but they differ in %s:%n%s",
                    actual.from().name(),
                    actual.to().name(),
                    allowed.length == 0 ? "in nothing" : "only in " + List.of(allowed),
                    others,
                    actual.toText());
        }
        return this;
    }

    /** That the versions differ in each of these parts. */
    public VersionDiffAssert differsIn(Part... expected) {
        isNotNull();
        Set<Part> missing = EnumSet.noneOf(Part.class);
        missing.addAll(List.of(expected));
        missing.removeAll(parts());
        if (!missing.isEmpty()) {
            failWithMessage(
                    "%nExpecting %s and %s to differ in %s, but there they are the same:%n%s",
                    actual.from().name(), actual.to().name(), missing, actual.toText());
        }
        return this;
    }

    private Set<Part> parts() {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        add(parts, Part.DATA, actual.data().values().stream().anyMatch(data -> !(data instanceof DataDiff.Same)));
        add(parts, Part.CODE, actual.code().isPresent());
        add(parts, Part.DEPENDENCIES, !actual.dependencies().isEmpty());
        add(parts, Part.PARAMETERS, !actual.parameters().isEmpty());
        add(parts, Part.SEEDS, !actual.seeds().isEmpty());
        add(parts, Part.BASES, !actual.bases().isEmpty());
        add(parts, Part.METRICS, !actual.metrics().isEmpty());
        add(parts, Part.ARTIFACTS, !actual.artifacts().isEmpty());
        return parts;
    }

    private static void add(Set<Part> parts, Part part, boolean differs) {
        if (differs) {
            parts.add(part);
        }
    }
}
