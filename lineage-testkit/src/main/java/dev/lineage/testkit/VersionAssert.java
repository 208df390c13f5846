package dev.lineage.testkit;

import dev.lineage.ModelRegistry;
import dev.lineage.Rebuild;
import dev.lineage.TrainingRecipe;
import dev.lineage.model.Artifact;
import dev.lineage.model.DeterminismReport;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Perturbation;
import dev.lineage.model.Reproduction;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about a {@link ModelVersion}. */
public final class VersionAssert extends AbstractAssert<VersionAssert, ModelVersion> {
    private final @Nullable ModelRegistry registry;

    VersionAssert(ModelVersion actual, @Nullable ModelRegistry registry) {
        super(actual, VersionAssert.class);
        this.registry = registry;
    }

    /** That its record lacks nothing that could be captured: no holes. A failure lists them with what to do about each. */
    public VersionAssert isComplete() {
        isNotNull();
        if (!actual.observation().holes().isEmpty()) {
            failWithMessage(
                    "%nExpecting the record of %s to be complete, but it has holes:%n%s",
                    actual.name(),
                    actual.observation().holes().stream()
                            .map(hole -> "  - " + hole)
                            .collect(Collectors.joining(System.lineSeparator())));
        }
        return this;
    }

    /** That no earlier run with the same inputs made other artifacts. */
    public VersionAssert isDeterministic() {
        isNotNull();
        if (!actual.nonDeterministicWith().isEmpty()) {
            failWithMessage(
                    "%nExpecting the recipe of %s to make the same artifacts every time, but with the same inputs it made"
                            + " others in %s.%nLook at what differs: registry.diff(\"%s\", \"%s\")",
                    actual.name(),
                    actual.nonDeterministicWith(),
                    actual.nonDeterministicWith().get(0),
                    actual.name());
        }
        return this;
    }

    /** That it was trained on that data, under whatever name. */
    public VersionAssert wasTrainedOn(SnapshotPin pin) {
        isNotNull();
        boolean found = actual.recipe().data().values().stream()
                .anyMatch(own -> own.id().equals(pin.id()));
        if (!found) {
            failWithMessage(
                    "%nExpecting %s to be trained on%n  %s%nbut it was trained on%n%s",
                    actual.name(), pin.id(), pins(actual));
        }
        return this;
    }

    /** That it was trained on the same data as another version: the same pins under the same names. */
    public VersionAssert hasSameDataAs(ModelVersion other) {
        isNotNull();
        if (!ids(actual).equals(ids(other))) {
            failWithMessage(
                    "%nExpecting %s to be trained on the data of %s%n%s%nbut it was trained on%n%s",
                    actual.name(), other.name(), pins(other), pins(actual));
        }
        return this;
    }

    /** That its artifacts are byte for byte those of another version. */
    public VersionAssert hasSameArtifactsAs(ModelVersion other) {
        isNotNull();
        if (!actual.artifacts().equals(other.artifacts())) {
            failWithMessage(
                    "%nExpecting %s to have the artifacts of %s%n%s%nbut it has%n%s",
                    actual.name(), other.name(), artifacts(other), artifacts(actual));
        }
        return this;
    }

    /**
     * That it can be made again from its record, in a fresh JVM, with what differs having no meaning in its format:
     * {@link Reproduction#CANONICAL} at the least. Asks for more with {@code isReproduced().atLeast(BYTES)}.
     *
     * @throws IllegalStateException if the assertion was not begun with a registry
     */
    public RebuiltAssert isReproduced() {
        return isReproduced(Reproduction.CANONICAL, rebuild());
    }

    /**
     * The same, as exactly as that at the least, with a rebuild that was {@linkplain Rebuild prepared}:
     * {@code isReproduced(BEHAVIOUR, registry.rebuild("fraud@7").behaviour(Loader.class, tolerance))}.
     */
    public RebuiltAssert isReproduced(Reproduction level, Rebuild rebuild) {
        isNotNull();
        return new RebuiltAssert(rebuild.run()).atLeast(level);
    }

    /**
     * That a recipe makes the same artifacts, byte for byte, when it is run once more in this JVM. A failure shows what differs.
     *
     * @throws X whatever the recipe throws
     */
    public <X extends Exception> VersionAssert isReproducedBy(TrainingRecipe<X> recipe) throws X {
        isNotNull();
        try (ModelRegistry fresh = ModelRegistry.open("memory:")) {
            ModelVersion again = fresh.record(actual.model(), recipe);
            if (!again.artifacts().equals(actual.artifacts())) {
                failWithMessage(
                        "%nExpecting %s to be made again by %s, but of%n%s%nit made%n%s%nParameters and seeds were%n  %s %s%nand"
                                + " are%n  %s %s%nIt was trained on%n%s%nand is on%n%s",
                        actual.name(),
                        recipe.getClass().getName(),
                        artifacts(actual),
                        artifacts(again),
                        actual.recipe().parameters(),
                        actual.recipe().seeds(),
                        again.recipe().parameters(),
                        again.recipe().seeds(),
                        pins(actual),
                        pins(again));
            }
        }
        return this;
    }

    /**
     * That its recipe makes the same bytes in fresh JVMs, whatever is changed of what must not matter: everything, if nothing is
     * named. A failure tells what changes the result.
     *
     * @throws IllegalStateException if the assertion was not begun with a registry
     */
    public VersionAssert isUnchangedBy(Perturbation... perturbations) {
        isNotNull();
        DeterminismReport report = rebuild().hunt(perturbations);
        if (!report.isDeterministic()) {
            failWithMessage(
                    "%nExpecting the recipe of %s to make the same every time, but%n%s",
                    actual.name(), report.toText());
        }
        return this;
    }

    private Rebuild rebuild() {
        isNotNull();
        if (registry == null) {
            throw new IllegalStateException("What made a version, only its registry knows; begin with"
                    + " assertThat(registry, \"" + actual.name() + "\")");
        }
        return registry.rebuild(actual.name().toString());
    }

    /**
     * That a stage of its model points to it now.
     *
     * @throws IllegalStateException if the assertion was not begun with a registry
     */
    public VersionAssert isPromotedTo(String stage) {
        isNotNull();
        if (registry == null) {
            throw new IllegalStateException("Where a stage points, only its registry knows; begin with"
                    + " assertThat(registry, \"" + actual.name() + "\")");
        }
        Optional<Stage> now = registry.stage(actual.model(), stage);
        if (now.filter(found -> found.digest().equals(actual.digest())).isEmpty()) {
            failWithMessage(
                    "%nExpecting stage '%s' to point to %s, but it %s",
                    stage,
                    actual.name(),
                    now.map(found -> "points to " + found.version() + " since " + found.at() + ", moved by "
                                    + found.by())
                            .orElse("was never set"));
        }
        return this;
    }

    private static Map<String, String> ids(ModelVersion version) {
        Map<String, String> ids = new TreeMap<>();
        version.recipe().data().forEach((name, pin) -> ids.put(name, pin.id()));
        return ids;
    }

    private static String pins(ModelVersion version) {
        return lines(ids(version));
    }

    private static String artifacts(ModelVersion version) {
        Map<String, String> shown = new TreeMap<>();
        for (Map.Entry<String, Artifact> artifact : version.artifacts().entrySet()) {
            shown.put(
                    artifact.getKey(),
                    artifact.getValue().digest() + ", " + artifact.getValue().bytes() + " bytes");
        }
        return lines(shown);
    }

    private static String lines(Map<String, String> named) {
        return named.entrySet().stream()
                .map(each -> "  " + each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
