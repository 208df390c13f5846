package dev.lineage.core.internal;

import dev.lineage.VersionDiff;
import dev.lineage.VersionDiff.Change;
import dev.lineage.core.internal.capture.DependencyLocks;
import dev.lineage.model.DataDiff;
import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares versions. */
final class Diffs {
    private static final int LISTED = 100;
    private static final int MAX_LOCK_BYTES = 64 * 1024 * 1024;

    private final Snapshots snapshots;
    private final ArtifactStore artifacts;

    Diffs(Snapshots snapshots, ArtifactStore artifacts) {
        this.snapshots = snapshots;
        this.artifacts = artifacts;
    }

    VersionDiff diff(ModelVersion from, ModelVersion to) {
        Map<String, DataDiff> data = new TreeMap<>();
        union(from.recipe().data(), to.recipe().data())
                .forEach(name -> data.put(
                        name,
                        data(from.recipe().data().get(name), to.recipe().data().get(name))));
        return new VersionDiff(
                from,
                to,
                data,
                from.recipe().code().equals(to.recipe().code())
                        ? Optional.empty()
                        : Optional.of(change(from.recipe().code(), to.recipe().code())),
                from.recipe().dependencies().equals(to.recipe().dependencies())
                        ? List.of()
                        : dependencies(lock(from), lock(to)),
                changes(from.recipe().parameters(), to.recipe().parameters()),
                changes(from.recipe().seeds(), to.recipe().seeds()),
                changes(from.recipe().bases(), to.recipe().bases()),
                changes(from.observation().metrics(), to.observation().metrics()),
                changes(from.artifacts(), to.artifacts()));
    }

    private DataDiff data(@Nullable SnapshotPin from, @Nullable SnapshotPin to) {
        if (from == null || to == null) {
            return new DataDiff.Unknown(
                    "only the " + (from == null ? "later" : "earlier") + " version uses data of this name");
        }
        return snapshots.diff(from, to, LISTED);
    }

    DependencyLock lock(ModelVersion version) {
        return lock(
                artifacts,
                version.observation().dependencyLock(),
                version.name().toString());
    }

    /** Reads a lock; {@code what} it is of is for messages. */
    static DependencyLock lock(ArtifactStore artifacts, Digest digest, String what) {
        long size = artifacts
                .size(digest)
                .orElseThrow(() -> Errors.missingBlob("the dependency lock of " + what + ",", digest));
        if (size > MAX_LOCK_BYTES) {
            throw Errors.missingBlob("a dependency lock below " + MAX_LOCK_BYTES + " bytes for " + what, digest);
        }
        artifacts.verify(digest);
        try (InputStream in = Channels.newInputStream(artifacts.open(digest))) {
            return DependencyLocks.read(in.readAllBytes());
        } catch (IOException e) {
            throw Errors.unreadable("dependency lock " + digest + " of " + what, e);
        }
    }

    /** Elements with the same coordinates but for the version, or the same file name, are the same dependency. */
    private static List<Change<Dependency>> dependencies(DependencyLock from, DependencyLock to) {
        Map<String, Dependency> before = byIdentity(from);
        Map<String, Dependency> after = byIdentity(to);
        List<Change<Dependency>> changes = new ArrayList<>();
        union(before, after).forEach(key -> {
            Dependency a = before.get(key);
            Dependency b = after.get(key);
            if (!Objects.equals(withoutSource(a), withoutSource(b))) {
                changes.add(change(a, b));
            }
        });
        return changes;
    }

    /** The same jar is the same, wherever the build tool had it from. */
    private static @Nullable Dependency withoutSource(@Nullable Dependency d) {
        return d == null ? null : new Dependency(d.kind(), d.coordinates(), d.file(), d.digest(), d.bytes());
    }

    private static Map<String, Dependency> byIdentity(DependencyLock lock) {
        Map<String, Dependency> map = new LinkedHashMap<>();
        for (Dependency dependency : lock.dependencies()) {
            String identity =
                    dependency.coordinates().map(Diffs::withoutVersion).orElse(dependency.file());
            String key = identity;
            for (int i = 2; map.putIfAbsent(key, dependency) != null; i++) {
                key = identity + " (" + i + ")";
            }
        }
        return map;
    }

    static String withoutVersion(String coordinates) {
        String[] parts = coordinates.split(":", -1);
        return parts.length < 3 ? coordinates : parts[0] + ":" + parts[1] + (parts.length > 3 ? ":" + parts[3] : "");
    }

    private static <T> Map<String, Change<T>> changes(Map<String, T> from, Map<String, T> to) {
        Map<String, Change<T>> changes = new TreeMap<>();
        union(from, to).forEach(name -> {
            T before = from.get(name);
            T after = to.get(name);
            if (!Objects.equals(before, after)) {
                changes.put(name, change(before, after));
            }
        });
        return changes;
    }

    private static <T> Change<T> change(@Nullable T before, @Nullable T after) {
        return new Change<>(Optional.ofNullable(before), Optional.ofNullable(after));
    }

    private static Set<String> union(Map<String, ?> a, Map<String, ?> b) {
        Set<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        return names;
    }
}
