package dev.lineage.core.internal;

import dev.lineage.core.internal.Inventory.Known;
import dev.lineage.core.internal.Inventory.Stay;
import dev.lineage.core.internal.Inventory.Stored;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.GraphNode;
import dev.lineage.model.LegalHold;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Subject;
import dev.lineage.model.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Decides what is kept and what goes, and says why, by what an inventory says at one moment. Single-use. */
final class Keeping {
    /**
     * What is asked for.
     *
     * @param olderThan how old versions that go must be; empty for none
     * @param withdrawn whether what was withdrawn goes
     * @param models the models whose versions may go; empty for all
     * @param previous how many of the last versions of each stage are kept
     * @param grace how long ago something must have been needed
     */
    record Rules(Optional<Duration> olderThan, boolean withdrawn, Set<String> models, int previous, Duration grace) {}

    private final Inventory inventory;
    private final Rules rules;
    private final Instant now;
    private final Instant cutoff;
    private final Map<Digest, Optional<Withdrawal>> withdrawals = new HashMap<>();
    private final Map<Digest, String> keptVersions = new LinkedHashMap<>();
    private final Map<Digest, String> goingVersions = new LinkedHashMap<>();
    private final Map<Digest, String> keptData = new LinkedHashMap<>();
    private final Map<SnapshotPin.Content, String> goingData = new LinkedHashMap<>();

    Keeping(Inventory inventory, Rules rules, Instant now) {
        this.inventory = inventory;
        this.rules = rules;
        this.now = now;
        this.cutoff = now.minus(rules.grace());
        decideVersions();
        decideData();
    }

    /** What needs nothing since is not needed. */
    Instant cutoff() {
        return cutoff;
    }

    /** Why each version that has not gone yet is kept. */
    Map<Digest, String> keptVersions() {
        return keptVersions;
    }

    Map<Digest, String> goingVersions() {
        return goingVersions;
    }

    /** Why stored data is kept, by its digest. */
    Map<Digest, String> keptData() {
        return keptData;
    }

    Map<SnapshotPin.Content, String> goingData() {
        return goingData;
    }

    // ---- versions

    private void decideVersions() {
        Map<Digest, String> staged = staged();
        for (Known version : inventory.versions().values()) {
            if (!inventory.isGone(version)) {
                decide(version, Optional.ofNullable(staged.get(version.digest)));
            }
        }
        Deque<Digest> kept = new ArrayDeque<>(keptVersions.keySet());
        while (!kept.isEmpty()) {
            Known version = known(kept.remove());
            for (Digest base : version.bases) {
                if (goingVersions.remove(base) != null) {
                    keptVersions.put(base, "base of " + version.name);
                    kept.add(base);
                }
            }
        }
    }

    private Known known(Digest version) {
        return Objects.requireNonNull(inventory.versions().get(version));
    }

    private void decide(Known version, Optional<String> staged) {
        Optional<String> protection =
                held(GraphNode.version(version.digest)).or(() -> staged).or(() -> young(version));
        if (protection.isPresent()) {
            keptVersions.put(version.digest, protection.get());
            return;
        }
        if (!rules.models().isEmpty() && !rules.models().contains(version.name.model())) {
            keptVersions.put(version.digest, "of another model");
            return;
        }
        Optional<Withdrawal> withdrawal = rules.withdrawn() ? withdrawal(version) : Optional.empty();
        boolean old = rules.olderThan().isPresent()
                && version.last().isBefore(now.minus(rules.olderThan().get()));
        if (withdrawal.isPresent() && withdrawal.get().at().isBefore(cutoff)) {
            goingVersions.put(version.digest, withdrawal.get().toString());
        } else if (old) {
            goingVersions.put(version.digest, "recorded at " + version.last() + ", in no stage");
        } else {
            keptVersions.put(version.digest, "recorded at " + version.last());
        }
    }

    private Optional<String> young(Known version) {
        return version.last().isBefore(cutoff)
                ? Optional.empty()
                : Optional.of("recorded at " + version.last() + ", within the grace period");
    }

    private Optional<String> held(GraphNode node) {
        return Optional.ofNullable(inventory.holds().get(node))
                .filter(LegalHold::inForce)
                .map(LegalHold::toString);
    }

