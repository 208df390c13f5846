package dev.lineage.core.internal;

import dev.lineage.core.internal.GraphReader.Route;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Digest;
import dev.lineage.model.GraphEdge.Relation;
import dev.lineage.model.GraphNode;
import dev.lineage.model.GraphNode.Kind;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Withdrawal;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Reach;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was withdrawn, and what counts as withdrawn because of it. A registry in which nothing ever was pays one look at one
 * pointer.
 */
final class Withdrawals {
    static final String WITHDRAWAL = "withdrawal";
    /** Every withdrawal moves this one, so that its absence says that there is none. */
    static final String ALL = "withdrawals";

    private static final String WITHDRAWN = "withdrawn";
    /** Along these an effect is made of its causes; a release is also informed by evaluations, which it is not made of. */
    private static final Set<Relation> MADE_OF =
            Set.of(Relation.USED, Relation.WAS_GENERATED_BY, Relation.WAS_DERIVED_FROM);

    private static final Set<Kind> SUBJECTS = Set.of(Kind.VERSION, Kind.DATA);

    private final Records records;

    Withdrawals(Records records) {
        this.records = records;
    }

    static String pointer(GraphNode node) {
        return WITHDRAWN + "/" + name(node);
    }

    /** What stands for a node in pointers, which nodes can be too long for. */
    static String name(GraphNode node) {
        return Digest.of(node.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    Page<Withdrawal> all(int size, Optional<String> next) {
        return records.revisions(ALL, WITHDRAWAL, size, next, GovernanceCodec::withdrawal);
    }

    /** The last decision about a node, if it is in force. */
    Optional<Withdrawal> of(GraphNode node) {
        return records.current(pointer(node), WITHDRAWAL, GovernanceCodec::withdrawal)
                .filter(Withdrawal::inForce);
    }

    Optional<Withdrawal> of(SnapshotPin data) {
        return none() ? Optional.empty() : of(GraphNode.data(data));
    }

    private boolean none() {
        return records.newest(ALL) == 0;
    }

    /** Those in force because of which a version is not to be used, its own first. */
    List<Withdrawal> of(ModelVersion version) {
        if (none()) {
            return List.of();
        }
        List<Withdrawal> found = new ArrayList<>();
        GraphNode node = GraphNode.version(version.digest());
        of(node).ifPresent(found::add);
        Route made = new Route(Set.of(node), Edge.Direction.UPSTREAM, MADE_OF, SUBJECTS, Reach.UNBOUNDED);
        new GraphReader(records.store()).forEach(made, each -> of(each).ifPresent(found::add));
        return List.copyOf(found);
    }

    /** What was decided, in words. */
    static String told(List<Withdrawal> found) {
        return found.stream().map(Withdrawal::toString).collect(Collectors.joining("; "));
    }

    /** The way to everything that is made of a node, by any number of steps. */
    static Route downstream(GraphNode node) {
        return new Route(Set.of(node), Edge.Direction.DOWNSTREAM, MADE_OF, Set.of(), Reach.UNBOUNDED);
    }
}
