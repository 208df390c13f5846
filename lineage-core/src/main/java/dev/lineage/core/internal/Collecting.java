package dev.lineage.core.internal;

import dev.lineage.CollectChange;
import dev.lineage.core.internal.Inventory.Known;
import dev.lineage.core.internal.Inventory.Stored;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Artifact;
import dev.lineage.model.Collected;
import dev.lineage.model.Digest;
import dev.lineage.model.Names;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A collection that is to be made: what goes is decided, logged, and then deleted.
 *
 * <p>Why this is safe beside everything else. What a stage, a hold or a gate says is claimed together with the entry that
 * says what goes, so it is decided again when one of them moved. Who records stores or renews every blob before the entry
 * that names it, within less time than the grace period, and blobs that were needed within the grace period are not
 * deleted. And a version or data that somebody stored again while it was logged as gone is found by its recorder, who takes
 * that back.
 */
final class Collecting extends SingleUse implements CollectChange {
    /** So many go with one entry. */
    private static final int AT_ONCE = 100;

    private final Records records;
    private final Governance governance;
    private final Surroundings surroundings;
    private final ArtifactStore artifacts;
    private final References references;
    private final Snapshots snapshots;
    private final Set<String> models = new TreeSet<>();
    private @Nullable Duration olderThan;
    private @Nullable Boolean withdrawn;
    private @Nullable Integer previous;
    private @Nullable Duration grace;
    private @Nullable String reason;
    private @Nullable String person;

    Collecting(
            Records records,
            Governance governance,
            Surroundings surroundings,
            ArtifactStore artifacts,
            Snapshots snapshots) {
        this.records = records;
        this.governance = governance;
        this.surroundings = surroundings;
        this.artifacts = artifacts;
        this.references = new References(snapshots);
        this.snapshots = snapshots;
    }

    @Override
    public CollectChange olderThan(Duration age) {
        requireUnset("olderThan", olderThan);
        if (age.isNegative()) {
            throw new IllegalArgumentException("Versions cannot be younger than now: " + age + "; give 0 or more");
        }
        olderThan = age;
        return this;
    }

    @Override
    public CollectChange withdrawn() {
        requireUnset("withdrawn", withdrawn);
        withdrawn = true;
        return this;
    }

    @Override
    public CollectChange model(String model) {
        requireUnused();
        models.add(Names.model(model));
        return this;
    }

    @Override
    public CollectChange keepPrevious(int versions) {
        requireUnset("keepPrevious", previous);
        if (versions < MIN_PREVIOUS) {
            throw new IllegalArgumentException("To keep " + versions
                    + " versions of each stage leaves no way back; keep " + MIN_PREVIOUS + " or more");
        }
        previous = versions;
        return this;
    }

    @Override
    public CollectChange grace(Duration grace) {
        requireUnset("grace", this.grace);
        if (grace.compareTo(MIN_GRACE) < 0) {
            throw new IllegalArgumentException("A grace period of " + grace + " is shorter than " + MIN_GRACE
                    + ", and what is being recorded now must be left alone; give " + MIN_GRACE + " or more");
        }
        this.grace = grace;
        return this;
    }