    /** The versions that are kept for the sake of stages, with the reasons. */
    private Map<Digest, String> staged() {
        Map<Digest, String> reasons = new HashMap<>();
        inventory.stages().forEach((place, stays) -> {
            String stage = "stage '" + place.stage() + "' of " + place.model();
            Stay current = stays.get(stays.size() - 1);
            reasons.put(current.version(), "in " + stage);
            Set<Digest> last = new LinkedHashSet<>();
            for (int i = stays.size() - 1; i >= 0 && last.size() < rules.previous(); i--) {
                last.add(stays.get(i).version());
            }
            last.forEach(
                    version -> reasons.putIfAbsent(version, "one of the last " + rules.previous() + " in " + stage));
            long promoted = current.restores().orElse(current.revision());
            stays.stream()
                    .filter(stay -> stay.revision() == promoted - 1)
                    .forEach(stay -> reasons.putIfAbsent(stay.version(), "the way back in " + stage));
            for (int i = stays.size() - 2; i >= 0 && !stays.get(i + 1).since().isBefore(cutoff); i--) {
                reasons.putIfAbsent(
                        stays.get(i).version(),
                        "left " + stage + " at " + stays.get(i + 1).since() + ", within the grace period");
            }
        });
        return reasons;
    }

    /** The withdrawal because of which a version is not served: its own, or that of something it was made from. */
    private Optional<Withdrawal> withdrawal(Known version) {
        Optional<Withdrawal> known = withdrawals.get(version.digest);
        if (known != null) {
            return known;
        }
        Optional<Withdrawal> found = withdrawn(GraphNode.version(version.digest));
        for (int i = 0; i < version.nodes.size() && found.isEmpty(); i++) {
            found = withdrawn(version.nodes.get(i));
        }
        for (int i = 0; i < version.bases.size() && found.isEmpty(); i++) {
            Known base = inventory.versions().get(version.bases.get(i));
            found = base == null ? Optional.empty() : withdrawal(base);
        }
        withdrawals.put(version.digest, found);
        return found;
    }

    private Optional<Withdrawal> withdrawn(GraphNode node) {
        return Optional.ofNullable(inventory.withdrawals().get(node))
                .filter(withdrawal -> withdrawal.effect() == Withdrawal.Effect.NOT_SERVED);
    }

    // ---- data

    private void decideData() {
        Map<Digest, String> needed = new HashMap<>();
        Set<Digest> used = new HashSet<>();
        for (Known version : inventory.versions().values()) {
            boolean kept = keptVersions.containsKey(version.digest);
            for (Artifact artifact : version.artifacts) {
                used.add(artifact.digest());
                if (kept) {
                    needed.put(artifact.digest(), "artifact of " + version.name);
                }
            }
            boolean held = kept && held(GraphNode.version(version.digest)).isPresent();
            for (SnapshotPin.Content pin : version.data) {
                used.add(pin.digest());
                if (held || kept && !isWithdrawn(pin)) {
                    needed.putIfAbsent(pin.digest(), "data of " + version.name);
                }
            }
        }
        inventory.gates().forEach((place, gate) -> {
            if (gate.evalSet() instanceof SnapshotPin.Content pin && !isWithdrawn(pin)) {
                needed.putIfAbsent(pin.digest(), "eval set of stage '" + place.stage() + "' of " + place.model());
            }
        });
        inventory.holds().values().stream()
                .filter(LegalHold::inForce)
                .forEach(hold -> contentOf(hold.subject()).ifPresent(pin -> needed.put(pin.digest(), hold.toString())));
        keptData.putAll(needed);
        for (Stored stored : inventory.stored().values()) {
            if (!inventory.isGone(stored.pin)) {
                decide(stored, needed, used);
            }
        }
        // Files that were stored with a version have no entry of their own.
        if (rules.withdrawn()) {
            for (Withdrawal withdrawal : inventory.withdrawals().values()) {
                contentOf(withdrawal.subject())
                        .filter(pin -> pin.kind() == SnapshotPin.Kind.FILE && isWithdrawn(pin))
                        .filter(pin -> !inventory.isGone(pin) && !needed.containsKey(pin.digest()))
                        .ifPresent(pin -> goingData.put(pin, withdrawal.toString()));
            }
        }
    }

    private static Optional<SnapshotPin.Content> contentOf(Subject subject) {
        return subject instanceof Subject.Data data && data.pin() instanceof SnapshotPin.Content content
                ? Optional.of(content)
                : Optional.empty();
    }

    private void decide(Stored stored, Map<Digest, String> needed, Set<Digest> used) {
        Digest digest = stored.pin.digest();
        if (needed.containsKey(digest)) {
            return;
        }
        Optional<Withdrawal> withdrawal = withdrawn(GraphNode.data(stored.pin));
        if (isWithdrawn(stored.pin)) {
            goingData.put(stored.pin, withdrawal.orElseThrow().toString());
        } else if (!stored.isOwn() && used.contains(digest)) {
            goingData.put(stored.pin, "of versions that were collected, and no others");
        } else {
            keptData.put(digest, "pinned for itself");
        }
    }

    /** Whether the stored bytes of data are to go because it was withdrawn. */
    private boolean isWithdrawn(SnapshotPin.Content pin) {
        return rules.withdrawn()
                && withdrawn(GraphNode.data(pin))
                        .filter(withdrawal -> withdrawal.at().isBefore(cutoff))
                        .isPresent();
    }
}
