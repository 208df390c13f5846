package dev.lineage.core.internal;

import dev.lineage.Attempt;
import dev.lineage.IncompleteRecordException;
import dev.lineage.RecordChange;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.model.Artifact;
import dev.lineage.model.CodeOrigin;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Recipe;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns a complete draft into entries and appends them. */
final class VersionWriter {
    /** What was stored longer ago than this is renewed before it is recorded: a collection leaves it for a day. */
    private static final Duration LONG = Duration.ofHours(12);

    private final Records records;
    private final Surroundings surroundings;
    private final Commits commits;
    private final ClassPathArchive archive;

    VersionWriter(Records records, Surroundings surroundings, Commits commits, ClassPathArchive archive) {
        this.records = records;
        this.surroundings = surroundings;
        this.commits = commits;
        this.archive = archive;
    }

    /** Everything that is missing from {@code draft}, in the order in which a person would fill it in. */
    static List<Hole> holes(Draft draft, Surroundings.Captured captured) {
        List<Hole> holes = new ArrayList<>(captured.holes());
        if (draft.data().isEmpty()) {
            holes.add(new Hole(
                    "data",
                    "no data is pinned",
                    "Pin what was trained on: run.data(\"train\", path), or .data(\"train\", path) on the builder",
                    true));
        }
        if (draft.results().isEmpty()) {
            holes.add(new Hole(
                    "artifact",
                    "the training handed over no result",
                    "Hand it over: run.artifact(\"model\", path), or .artifact(\"model\", path) on the builder",
                    true));
        }
        holes.addAll(draft.holes());
        return holes;
    }

    static void requireComplete(String model, List<Hole> holes) {
        List<Hole> fatal = holes.stream().filter(Hole::fatal).toList();
        if (!fatal.isEmpty()) {
            throw new IncompleteRecordException(model, fatal);
        }
    }

    static Optional<Recipe> recipe(Draft draft, Surroundings.Captured captured) {
        Map<String, SnapshotPin> pins = new TreeMap<>();
        draft.data().forEach((name, data) -> pins.put(name, data.pin()));
        if (captured.code().isEmpty() || pins.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Recipe(
                draft.trainer(),
                captured.code().get(),
                pins,
                draft.parameters(),
                draft.seeds(),
                draft.bases(),
                captured.dependencies()));
    }

    static RecordChange.Preview preview(Draft draft, Surroundings.Captured captured) {
        Optional<Recipe> recipe = recipe(draft, captured);
        return new RecordChange.Preview(recipe, recipe.map(Codec::recipeId), holes(draft, captured));
    }

    ModelVersion write(Draft draft, Surroundings.Captured captured) {
        List<Hole> holes = holes(draft, captured);
        requireComplete(draft.model, holes);
        Optional<List<Codec.Snapshot>> archived = archive.keep(draft, captured.classPath(), holes::add);
        Recipe recipe = recipe(draft, captured).orElseThrow();
        Map<String, Artifact> artifacts = new TreeMap<>();
        List<Codec.Snapshot> snapshots = new ArrayList<>();
        draft.results().forEach((name, result) -> {
            artifacts.put(name, result.artifact());
            result.snapshot().ifPresent(snapshots::add);
        });
        Map<String, String> sources = new TreeMap<>();
        draft.data().forEach((name, data) -> {
            data.path().ifPresent(path -> sources.put(name, path.toString()));
            data.snapshot().ifPresent(snapshots::add);
        });
        archived.ifPresent(snapshots::addAll);
        Optional<Digest> patch = surroundings.store(captured);
        if (Duration.between(draft.started, surroundings.now()).compareTo(LONG) > 0) {
            surroundings.renew(artifacts, snapshots, recipe.data().values());
        }
        Observation observation = new Observation(
                surroundings.user(),
                surroundings.host(),
                draft.started,
                surroundings.now(),
                captured.platform(),
                new CodeOrigin(
                        captured.origin().source(),
                        captured.origin().remote(),
                        captured.origin().branch(),
                        patch),
                captured.lockDigest(),
                archived.isPresent(),
                sources,
                draft.metrics(),
                draft.tags(),
                draft.trackers(),
                holes);
        return commits.record(new Commits.Job(draft.model, recipe, artifacts, observation, snapshots));
    }

    /** Logs that a training failed. */
    void writeAttempt(String model, Instant started, Throwable thrown) {
        String error = thrown.getClass().getName() + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage());
        for (int tries = 1; tries <= Commits.MAX_TRIES; tries++) {
            long number = records.newest(Records.attempts(model)) + 1;
            Attempt attempt = new Attempt(
                    model,
                    number,
                    surroundings.user(),
                    surroundings.host(),
                    started,
                    surroundings.now(),
                    Texts.printable(error, 500),
                    0);
            AppendResult result = records.append(List.of(Entry.of(
                    Records.ATTEMPT,
                    Records.FORMAT,
                    Codec.attempt(attempt),
                    List.of(new Move(
                            Records.attempts(model), number, surroundings.now().toString(), Move.View.HIDDEN)),
                    List.of(Attribute.text(Attributes.MODEL, model)))));
            if (result instanceof AppendResult.Appended) {
                return;
            }
            Commits.pause(tries);
        }
        throw Errors.tooManyConflicts("the failed attempt at '" + model + "'", Commits.MAX_TRIES);
    }
}
