package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.Codec;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Recipe;
import dev.lineage.model.RecipeId;
import dev.lineage.model.VersionName;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends versions. Threads that record at the same time share one append: the first to get the lock writes for all that
 * wait, so that versions of one model are numbered without conflicts and a flush is paid once.
 */
final class Commits {
    static final int MAX_TRIES = 1_000;
    private static final int MAX_SNAPSHOTS_AT_ONCE = 32;
    private static final long MAX_PAUSE_NANOS = 2_000_000;

    /** A version to be recorded. Guarded by the lock once it is queued. */
    static final class Job {
        private final String model;
        private final Recipe recipe;
        private final RecipeId recipeId;
        private final Map<String, Artifact> artifacts;
        private final Digest digest;
        private final Observation observation;
        private final List<Codec.Snapshot> snapshots;
        private @Nullable ModelVersion version;
        private @Nullable Throwable failure;

        Job(
                String model,
                Recipe recipe,
                Map<String, Artifact> artifacts,
                Observation observation,
                List<Codec.Snapshot> snapshots) {
            this.model = model;
            this.recipe = recipe;
            this.recipeId = Codec.recipeId(recipe);
            this.artifacts = artifacts;
            this.digest = Codec.versionDigest(model, recipeId, artifacts);
            this.observation = observation;
            this.snapshots = snapshots;
        }

        private boolean isDone() {
            return version != null || failure != null;
        }
    }

    private final Records records;
    private final Marks marks;
    private final Supplier<Instant> now;
    private final ConcurrentLinkedQueue<Job> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    Commits(Records records, Marks marks, Supplier<Instant> now) {
        this.records = records;
        this.marks = marks;
        this.now = now;
    }

    ModelVersion record(Job job) {
        for (int i = 0; i + MAX_SNAPSHOTS_AT_ONCE < job.snapshots.size(); i += MAX_SNAPSHOTS_AT_ONCE) {
            snapshots(job.snapshots.subList(i, i + MAX_SNAPSHOTS_AT_ONCE));
        }
        waiting.add(job);
        lock.lock();
        try {
            while (!job.isDone()) {
                append(nextJobs());
            }
        } finally {
            lock.unlock();
        }
        if (job.failure instanceof RuntimeException e) {
            throw e;
        }
        if (job.failure instanceof Error e) {
            throw e;
        }
        return java.util.Objects.requireNonNull(job.version);
    }

    /** As many waiting jobs as surely fit into one append. */
    private List<Job> nextJobs() {
        List<Job> jobs = new ArrayList<>();
        int entries = 0;
        for (Job job = waiting.peek(); job != null; job = waiting.peek()) {
            entries += 1 + Math.min(job.snapshots.size(), MAX_SNAPSHOTS_AT_ONCE);
            if (!jobs.isEmpty() && entries > RecordStore.MAX_ENTRIES) {
                break;
            }
            jobs.add(waiting.remove());
        }
        return jobs;
    }

    /** Every job is done afterwards. */
    private void append(List<Job> jobs) {
        try {
            for (int tries = 1; tries <= MAX_TRIES; tries++) {
                Plan plan = new Plan();
                jobs.forEach(plan::add);
                if (plan.entries.isEmpty()) {
                    return;
                }
                if (records.append(plan.entries) instanceof AppendResult.Appended appended) {
                    marks.restore(plan.restored, now);
                    plan.done(appended.position());
                    return;
                }
                pause(tries);
            }
            throw Errors.tooManyConflicts("versions", MAX_TRIES);
        } catch (RuntimeException | Error e) {
            // Nobody may be left waiting for a job that no thread has any more.
            for (Job job : jobs) {
                if (!job.isDone()) {
                    job.failure = e;
                }
            }
        }
    }

