package dev.lineage.core.internal;

import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.RecipeId;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.spi.Edge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What entries add to the lineage graph, in the words of W3C PROV. A recipe's node is named by the digest of all that it
 * used, and a version's by that of its recipe and artifacts, so the edges of a well-formed log have no cycle.
 */
final class Edges {
    static final String USED = "used";
    static final String GENERATED = "wasGeneratedBy";
    private static final String INFORMED = "wasInformedBy";
    static final String DERIVED = "wasDerivedFrom";

    private Edges() {}

    static String version(Digest version) {
        return "version:" + version;
    }

    static String recipe(RecipeId recipe) {
        return "recipe:" + recipe;
    }

    /** A pin's node; an id that is too long for one stands there as its digest. */
    static String data(SnapshotPin pin) {
        String node = "data:" + pin.id();
        byte[] bytes = pin.id().getBytes(StandardCharsets.UTF_8);
        return "data:".length() + bytes.length <= Edge.MAX_NODE_BYTES ? node : "data:id-" + Digest.of(bytes);
    }

    static String commit(String commit) {
        return "commit:" + commit;
    }

    static String artifact(Artifact artifact) {
        return "artifact:" + artifact.digest();
    }

    static String evaluation(Digest evaluation) {
        return "evaluation:" + evaluation;
    }

    static String release(Stage stage) {
        return "release:" + stage.model() + "/" + stage.name() + "/" + stage.revision();
    }

    /** The node of a subject, by the digest of the version where it is one. */
    static String subject(Subject subject, Function<VersionName, Digest> digest) {
        return subject instanceof Subject.Version version
                ? version(digest.apply(version.name()))
                : data(((Subject.Data) subject).pin());
    }

    /** A revision of a stage. */
    record Release(String model, String stage, long revision) {}

    /** Whether a node is something that can be withdrawn. */
    static boolean isSubject(String node) {
        return node.startsWith("version:") || node.startsWith("data:");
    }

    /** The digest of the version that a node is, if it is one. */
    static Optional<Digest> versionIn(String node) {
        return node.startsWith("version:")
                ? Optional.of(Digest.parse(node.substring("version:".length())))
                : Optional.empty();
    }

    /** The revision of a stage that a node is, if it is one. */
    static Optional<Release> releaseIn(String node) {
        if (!node.startsWith("release:")) {
            return Optional.empty();
        }
        // Neither models nor stages have a slash in their names.
        String[] parts = node.substring("release:".length()).split("/", 3);
        return Optional.of(new Release(parts[0], parts[1], Long.parseLong(parts[2])));
    }

    static List<Edge> of(ModelVersion version) {
        String node = version(version.digest());
        String recipe = recipe(version.recipeId());
        List<Edge> edges = new ArrayList<>();
        edges.add(new Edge(node, GENERATED, recipe));
        edges.add(new Edge(recipe, USED, commit(version.recipe().code().commit())));
        version.recipe().data().values().forEach(pin -> edges.add(new Edge(recipe, USED, data(pin))));
        version.recipe().bases().values().forEach(base -> edges.add(new Edge(recipe, USED, version(base))));
        version.artifacts().values().forEach(artifact -> edges.add(new Edge(artifact(artifact), GENERATED, node)));
        return edges.stream().distinct().toList();
    }

    static List<Edge> of(Stage stage) {
        List<Edge> edges = new ArrayList<>();
        edges.add(new Edge(release(stage), DERIVED, version(stage.digest())));
        stage.grounds()
                .evaluation()
                .ifPresent(evaluation -> edges.add(new Edge(release(stage), INFORMED, evaluation(evaluation))));
        return List.copyOf(edges);
    }

    static List<Edge> of(Rehearsal rehearsal) {
        String node = "rehearsal:" + rehearsal.model() + "/" + rehearsal.stage() + "/" + rehearsal.number();
        return List.of(new Edge(node, USED, version(rehearsal.digest())));
    }

    static List<Edge> of(Evaluation evaluation) {
        String node = evaluation(evaluation.digest());
        return List.of(
                new Edge(node, USED, version(evaluation.versionDigest())),
                new Edge(node, USED, data(evaluation.evalSet())));
    }
}
