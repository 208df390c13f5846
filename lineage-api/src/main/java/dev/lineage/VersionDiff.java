package dev.lineage;

import dev.lineage.model.Artifact;
import dev.lineage.model.CodeState;
import dev.lineage.model.DataDiff;
import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changed from one version to another, in the order that matters: data, code, dependencies, parameters, seeds,
 * bases, metrics, artifacts. A map holds only what differs. Immutable.
 *
 * @param from the earlier version
 * @param to the later version
 * @param data for each pin name of either, whether the data changed; also those that are the same
 * @param code the code state before and after, if it differs
 * @param dependencies the elements of the class path that differ
 * @param parameters the hyperparameters that differ
 * @param seeds the seeds that differ
 * @param bases the base versions that differ
 * @param metrics the metrics that differ; of the first observation of each
 * @param artifacts the artifacts that differ
 */
public record VersionDiff(
        ModelVersion from,
        ModelVersion to,
        Map<String, DataDiff> data,
        Optional<Change<CodeState>> code,
        List<Change<Dependency>> dependencies,
        Map<String, Change<Value>> parameters,
        Map<String, Change<Long>> seeds,
        Map<String, Change<Digest>> bases,
        Map<String, Change<Value.Decimal>> metrics,
        Map<String, Change<Artifact>> artifacts) {

    /** Copies the collections. */
    public VersionDiff {
        data = Map.copyOf(data);
        dependencies = List.copyOf(dependencies);
        parameters = Map.copyOf(parameters);
        seeds = Map.copyOf(seeds);
        bases = Map.copyOf(bases);
        metrics = Map.copyOf(metrics);
        artifacts = Map.copyOf(artifacts);
    }

    /**
     * Something that differs.
     *
     * @param <T> what it is
     * @param before as it was; empty if it was added
     * @param after as it is; empty if it was removed
     */
    public record Change<T>(Optional<T> before, Optional<T> after) {}

    /** Whether nothing differs; data of which nobody can tell counts as a difference. */
    public boolean isEmpty() {
        return data.values().stream().allMatch(d -> d instanceof DataDiff.Same)
                && code.isEmpty()
                && dependencies.isEmpty()
                && parameters.isEmpty()
                && seeds.isEmpty()
                && bases.isEmpty()
                && metrics.isEmpty()
                && artifacts.isEmpty();
    }

    /** The diff as a table of three columns for a terminal: what, before, after. Ends with a line feed. */
    public String toText() {
        return new DiffText(this).toString();
    }
}
