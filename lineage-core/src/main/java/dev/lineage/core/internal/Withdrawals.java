package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Digest;
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
import java.util.function.Consumer;
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
    private static final Set<String> MADE_OF = Set.of(Edges.USED, Edges.GENERATED, Edges.DERIVED);

    private final Records records;

    Withdrawals(Records records) {
        this.records = records;
    }

    static String pointer(String node) {
        return WITHDRAWN + "/" + name(node);
    }

    /** What stands for a node in pointers, which nodes can be too long for. */
    static String name(String node) {
        return Digest.of(node.getBytes(StandardCharsets.UTF_8)).hex();
    }

    Page<Withdrawal> all(int size, Optional<String> next) {
        return records.revisions(ALL, WITHDRAWAL, size, next, GovernanceCodec::withdrawal);
    }

    /** The last decision about a node, if it is in force. */
    Optional<Withdrawal> of(String node) {
        return records.current(pointer(node), WITHDRAWAL, GovernanceCodec::withdrawal)
                .filter(Withdrawal::inForce);
    }

    Optional<Withdrawal> of(SnapshotPin data) {
        return none() ? Optional.empty() : of(Edges.data(data));
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
        String node = Edges.version(version.digest());
        of(node).ifPresent(found::add);
        reach(node, Edge.Direction.UPSTREAM, each -> {
            if (Edges.isSubject(each)) {
                of(each).ifPresent(found::add);
            }
        });
        return List.copyOf(found);
    }

    /** What was decided, in words. */
    static String told(List<Withdrawal> found) {
        return found.stream().map(Withdrawal::toString).collect(Collectors.joining("; "));
    }

    /** Every node that is made of this one, by any number of steps. */
    void downstream(String node, Consumer<String> visitor) {
        reach(node, Edge.Direction.DOWNSTREAM, visitor);
    }

    private void reach(String node, Edge.Direction direction, Consumer<String> visitor) {
        Optional<String> last = Optional.empty();
        List<String> page;
        do {
            page = records.store()
                    .reachable(new Reach(
                            Set.of(node), direction, MADE_OF, Set.of(), Reach.UNBOUNDED, last, Reach.MAX_LIMIT));
            page.forEach(visitor);
            last = page.isEmpty() ? last : Optional.of(page.get(page.size() - 1));
        } while (page.size() == Reach.MAX_LIMIT);
    }
}
