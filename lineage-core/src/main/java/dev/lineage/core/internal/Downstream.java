package dev.lineage.core.internal;

import dev.lineage.model.Digest;
import dev.lineage.model.GraphNode;
import dev.lineage.model.GraphNode.Kind;
import dev.lineage.model.Impact;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Stage;
import dev.lineage.model.VersionName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What came of something.
 *
 * @param count how many versions
 * @param versions the first of them, by model and number
 * @param live the stages that point to one of them now
 * @param releases how many revisions of stages pointed to one
 */
record Downstream(long count, List<VersionName> versions, List<Stage> live, long releases) {
    /** What it is now. */
    static Downstream of(GraphNode node, Records records) {
        Collector found = new Collector(records);
        found.visit(node);
        new GraphReader(records.store())
                .forEach(Withdrawals.downstream(node).only(Kind.VERSION, Kind.RELEASE), found::visit);
        return found.done();
    }

    private static final class Collector {
        private final Records records;
        private final List<VersionName> versions = new ArrayList<>();
        private final List<Stage> live = new ArrayList<>();
        private long count;
        private long releases;

        private Collector(Records records) {
            this.records = records;
        }

        private void visit(GraphNode node) {
            if (node.kind() == Kind.VERSION) {
                count++;
                if (versions.size() < Impact.LISTED) {
                    node.digest().flatMap(this::version).ifPresent(versions::add);
                }
            }
            node.release().ifPresent(release -> {
                releases++;
                records.stageNow(release.model(), release.stage())
                        .filter(now -> now.revision() == release.revision())
                        .ifPresent(live::add);
            });
        }

        private java.util.Optional<VersionName> version(Digest digest) {
            return records.version(digest).map(ModelVersion::name);
        }

        private Downstream done() {
            versions.sort(Comparator.comparing(VersionName::model).thenComparingLong(VersionName::number));
            live.sort(Comparator.comparing(Stage::model).thenComparing(Stage::name));
            return new Downstream(count, versions, live, releases);
        }
    }
}
