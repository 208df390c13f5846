package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Decision.Promoted;
import dev.lineage.LineageGraph;
import dev.lineage.ModelRegistry;
import dev.lineage.NotFoundException;
import dev.lineage.RecordChange;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Graph;
import dev.lineage.model.GraphEdge;
import dev.lineage.model.GraphEdge.Relation;
import dev.lineage.model.GraphNode;
import dev.lineage.model.GraphNode.Kind;
import dev.lineage.model.Impact;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Subject;
import dev.lineage.spi.Edge;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the lineage graph answers on every backend. After every test the registry is verified. */
@ExtendWith(Seeded.class)
public abstract class GraphContract {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String PRODUCTION = "production";

    /** Kept for all tests of a class: the jars on the class path are hashed once. */
    @TempDir
    @SuppressWarnings({"NullAway.Init", "initialization"})
    private static Path cache;

    @TempDir
    private Path directory;

    private ModelRegistry registry;
    private RecordStore records;
    private LineageGraph graph;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected GraphContract() {}

    /**
     * Makes the stores of a test, with a prediction store.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract StoreProvider.Stores open(Path directory);

    @BeforeEach
    final void openRegistry() throws IOException {
        StoreProvider.Stores stores = open(Files.createDirectory(directory.resolve("registry")));
        records = stores.records();
        registry = ModelRegistry.builder()
                .records(records)
                .artifacts(stores.artifacts())
                .predictions(stores.predictions().orElseThrow())
                .cache(cache)
                .open();
        graph = registry.graph();
    }

    @AfterEach
    final void everythingIsIntact() {
        assertThat(registry.verify().problems())
                .as("problems found after the test")
                .isEmpty();
        registry.close();
    }

    private SnapshotPin.Content pin(String name, String content) throws IOException {
        Path data = Files.createDirectories(directory.resolve(name + content));
        Files.writeString(data.resolve("rows"), content);
        return registry.pin(name, data).commit();
    }

    private RecordChange version(String model, String weights, SnapshotPin train) throws IOException {
        return registry.record(model)
                .code(CodeState.clean(COMMIT))
                .data("train", train)
                .param("weights", weights)
                .artifact("model", Files.writeString(directory.resolve("model"), weights));
    }

    private static GraphNode node(ModelVersion version) {
        return GraphNode.version(version.digest());
    }

    private static Digest model(ModelVersion version) {
        return version.artifacts().values().iterator().next().digest();
    }

    // ---- one story

    /** A version that was tuned from another one, evaluated, promoted, and asked. */
    private final class Story {
        private final SnapshotPin.Content train = pin("train", "rows");
        private final SnapshotPin.Content held = pin("held", "out");
        private final ModelVersion base = version("base", "w", train).commit();
        private final ModelVersion tuned =
                version("fraud", "v", train).base("start", "base@1").commit();
        private final ModelVersion other = version("churn", "c", held).commit();

        private Story() throws IOException {
            registry.evaluate("fraud@1").on(held).metric("auc", 0.9).commit();
            registry.setGate("fraud", PRODUCTION)
                    .on(held)
                    .atLeast("auc", 0.5)
                    .because("risk")
                    .commit();
            assertThat(registry.promote("fraud@1")
                            .to(PRODUCTION)
                            .because("first")
                            .commit())
                    .isInstanceOf(Promoted.class);
            var log = registry.release("fraud", PRODUCTION).predictions();
            log.prediction("req-1").output(new byte[] {1}).logDurably();
            log.prediction("req-2").output(new byte[] {2}).log();
            // Its last batch is an entry of the log then.
            log.close();
        }
    }

    @Test
    final void aVersionIsExplainedByEverythingThatItCameFrom() throws IOException {
        Story story = new Story();
        Graph made = graph.from("fraud@1").upstream().graph(100);

        assertThat(made.whole()).isTrue();
        assertThat(made.nodes())
                .containsExactlyInAnyOrder(
                        node(story.tuned),
                        GraphNode.recipe(story.tuned.recipeId()),
                        GraphNode.run(story.tuned.digest(), 1),
                        node(story.base),
                        GraphNode.recipe(story.base.recipeId()),
                        GraphNode.run(story.base.digest(), 1),
                        GraphNode.data(story.train),
                        GraphNode.commit(COMMIT));
        String data = story.train.digest().abbreviated();
        String baseRecipe = story.base.recipeId().digest().abbreviated();
        String recipe = story.tuned.recipeId().digest().abbreviated();
        assertThat(made.toText())
                .isEqualTo("fraud@1\n"
                        + "├─ wasGeneratedBy recipe " + recipe + "\n"
                        + "│  ├─ used commit 012345678901\n"
                        + "│  ├─ used data train " + data + "\n"
                        + "│  └─ used base@1\n"
                        + "│     ├─ wasGeneratedBy recipe " + baseRecipe + "\n"
                        + "│     │  ├─ used commit 012345678901\n"
                        + "│     │  └─ used data train " + data + "\n"
                        + "│     └─ wasGeneratedBy run 1 of base@1\n"
                        + "│        └─ used recipe " + baseRecipe + " (see above)\n"
                        + "└─ wasGeneratedBy run 1 of fraud@1\n"
                        + "   └─ used recipe " + recipe + " (see above)\n");
    }