    /** Logs trees that the log does not know yet. */
    void snapshots(List<Codec.Snapshot> snapshots) {
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            Plan plan = new Plan();
            List<Entry> entries = plan.snapshotEntries(snapshots);
            if (entries.isEmpty() || records.append(entries) instanceof AppendResult.Appended) {
                marks.restore(plan.restored, now);
                return;
            }
            pause(tries);
        }
        throw Errors.tooManyConflicts("a snapshot", MAX_TRIES);
    }

    /** Somebody else's success is what made us fail, so a short pause is enough. */
    static void pause(int tries) {
        if (tries > 1) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(Math.min(MAX_PAUSE_NANOS, 50_000L * tries)));
        }
    }

    /** The entries of one append, with what its earlier entries make true for its later ones. */
    private final class Plan {
        private final List<Entry> entries = new ArrayList<>();
        private final Map<Job, Integer> recorded = new HashMap<>();
        private final Map<Job, ModelVersion> versions = new HashMap<>();
        private final Map<String, Long> claimed = new HashMap<>();
        private final Map<Digest, ModelVersion> added = new HashMap<>();
        private final Map<Digest, Boolean> storedTrees = new HashMap<>();
        /** What the log knew already, and what was perhaps collected. */
        private final Marks.Restored restored = new Marks.Restored();

        /** A job that cannot be written at all fails alone. */
        void add(Job job) {
            if (job.isDone()) {
                return;
            }
            int before = entries.size();
            Map<String, Long> claimedBefore = new HashMap<>(claimed);
            Map<Digest, Boolean> storedBefore = new HashMap<>(storedTrees);
            try {
                entries.addAll(snapshotEntries(job.snapshots));
                Optional<ModelVersion> existing =
                        Optional.ofNullable(added.get(job.digest)).or(() -> records.version(job.digest));
                if (existing.isPresent()) {
                    entries.add(observation(existing.get(), job.observation));
                    restored.version(job.digest, existing.get().name());
                    versions.put(job, existing.get());
                } else {
                    ModelVersion version = version(job);
                    entries.add(entry(version));
                    added.put(job.digest, version);
                    versions.put(job, version);
                    recorded.put(job, entries.size() - 1);
                }
            } catch (IllegalArgumentException e) {
                entries.subList(before, entries.size()).clear();
                claimed.clear();
                claimed.putAll(claimedBefore);
                storedTrees.clear();
                storedTrees.putAll(storedBefore);
                job.failure = e;
            }
        }

        private ModelVersion version(Job job) {
            long number = claim(Records.versions(job.model));
            return new ModelVersion(
                    new VersionName(job.model, number),
                    job.digest,
                    job.recipeId,
                    job.recipe,
                    job.artifacts,
                    job.observation,
                    earlier(job),
                    0);
        }

        private List<VersionName> earlier(Job job) {
            List<ModelVersion> earlier = new ArrayList<>(records.versionsOf(job.recipeId));
            added.values().stream()
                    .filter(version -> version.recipeId().equals(job.recipeId))
                    .forEach(earlier::add);
            return earlier.stream()
                    .map(ModelVersion::name)
                    .filter(name -> name.model().equals(job.model))
                    .sorted(java.util.Comparator.comparingLong(VersionName::number))
                    .toList();
        }

        private long claim(String pointer) {
            Long last = claimed.get(pointer);
            long revision = (last == null ? records.newest(pointer) : last) + 1;
            claimed.put(pointer, revision);
            return revision;
        }

        private Move hidden(String pointer, String value) {
            return new Move(pointer, claim(pointer), value, Move.View.HIDDEN);
        }

        private Entry entry(ModelVersion version) {
            String name = version.name().toString();
            return Entry.of(
                    Records.VERSION,
                    Records.FORMAT,
                    Codec.version(version),
                    List.of(
                            new Move(
                                    Records.versions(version.model()),
                                    version.number(),
                                    version.digest().toString(),
                                    Move.View.DOCUMENT),
                            hidden(Records.byDigest(version.digest()), name),
                            hidden(Records.byRecipe(version.recipeId()), name),
                            hidden(Records.observations(version.digest()), name)),
                    Attributes.of(version),
                    Edges.of(version));
        }

        private Entry observation(ModelVersion version, Observation observation) {
            String name = version.name().toString();
            Move run = hidden(Records.observations(version.digest()), name);
            return Entry.of(
                    Records.OBSERVATION,
                    Records.FORMAT,
                    Codec.observation(version.name(), version.digest(), observation),
                    List.of(run),
                    Attributes.of(version.name(), observation),
                    Edges.ofRun(version, run.revision()));
        }

        /** Entries for trees that the log does not know yet, or knows without their stored files. */
        List<Entry> snapshotEntries(List<Codec.Snapshot> snapshots) {
            List<Entry> news = new ArrayList<>();
            for (Codec.Snapshot snapshot : snapshots) {
                Digest tree = snapshot.pin().digest();
                Boolean stored = storedTrees.get(tree);
                if (stored == null) {
                    stored = records.snapshot(tree).map(Codec.Snapshot::stored).orElse(null);
                }
                if (stored != null && snapshot.stored()) {
                    restored.data(tree);
                }
                if (stored != null && (stored || !snapshot.stored()) && !isNewsOfItsOwn(snapshot)) {
                    continue;
                }
                storedTrees.put(tree, snapshot.stored());
                String pin = snapshot.pin().id();
                news.add(Entry.of(
                        Records.SNAPSHOT,
                        Records.FORMAT,
                        Codec.snapshot(snapshot),
                        List.of(hidden(Records.tree(tree), pin), hidden(Records.data(snapshot.name()), pin)),
                        List.of(Attribute.text("name", snapshot.name()), Attribute.text(Attributes.PIN, pin))));
            }
            return news;
        }

        /** Whether data that is stored is now pinned for itself, which keeps it whatever becomes of versions. */
        private boolean isNewsOfItsOwn(Codec.Snapshot snapshot) {
            return snapshot.isOwn()
                    && snapshot.stored()
                    && records.lastSnapshot(snapshot.name())
                            .filter(last -> last.stored() && last.pin().equals(snapshot.pin()))
                            .isEmpty();
        }

        void done(long position) {
            versions.forEach((job, version) -> {
                Integer index = recorded.get(job);
                job.version = index != null ? at(version, position + index) : addedHere(version, position);
            });
        }

        /** An existing version keeps its position; one that another job of this append recorded has just got it. */
        private ModelVersion addedHere(ModelVersion version, long position) {
            for (Map.Entry<Job, Integer> other : recorded.entrySet()) {
                if (other.getKey().digest.equals(version.digest())) {
                    return at(version, position + other.getValue());
                }
            }
            return version;
        }
    }

    private static ModelVersion at(ModelVersion v, long position) {
        return new ModelVersion(
                v.name(),
                v.digest(),
                v.recipeId(),
                v.recipe(),
                v.artifacts(),
                v.observation(),
                v.nonDeterministicWith(),
                position);
    }
}
