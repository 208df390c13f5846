package dev.lineage.testkit;

import static dev.lineage.testkit.LineageAssertions.assertThat;
import static dev.lineage.testkit.LineageAssertions.assertThatThrownBy;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.Graph;
import dev.lineage.model.GraphNode;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import dev.lineage.testkit.VersionDiffAssert.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The assertions as somebody uses them, who also reads their failures. */
@ExtendWith(LineageExtension.class)
final class LineageAssertionsTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";

    @TempDir
    private Path directory;

    private ModelVersion one;
    private ModelVersion two;
    private ModelVersion three;

    @BeforeEach
    void threeVersions(ModelRegistry registry) throws IOException {
        one = version(registry, "a", 0.1, "w1");
        two = version(registry, "a", 0.2, "w2");
        three = version(registry, "b", 0.2, "w2");
    }

    private ModelVersion version(ModelRegistry registry, String data, double eta, String weights) throws IOException {
        return registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .data("train", Files.writeString(directory.resolve("train.csv"), data))
                .param("eta", eta)
                .artifact("model", Files.writeString(directory.resolve("model"), weights))
                .commit();
    }

    private static SnapshotPin train(ModelVersion version) {
        return version.recipe().data().values().iterator().next();
    }

    @Test
    void dataAndArtifacts() {
        assertThat(two).wasTrainedOn(train(one)).hasSameDataAs(one).isDeterministic();
        assertThat(three).hasSameArtifactsAs(two);

        assertThatThrownBy(() -> assertThat(three).wasTrainedOn(train(one)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "fraud@3", train(one).id(), "train: " + train(three).id());
        assertThatThrownBy(() -> assertThat(three).hasSameDataAs(one))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("data of fraud@1", train(one).id());
        assertThatThrownBy(() -> assertThat(two).hasSameArtifactsAs(one))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("artifacts of fraud@1", "model: sha256:", "2 bytes");
    }

    @Test
    void completeness(ModelRegistry registry) throws IOException {
        ModelVersion holey = registry.record("holey")
                .code(CodeState.clean(COMMIT))
                .data("train", SnapshotPin.declared("prices", "as mailed"))
                .artifact("model", Files.writeString(directory.resolve("model"), "w"))
                .commit();
        if (holey.observation().holes().isEmpty()) {
            assertThat(holey).isComplete();
            return;
        }
        assertThatThrownBy(() -> assertThat(holey).isComplete())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(holey.observation().holes().get(0).toString());
    }

    @Test
    void determinism(ModelRegistry registry) throws IOException {
        ModelVersion again = version(registry, "a", 0.1, "other weights");

        assertThatThrownBy(() -> assertThat(again).isDeterministic())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("fraud@1", "registry.diff(\"fraud@1\", \"fraud@4\")");
    }

    @Test
    void stagesAndReleases(ModelRegistry registry) {
        registry.promote("fraud@2")
                .to("production")
                .because("better")
                .by("rita")
                .commit();

        assertThat(registry, "fraud@2").isPromotedTo("production");
        assertThat(registry.release("fraud", "production")).isOf("fraud@2").runsWhereItWasTrained();

        assertThatThrownBy(() -> assertThat(registry, "fraud@1").isPromotedTo("production"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("to fraud@1", "points to fraud@2", "rita");
        assertThatThrownBy(() -> assertThat(registry, "fraud@1").isPromotedTo("staging"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was never set");
        assertThatThrownBy(() -> assertThat(one).isPromotedTo("production"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("assertThat(registry, \"fraud@1\")");
        assertThatThrownBy(() ->
                        assertThat(registry.release("fraud", "production")).isOf("fraud@1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("to serve fraud@1", "it serves fraud@2", "better");
    }

    @Test
    void graphs(ModelRegistry registry) {
        Graph graph = registry.graph().from("fraud@1").graph(100);
        GraphNode version = GraphNode.version(registry.version("fraud@1").digest());
        GraphNode other = GraphNode.version(registry.version("fraud@2").digest());
        GraphNode recipe = GraphNode.recipe(registry.version("fraud@1").recipeId());
        assertThat(graph)
                .isWhole()
                .contains(version, recipe)
                .doesNotContain(other)
                .containsOnly(GraphNode.Kind.VERSION, version)
                .leadsFrom(version, recipe);
        assertThatThrownBy(() -> assertThat(graph).contains(other))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(other.toString(), "to be in the graph", "wasGeneratedBy recipe");
        assertThatThrownBy(() -> assertThat(graph).doesNotContain(recipe)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(graph).leadsFrom(recipe, version))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to have come of");
        assertThatThrownBy(() -> assertThat(graph).containsOnly(GraphNode.Kind.RUN))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() ->
                        assertThat(registry.graph().from("fraud@1").graph(1)).isWhole())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there is more");
    }

    @Test
    void diffs(ModelRegistry registry) {
        assertThat(registry.diff("fraud@1", "fraud@1")).isEmpty();
        assertThat(registry.diff("fraud@1", "fraud@2"))
                .hasSameData()
                .differsIn(Part.PARAMETERS, Part.ARTIFACTS)
                .differsOnlyIn(Part.PARAMETERS, Part.ARTIFACTS, Part.METRICS);

        assertThatThrownBy(() -> assertThat(registry.diff("fraud@1", "fraud@2")).isEmpty())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("differ in nothing", "[PARAMETERS, ARTIFACTS]", "parameter eta");
        assertThatThrownBy(() -> assertThat(registry.diff("fraud@2", "fraud@3")).differsOnlyIn(Part.PARAMETERS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("only in [PARAMETERS]", "[DATA]");
        assertThatThrownBy(() -> assertThat(registry.diff("fraud@2", "fraud@3")).hasSameData())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("data train");
        assertThatThrownBy(() -> assertThat(registry.diff("fraud@2", "fraud@3")).differsIn(Part.SEEDS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[SEEDS]");
        assertThat(registry.models(10, Optional.empty()).items()).containsExactly("fraud");
    }
}