    @Test
    final void whatCameOfItIsATreeToo() throws IOException {
        Story story = new Story();
        assertThat(graph.from("fraud@1")
                        .downstream()
                        .only(Kind.RELEASE)
                        .graph(100)
                        .toText())
                .startsWith("fraud@1\n")
                .contains("─ < wasDerivedFrom fraud production 1\n", "─ < used evaluation ")
                .doesNotContain("predictions");
        assertThat(graph.from(story.train).downstream().graph(100).toText())
                .contains("─ < wasAttributedTo predictions 1 of ");
    }

    @Test
    final void whatCameOfDataIsFoundAndWhatIsLive() throws IOException {
        Story story = new Story();
        assertThat(graph.from(story.train)
                        .downstream()
                        .versions(10, Optional.empty())
                        .items())
                .extracting(version -> version.name().toString())
                .containsExactlyInAnyOrder("base@1", "fraud@1");
        assertThat(graph.from(story.train)
                        .downstream()
                        .only(Kind.RELEASE)
                        .nodes(10, Optional.empty())
                        .items())
                .containsExactly(GraphNode.release("fraud", PRODUCTION, 1));

        Impact impact = graph.impact(Subject.data(story.train));
        assertThat(impact.versions()).isEqualTo(2);
        assertThat(impact.listed()).extracting(Object::toString).containsExactly("base@1", "fraud@1");
        assertThat(impact.live())
                .extracting(stage -> stage.name() + " " + stage.version())
                .containsExactly("production fraud@1");
        assertThat(impact.releases()).isEqualTo(1);
        assertThat(impact.evaluations()).isEqualTo(1);
        assertThat(impact.predictions())
                .extracting(each -> each.version() + " " + each.count())
                .containsExactly("fraud@1 2");
        assertThat(impact.toText())
                .contains("reached 2 versions\n  base@1\n  fraud@1\n", "live now:\n  fraud production: fraud@1 since ");

        Impact none = graph.impact(Subject.version("churn@1"));
        assertThat(none.versions()).isEqualTo(1);
        assertThat(none.live()).isEmpty();
        assertThat(none.toText()).contains("churn@1 reached 1 version\n", "live now: none", "predictions: none");
        assertThatThrownBy(() -> graph.impact(Subject.version("churn@2"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    final void predictionsLeadBackToTheDataThatTheyComeFrom() throws IOException {
        Story story = new Story();
        GraphNode stream = GraphNode.stream(
                registry.predictions().find("fraud", "req-1").get(0).stream().id());
        GraphNode batch = GraphNode.predictions(stream.name(), 1);
        GraphNode release = GraphNode.release("fraud", PRODUCTION, 1);
        GraphNode recipe = GraphNode.recipe(story.tuned.recipeId());
        GraphNode data = GraphNode.data(story.train);

        List<List<GraphNode>> paths = graph.paths(batch, data, 10);
        assertThat(paths.get(0)).containsExactly(batch, stream, release, node(story.tuned), recipe, data);
        assertThat(paths)
                .hasSizeGreaterThan(2)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(Comparator.comparingInt(List::size));
        assertThat(graph.paths(batch, data, 1)).isEqualTo(paths.subList(0, 1));
        assertThat(graph.paths(data, batch, 10)).isEmpty();

        Graph between = graph.between(batch, data);
        Set<GraphNode> onPaths = new HashSet<>();
        paths.forEach(onPaths::addAll);
        assertThat(between.nodes()).containsExactlyInAnyOrderElementsOf(onPaths);
        assertThat(graph.between(node(story.other), data).edges()).isEmpty();
        assertThat(graph.common(node(story.tuned), node(story.base), 10, Optional.empty())
                        .items())
                .contains(data, GraphNode.commit(COMMIT))
                .doesNotContain(node(story.base));
        assertThat(graph.common(node(story.other), node(story.base), 10, Optional.empty())
                        .items())
                .containsExactly(GraphNode.commit(COMMIT));
    }

    @Test
    final void anArtifactIsTracedToItsVersion() throws IOException {
        Story story = new Story();
        assertThat(graph.from(model(story.tuned)).versions(10, Optional.empty()).items())
                .extracting(ModelVersion::digest)
                .contains(story.tuned.digest());
    }

    @Test
    final void everyRunOfAVersionIsANode() throws IOException {
        SnapshotPin train = pin("train", "rows");
        ModelVersion first = version("fraud", "w", train).commit();
        assertThat(version("fraud", "w", train).commit()).isEqualTo(first);
        assertThat(graph.from("fraud@1")
                        .only(Kind.RUN)
                        .depth(1)
                        .nodes(10, Optional.empty())
                        .items())
                .containsExactly(GraphNode.run(first.digest(), 1), GraphNode.run(first.digest(), 2));
    }

    @Test
    final void aWalkIsBoundedAndSaysSo() throws IOException {
        Story story = new Story();
        Graph near = graph.from("fraud@1").depth(1).graph(100);
        assertThat(near.whole()).isFalse();
        assertThat(near.nodes())
                .containsExactlyInAnyOrder(
                        node(story.tuned),
                        GraphNode.recipe(story.tuned.recipeId()),
                        GraphNode.run(story.tuned.digest(), 1));
        // With all edges between them: the run used the recipe.
        assertThat(near.edges()).hasSize(3);
        Graph few = graph.from("fraud@1").graph(4);
        assertThat(few.nodes()).hasSize(4).contains(node(story.tuned));
        assertThat(few.whole()).isFalse();
        assertThat(few.toText()).endsWith("… and more: this is not the whole graph\n");

        Graph ways = graph.from(story.train).downstream().only(Kind.RELEASE).graph(100);
        assertThat(ways.nodes())
                .contains(GraphNode.release("fraud", PRODUCTION, 1), node(story.base))
                .doesNotContain(GraphNode.artifact(model(story.tuned)));
        assertThat(graph.from("fraud@1")
                        .along(Relation.WAS_GENERATED_BY)
                        .graph(10)
                        .nodes())
                .hasSize(3);
    }

    @Test
    final void whatIsNoQuestionIsRefused() throws IOException {
        new Story();
        GraphNode known = GraphNode.commit(COMMIT);
        assertThatThrownBy(() -> graph.from("fraud@9")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> graph.from("fraud")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> graph.from(List.of())).isInstanceOf(IllegalArgumentException.class);
        LineageGraph.Walk walk = graph.from(List.of(known));
        assertThatThrownBy(() -> walk.depth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(walk::only).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(walk::along).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> walk.graph(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> walk.nodes(0, Optional.empty())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> walk.nodes(1, Optional.of("x' or 1=1"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> graph.paths(known, known, 0)).isInstanceOf(IllegalArgumentException.class);
        GraphNode unknown = GraphNode.commit("ffff");
        assertThat(graph.from(List.of(unknown)).downstream().graph(10).nodes()).containsExactly(unknown);
        assertThat(graph.paths(unknown, known, 5)).isEmpty();
        assertThat(graph.paths(known, known, 5)).containsExactly(List.of(known));
    }

    // ---- against a reference

    @Test
    final void agreesWithAReferenceOnRandomHistories(Random random) throws IOException {
        List<SnapshotPin.Content> pins = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pins.add(pin("train", "p" + i));
        }
        List<ModelVersion> versions = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            RecordChange change = version(
                    random.nextBoolean() ? "a" : "b", "w" + random.nextInt(20), pins.get(random.nextInt(pins.size())));
            for (int base = random.nextInt(3); base > 0 && !versions.isEmpty(); base--) {
                change.base(
                        "base" + base,
                        versions.get(random.nextInt(versions.size())).name().toString());
            }
            versions.add(change.commit());
        }
        Reference reference = new Reference(records);
        reference.assertNoCycles();
        List<GraphNode> nodes = List.copyOf(reference.nodes());
        for (int i = 0; i < 25; i++) {
            GraphNode one = nodes.get(random.nextInt(nodes.size()));
            GraphNode other = nodes.get(random.nextInt(nodes.size()));
            int depth = 1 + random.nextInt(6);
            assertThat(new HashSet<>(allPages((size, next) ->
                            graph.from(List.of(one)).downstream().depth(depth).nodes(size, next))))
                    .as("downstream of %s, %s steps", one, depth)
                    .isEqualTo(new HashSet<>(reference.walk(one, false, depth)));
            Graph part = graph.from(List.of(one)).depth(depth).graph(1_000);
            Set<GraphNode> expected = reference.walk(one, true, depth);
            assertThat(part.whole()).isEqualTo(expected.equals(reference.walk(one, true, 1_000)));
            expected.add(one);
            assertThat(part.nodes()).containsExactlyInAnyOrderElementsOf(expected);

            Set<GraphNode> both = reference.walk(one, true, 1_000);
            both.retainAll(reference.walk(other, true, 1_000));
            assertThat(allPages((size, next) -> graph.common(one, other, size, next)))
                    .as("common to %s and %s", one, other)
                    .containsExactlyElementsOf(both.stream().sorted().toList());

            List<List<GraphNode>> paths = reference.paths(one, other);
            assertThat(graph.paths(one, other, 1_000))
                    .as("ways from %s to %s", one, other)
                    .containsExactlyElementsOf(paths.stream().limit(1_000).toList());
            assertThat(graph.between(one, other).edges())
                    .containsExactlyInAnyOrderElementsOf(reference.edgesBetween(one, other));
        }
    }

    private static List<GraphNode> allPages(BiFunction<Integer, Optional<String>, Page<GraphNode>> pages) {
        List<GraphNode> found = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<GraphNode> page = pages.apply(7, next);
            found.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return found;
    }

    /** The same answers, from the entries and in the plainest way. */
    private static final class Reference {
        private final Map<GraphNode, Set<GraphNode>> causes = new HashMap<>();
        private final Map<GraphNode, Set<GraphNode>> effects = new HashMap<>();
        private final Set<GraphEdge> edges = new HashSet<>();

        private Reference(RecordStore records) {
            for (long position = 0; position < records.size(); position++) {
                LogEntry entry = records.entry(position).orElseThrow();
                for (Edge edge : entry.entry().edges()) {
                    GraphNode source = GraphNode.parse(edge.source());
                    GraphNode target = GraphNode.parse(edge.target());
                    edges.add(new GraphEdge(source, Relation.of(edge.type()), target));
                    causes.computeIfAbsent(source, node -> new HashSet<>()).add(target);
                    effects.computeIfAbsent(target, node -> new HashSet<>()).add(source);
                }
            }
        }

        private Set<GraphNode> nodes() {
            Set<GraphNode> nodes = new TreeSet<>();
            nodes.addAll(causes.keySet());
            nodes.addAll(effects.keySet());
            return nodes;
        }

        /** Takes away what has no causes left, until nothing is left. */
        private void assertNoCycles() {
            Set<GraphNode> left = new HashSet<>(nodes());
            boolean fewer = true;
            while (fewer) {
                fewer = left.removeIf(
                        node -> causes.getOrDefault(node, Set.of()).stream().noneMatch(left::contains));
            }
            assertThat(left).as("nodes on cycles").isEmpty();
        }

        private Set<GraphNode> walk(GraphNode from, boolean upstream, int depth) {
            Map<GraphNode, Set<GraphNode>> next = upstream ? causes : effects;
            Set<GraphNode> seen = new LinkedHashSet<>(Set.of(from));
            Set<GraphNode> level = Set.of(from);
            for (int i = 0; i < depth; i++) {
                Set<GraphNode> reached = new HashSet<>();
                level.forEach(node -> reached.addAll(next.getOrDefault(node, Set.of())));
                reached.removeAll(seen);
                seen.addAll(reached);
                level = reached;
            }
            seen.remove(from);
            return seen;
        }

        private List<List<GraphNode>> paths(GraphNode from, GraphNode to) {
            List<List<GraphNode>> found = new ArrayList<>();
            Deque<List<GraphNode>> open = new ArrayDeque<>(List.of(List.of(from)));
            while (!open.isEmpty()) {
                List<GraphNode> path = open.pop();
                GraphNode last = path.get(path.size() - 1);
                if (last.equals(to)) {
                    found.add(path);
                } else {
                    causes.getOrDefault(last, Set.of())
                            .forEach(node -> open.push(Stream.concat(path.stream(), Stream.of(node))
                                    .toList()));
                }
            }
            found.sort(Comparator.<List<GraphNode>>comparingInt(List::size).thenComparing(Object::toString));
            return found;
        }

        private Set<GraphEdge> edgesBetween(GraphNode effect, GraphNode cause) {
            Set<GraphNode> above = walk(effect, true, 1_000);
            above.add(effect);
            Set<GraphNode> below = walk(cause, false, 1_000);
            below.add(cause);
            Set<GraphEdge> between = new HashSet<>(edges);
            between.removeIf(edge -> !above.contains(edge.source()) || !below.contains(edge.target()));
            return between;
        }
    }
}