    @Override
    public CollectChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = People.requireReason(reason);
        return this;
    }

    @Override
    public CollectChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    private Keeping.Rules rules() {
        return new Keeping.Rules(
                Optional.ofNullable(olderThan),
                withdrawn != null,
                models,
                previous == null ? MIN_PREVIOUS : previous,
                grace == null ? DEFAULT_GRACE : grace);
    }

    @Override
    public Plan preview() {
        requireUnused();
        requireReason();
        Inventory inventory = new Inventory(records, references);
        inventory.advance();
        Keeping keeping = new Keeping(inventory, rules(), surroundings.now());
        long[] swept = sweep(inventory, keeping, false);
        return plan(inventory, keeping, items(inventory, keeping), swept);
    }

    private String requireReason() {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        return reason;
    }

    @Override
    public Plan commit() {
        requireUnused();
        requireReason();
        use();
        Inventory inventory = new Inventory(records, references);
        inventory.advance();
        Instant now = surroundings.now();
        Marking marking = new Marking(inventory, now);
        marking.versions();
        marking.data();
        marking.takeBack();
        Keeping keeping = marking.keeping();
        long[] swept = sweep(inventory, keeping, true);
        return plan(inventory, keeping, marking.gone, swept);
    }

    // ---- what goes is logged

    /** Logs what goes. Single-use. */
    private final class Marking {
        private final Inventory inventory;
        private final Instant now;
        private final List<Item> gone = new ArrayList<>();
        private Keeping keeping;

        Marking(Inventory inventory, Instant now) {
            this.inventory = inventory;
            this.now = now;
            this.keeping = new Keeping(inventory, rules(), now);
        }

        /** What is decided by what is logged now. */
        Keeping keeping() {
            if (inventory.advance()) {
                keeping = new Keeping(inventory, rules(), now);
            }
            return keeping;
        }

        void versions() {
            Map<String, List<Known>> byModel = new LinkedHashMap<>();
            for (Digest digest : keeping().goingVersions().keySet()) {
                Known version = Objects.requireNonNull(inventory.versions().get(digest));
                byModel.computeIfAbsent(version.name.model(), model -> new ArrayList<>())
                        .add(version);
            }
            byModel.forEach((model, versions) -> {
                for (int i = 0; i < versions.size(); i += AT_ONCE) {
                    mark(model, versions.subList(i, Math.min(versions.size(), i + AT_ONCE)));
                }
            });
        }

        private void mark(String model, List<Known> candidates) {
            gone.addAll(governance.write(() -> Set.of(model), "a collection", controls -> {
                Map<Digest, String> going = keeping().goingVersions();
                List<Item> items = new ArrayList<>();
                List<VersionName> names = new ArrayList<>();
                List<Move> moves = new ArrayList<>(controls);
                for (Known version : candidates) {
                    String why = going.get(version.digest);
                    if (why != null && !inventory.isGone(version)) {
                        names.add(version.name);
                        items.add(new Item(version.subject(), true, why));
                        moves.add(governance.next(Marks.version(version.digest), Marks.GONE));
                    }
                }
                return act(names, List.of(), items, moves);
            }));
        }

        void data() {
            List<SnapshotPin.Content> all = List.copyOf(keeping().goingData().keySet());
            for (int i = 0; i < all.size(); i += AT_ONCE) {
                List<SnapshotPin.Content> candidates = all.subList(i, Math.min(all.size(), i + AT_ONCE));
                gone.addAll(governance.write(Set::of, "a collection", controls -> {
                    Map<SnapshotPin.Content, String> going = keeping().goingData();
                    List<Item> items = new ArrayList<>();
                    List<SnapshotPin.Content> pins = new ArrayList<>();
                    List<Move> moves = new ArrayList<>();
                    for (SnapshotPin.Content pin : candidates) {
                        String why = going.get(pin);
                        if (why != null && !inventory.isGone(pin) && isThere(pin)) {
                            pins.add(pin);
                            items.add(new Item(Subject.data(pin), true, why));
                            moves.add(governance.next(Marks.data(pin.digest()), Marks.GONE));
                        }
                    }
                    return act(List.of(), pins, items, moves);
                }));
            }
        }

        /** Takes back what was recorded again between the decision and its entry. */
        void takeBack() {
            Keeping after = keeping();
            Marks.Restored restored = new Marks.Restored();
            gone.removeIf(item -> {
                if (item.subject() instanceof Subject.Version version) {
                    Digest digest = records.version(version.name()).digest();
                    boolean back = inventory.isNeededAgain(digest, after.cutoff());
                    if (back) {
                        restored.version(digest, version.name());
                    }
                    return back;
                }
                Digest digest = ((SnapshotPin.Content) ((Subject.Data) item.subject()).pin()).digest();
                boolean back = after.keptData().containsKey(digest);
                if (back) {
                    restored.data(digest);
                }
                return back;
            });
            governance.marks().restore(restored, () -> now);
        }

        private Governance.Act<List<Item>> act(
                List<VersionName> versions, List<SnapshotPin.Content> data, List<Item> items, List<Move> moves) {
            if (items.isEmpty()) {
                return Governance.Act.nothing(items);
            }
            moves.add(governance.next(Holds.CONTROL, ""));
            moves.add(governance.next(Marks.ALL, ""));
            Collected collected = new Collected(
                    versions, data, person == null ? surroundings.user() : person, now, requireReason(), -1);
            Entry entry = Entry.of(
                    Marks.COLLECTION,
                    Records.FORMAT,
                    GovernanceCodec.collected(collected),
                    moves,
                    Attributes.of(collected));
            return new Governance.Act<>(entry, position -> items);
        }
    }

    /** A file is only known to be stored by being there. */
    private boolean isThere(SnapshotPin.Content pin) {
        return pin.kind() == SnapshotPin.Kind.TREE
                || artifacts.size(pin.digest()).isPresent();
    }

    // ---- the plan

    private List<Item> items(Inventory inventory, Keeping keeping) {
        List<Item> items = new ArrayList<>();
        keeping.goingVersions()
                .forEach((digest, why) -> items.add(new Item(
                        Objects.requireNonNull(inventory.versions().get(digest)).subject(), true, why)));
        keeping.goingData().forEach((pin, why) -> {
            if (isThere(pin)) {
                items.add(new Item(Subject.data(pin), true, why));
            }
        });
        return items;
    }

    private static Plan plan(Inventory inventory, Keeping keeping, List<Item> goes, long[] swept) {
        List<Item> kept = new ArrayList<>();
        long count = 0;
        for (Map.Entry<Digest, String> version : keeping.keptVersions().entrySet()) {
            Known known = Objects.requireNonNull(inventory.versions().get(version.getKey()));
            if (count++ < Plan.LISTED) {
                kept.add(new Item(known.subject(), false, version.getValue()));
            }
        }
        for (Stored stored : inventory.stored().values()) {
            String why = keeping.keptData().get(stored.pin.digest());
            if (why != null && count++ < Plan.LISTED) {
                kept.add(new Item(Subject.data(stored.pin), false, why));
            }
        }
        return new Plan(goes, kept, count, swept[0], swept[1]);
    }

    // ---- what goes is deleted

    /** Deletes what nothing needs, or only counts it; returns the number of blobs and of bytes. */
    private long[] sweep(Inventory inventory, Keeping keeping, boolean deletes) {
        Prefixes needed = needed(inventory, keeping);
        long[] swept = new long[2];
        artifacts.forEach(blob -> {
            boolean goes = blob.needed().isBefore(keeping.cutoff()) && !needed.contains(blob.digest());
            if (goes && (!deletes || artifacts.delete(blob.digest(), keeping.cutoff()))) {
                swept[0]++;
                swept[1] += blob.bytes();
            }
        });
        return swept;
    }

    private Prefixes needed(Inventory inventory, Keeping keeping) {
        Prefixes needed = new Prefixes();
        needed.addAll(inventory.always());
        for (Digest digest : keeping.keptVersions().keySet()) {
            Known version = Objects.requireNonNull(inventory.versions().get(digest));
            for (Artifact artifact : version.artifacts) {
                if (artifact.kind() == SnapshotPin.Kind.FILE) {
                    needed.add(artifact.digest());
                }
            }
        }
        keeping.keptData().forEach((digest, why) -> {
            Stored stored = inventory.stored().get(digest);
            if (stored == null || stored.pin.kind() == SnapshotPin.Kind.FILE) {
                needed.add(digest);
            } else {
                snapshots.engine().forEachFile(stored.manifest, (path, size, blob) -> needed.add(blob));
            }
        });
        return needed;
    }
}
