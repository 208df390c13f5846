package dev.lineage.core.internal;

import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.GraphEdge.Relation;
import dev.lineage.model.GraphNode;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.Stage;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.spi.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What entries add to the lineage graph. A recipe's node is named by the digest of all that it used, and a version's by that of
 * its recipe and artifacts; a run's, an evaluation's and a release's say which version they are of, and a stream's is new. So the
 * edges of a well-formed log have no cycle.
 */
final class Edges {
    private Edges() {}

    static GraphNode release(Stage stage) {
        return GraphNode.release(stage.model(), stage.name(), stage.revision());
    }

    /** The node of a subject, by the digest of the version where it is one. */
    static GraphNode subject(Subject subject, Function<VersionName, Digest> digest) {
        return subject instanceof Subject.Version version
                ? GraphNode.version(digest.apply(version.name()))
                : GraphNode.data(((Subject.Data) subject).pin());
    }

    private static Edge edge(GraphNode source, Relation relation, GraphNode target) {
        return new Edge(source.toString(), relation.term(), target.toString());
    }

    /** Of a version that its first run made. */
    static List<Edge> of(ModelVersion version) {
        GraphNode node = GraphNode.version(version.digest());
        GraphNode recipe = GraphNode.recipe(version.recipeId());
        List<Edge> edges = new ArrayList<>();
        edges.add(edge(node, Relation.WAS_GENERATED_BY, recipe));
        edges.add(edge(
                recipe, Relation.USED, GraphNode.commit(version.recipe().code().commit())));
        version.recipe().data().values().forEach(pin -> edges.add(edge(recipe, Relation.USED, GraphNode.data(pin))));
        version.recipe()
                .bases()
                .values()
                .forEach(base -> edges.add(edge(recipe, Relation.USED, GraphNode.version(base))));
        version.artifacts()
                .values()
                .forEach(artifact ->
                        edges.add(edge(GraphNode.artifact(artifact.digest()), Relation.WAS_GENERATED_BY, node)));
        edges.addAll(ofRun(version, 1));
        return edges.stream().distinct().toList();
    }

    /** Of one run that made a version, from 1. */
    static List<Edge> ofRun(ModelVersion version, long number) {
        GraphNode run = GraphNode.run(version.digest(), number);
        return List.of(
                edge(GraphNode.version(version.digest()), Relation.WAS_GENERATED_BY, run),
                edge(run, Relation.USED, GraphNode.recipe(version.recipeId())));
    }

    static List<Edge> of(Stage stage) {
        GraphNode release = release(stage);
        List<Edge> edges = new ArrayList<>();
        edges.add(edge(release, Relation.WAS_DERIVED_FROM, GraphNode.version(stage.digest())));
        stage.grounds()
                .evaluation()
                .ifPresent(evaluation ->
                        edges.add(edge(release, Relation.WAS_INFORMED_BY, GraphNode.evaluation(evaluation))));
        return List.copyOf(edges);
    }

    static List<Edge> of(Rehearsal rehearsal) {
        GraphNode node = GraphNode.rehearsal(rehearsal.model(), rehearsal.stage(), rehearsal.number());
        return List.of(edge(node, Relation.USED, GraphNode.version(rehearsal.digest())));
    }

    static List<Edge> of(Evaluation evaluation) {
        GraphNode node = GraphNode.evaluation(evaluation.digest());
        return List.of(
                edge(node, Relation.USED, GraphNode.version(evaluation.versionDigest())),
                edge(node, Relation.USED, GraphNode.data(evaluation.evalSet())));
    }

    /** Of a stream, with the move of the stage that released the version that predicts. */
    static List<Edge> of(PredictionStream stream, Stage stage) {
        return List.of(edge(GraphNode.stream(stream.id()), Relation.USED, release(stage)));
    }

    /** Of a batch. A withdrawal does not go this way: it would meet a node for every minute. */
    static List<Edge> ofBatch(String stream, long number) {
        return List.of(
                edge(GraphNode.predictions(stream, number), Relation.WAS_ATTRIBUTED_TO, GraphNode.stream(stream)));
    }
}
