package dev.lineage.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.model.GraphEdge.Relation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class GraphTest {
    private static final Digest DIGEST = Digest.of(new byte[] {7});
    private static final GraphNode VERSION = GraphNode.version(DIGEST);
    private static final GraphNode RUN = GraphNode.run(DIGEST, 1);
    private static final GraphNode RECIPE = GraphNode.recipe(new RecipeId(DIGEST));
    private static final GraphNode RELEASE = GraphNode.release("fraud", "production", 3);

    private static Graph graph(Map<GraphNode, String> labels, boolean whole, GraphEdge... edges) {
        TreeMap<GraphNode, String> named = new TreeMap<>();
        named.putAll(labels);
        TreeSet<GraphEdge> sorted = new TreeSet<>();
        sorted.addAll(List.of(edges));
        return new Graph(Set.of(VERSION), named, sorted, whole);
    }

    private static Graph small(String label) {
        return graph(
                Map.of(VERSION, label, RUN, "run", RECIPE, "recipe", RELEASE, "release"),
                true,
                new GraphEdge(VERSION, Relation.WAS_GENERATED_BY, RUN),
                new GraphEdge(RUN, Relation.USED, RECIPE),
                new GraphEdge(RELEASE, Relation.WAS_DERIVED_FROM, VERSION));
    }

    @Test
    void isATreeOfCausesAndThenOfEffects() {
        assertThat(small("fraud@7").toText()).isEqualTo("""
                        fraud@7
                        └─ wasGeneratedBy run
                           └─ used recipe
                        fraud@7
                        └─ < wasDerivedFrom release
                        """);
        assertThat(graph(Map.of(VERSION, "v"), false).toText())
                .isEqualTo("v\n… and more: this is not the whole graph\n");
    }

    /** Every node of a long chain is a line, and no line is longer than its indent can be. */
    @Test
    void aLongChainIsNeitherTooDeepNorTooWide() {
        Map<GraphNode, String> labels = new TreeMap<>();
        labels.put(VERSION, "v");
        GraphNode last = VERSION;
        GraphEdge[] edges = new GraphEdge[50_000];
        for (int i = 0; i < edges.length; i++) {
            GraphNode next = GraphNode.commit("c" + i);
            labels.put(next, "c" + i);
            edges[i] = new GraphEdge(last, Relation.USED, next);
            last = next;
        }
        List<String> lines = graph(labels, true, edges).toText().lines().toList();
        assertThat(lines).hasSize(edges.length + 1).allMatch(line -> line.length() < 200);
        assertThat(lines.get(edges.length)).endsWith("(50000) used c49999");
    }

    @Test
    void labelsCannotLeaveTheirPlace() {
        String hostile = "x\"]; click n0 href \"javascript:alert(1)\" <b>\\N\n\u001b[31m\u202e end --> `";
        Graph graph = small(hostile);
        assertThat(graph.toText().lines().findFirst().orElseThrow())
                .isEqualTo("x\"]; click n0 href \"javascript:alert(1)\" <b>\\N\\u{a}\\u{1b}[31m\\u{202e} end --> `");
        assertThat(graph.toMermaid())
                .contains("[\"x#34;#93;#59; click n0 href #34;javascript#58;alert(1)#34; #60;b#62;#92;N")
                .doesNotContain("<", "`", "\u001b");
        assertThat(graph.toMermaid().lines()).hasSize(1 + 4 + 3);
        assertThat(graph.toDot())
                .contains("label=\"x\\\"]; click n0 href \\\"javascript:alert(1)\\\" <b>\\\\N\\\\u{a}\\\\u{1b}");
        assertThat(graph.toDot().lines()).hasSize(3 + 4 + 3 + 1);
        assertThat(graph.toJson()).contains("\\n\\u001b[31m");
    }

    @Test
    void isAFlowchart() {
        assertThat(small("fraud@7").toMermaid()).isEqualTo("""
                        flowchart LR
                          n0["recipe"]:::recipe
                          n1["release"]:::release
                          n2(["run"]):::run
                          n3["fraud@7"]:::version
                          n1 -- wasDerivedFrom --> n3
                          n2 -- used --> n0
                          n3 -- wasGeneratedBy --> n2
                        """);
    }

    @Test
    void isProvJson() {
        String id = "sha256%3A" + DIGEST.hex();
        assertThat(small("fraud@7").toProvJson())
                .isEqualTo("{\"activity\":{\"lineage:run/" + id
                        + "/1\":{\"lineage:kind\":\"run\",\"prov:label\":\"run\"}},"
                        + "\"entity\":{"
                        + "\"lineage:recipe/" + id + "\":{\"lineage:kind\":\"recipe\",\"prov:label\":\"recipe\","
                        + "\"prov:type\":{\"$\":\"prov:Plan\",\"type\":\"prov:QUALIFIED_NAME\"}},"
                        + "\"lineage:release/fraud/production/3\":{\"lineage:kind\":\"release\",\"prov:label\":\"release\"},"
                        + "\"lineage:version/" + id + "\":{\"lineage:kind\":\"version\",\"prov:label\":\"fraud@7\"}},"
                        + "\"prefix\":{\"lineage\":\"lineage:node/\"},"
                        + "\"used\":{\"_:r2\":{\"lineage:type\":\"used\",\"prov:activity\":\"lineage:run/" + id
                        + "/1\","
                        + "\"prov:entity\":\"lineage:recipe/" + id + "\"}},"
                        + "\"wasDerivedFrom\":{\"_:r1\":{\"lineage:type\":\"wasDerivedFrom\","
                        + "\"prov:generatedEntity\":\"lineage:release/fraud/production/3\","
                        + "\"prov:usedEntity\":\"lineage:version/" + id + "\"}},"
                        + "\"wasGeneratedBy\":{\"_:r3\":{\"lineage:type\":\"wasGeneratedBy\","
                        + "\"prov:activity\":\"lineage:run/" + id + "/1\",\"prov:entity\":\"lineage:version/" + id
                        + "\"}}}");
    }

    @Test
    void nodesAreReadAsTheyAreWritten() {
        for (GraphNode node : List.of(
                VERSION,
                RUN,
                RECIPE,
                RELEASE,
                GraphNode.commit("abc"),
                GraphNode.artifact(DIGEST),
                GraphNode.evaluation(DIGEST),
                GraphNode.rehearsal("fraud", "production", 1),
                GraphNode.stream("ab"),
                GraphNode.predictions("ab", 3),
                GraphNode.data(SnapshotPin.iceberg("db." + "é".repeat(200), 5)))) {
            assertThat(GraphNode.parse(node.toString())).isEqualTo(node);
        }
        assertThat(RELEASE.release()).contains(new GraphNode.Release("fraud", "production", 3));
        assertThat(GraphNode.commit("a/b/3").release()).isEmpty();
        assertThat(VERSION.digest()).contains(DIGEST);
        for (String bad : List.of("", "version", ":x", "version:", "Version:x", "other:x", "commit:a\nb")) {
            assertThatThrownBy(() -> GraphNode.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no node of the lineage graph");
        }
        assertThatThrownBy(() -> GraphNode.commit("é".repeat(150))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> graph(Map.of(VERSION, "v"), true, new GraphEdge(VERSION, Relation.USED, RUN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not among the nodes");
    }
}
