package dev.lineage.core.internal;

import dev.lineage.Decision;
import dev.lineage.NotFoundException;
import dev.lineage.RollbackChange;
import dev.lineage.Signer;
import dev.lineage.model.Finding;
import dev.lineage.model.Grounds;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Stage;
import dev.lineage.model.VersionName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A stage that is to be moved back. */
final class Rollback extends StageMove implements RollbackChange {
    private final String model;
    private final String stage;
    private final Wholeness wholeness;
    private boolean previous;
    private @Nullable VersionName target;

    Rollback(
            String model,
            String stage,
            Records records,
            Governance governance,
            Surroundings surroundings,
            Wholeness wholeness) {
        super(records, governance, surroundings);
        this.model = Names.model(model);
        this.stage = Names.stage(stage);
        this.wholeness = wholeness;
    }

    @Override
    public RollbackChange toPrevious() {
        requireNoTarget();
        previous = true;
        return this;
    }

    @Override
    public RollbackChange to(String version) {
        requireNoTarget();
        target = VersionName.parse(version);
        return this;
    }

    private void requireNoTarget() {
        requireUnset("to", previous ? "the previous version" : target);
    }

    @Override
    public RollbackChange because(String reason) {
        setReason(reason);
        return this;
    }

    @Override
    public RollbackChange by(String person) {
        setPerson(person);
        return this;
    }

    @Override
    public RollbackChange signedBy(Signer signer) {
        addSigner(signer);
        return this;
    }

    @Override
    public Decision preview() {
        requireComplete();
        return decision(rule());
    }

    @Override
    public Decision commit() {
        requireComplete();
        use();
        return governance.write(model, "a rollback of " + model, control -> act(this::rule, control));
    }

    private void requireComplete() {
        requireUnused();
        if (!previous && target == null) {
            throw Errors.required("version to go back to", ".toPrevious() or .to(\"" + model + "@…\")");
        }
        requireReason();
    }

    private Ruling rule() {
        Stage current = records.stageNow(model, stage)
                .orElseThrow(() -> new NotFoundException("Model '" + model + "' has nothing in stage '" + stage
                        + "', so there is nothing to roll back. Promote a version first"));
        Optional<Stage> found = target == null ? before(records, current) : newestOf(target, current);
        if (found.isEmpty()) {
            return refused(
                    current,
                    records.version(target == null ? current.version() : target),
                    target == null ? "nothing was there before " + current.version() : target + " was never in it",
                    target == null
                            ? "Promote another version"
                            : "Roll back to a version that was, or promote " + target);
        }
        ModelVersion version = records.version(found.get().version());
        if (version.digest().equals(current.digest())) {
            return refused(current, version, "it points to " + version.name() + " already", "There is nothing to do");
        }
        List<Finding> unusable = Judge.unusable(governance, version);
        if (!unusable.isEmpty()) {
            return Ruling.refused(version, stage, Optional.of(current), now(), unusable.get(0));
        }
        Optional<String> damage = wholeness.damage(version);
        String check = version.name() + " is whole";
        Finding whole = damage.map(what -> Finding.failed(
                        check, what, "Restore it from a copy of the store, or roll back to another version"))
                .orElseGet(() -> Finding.passed(check, "its artifacts are there, and theirs are the recorded bytes"));
        return new Ruling(
                version,
                stage,
                Optional.of(current),
                now(),
                OptionalLong.of(found.get().restores().orElse(found.get().revision())),
                new Grounds(
                        0,
                        Optional.empty(),
                        Optional.of(current.version()),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of(
                                Finding.passed(
                                        version.name() + " was in stage '" + stage + "'",
                                        "from " + found.get().at() + ", by "
                                                + found.get().by()),
                                whole)),
                damage.map(what -> PromotionAttempt.Outcome.REFUSED),
                0);
    }

    private Ruling refused(Stage current, ModelVersion version, String found, String remedy) {
        return Ruling.refused(
                version, stage, Optional.of(current), now(), Finding.failed("stage '" + stage + "'", found, remedy));
    }

    /**
     * What was there before. A rollback undoes what came after the revision that it restored, so behind it stands what
     * stood before that one.
     */
    static Optional<Stage> before(Records records, Stage current) {
        long promoted = current.restores().orElse(current.revision());
        return promoted == 1
                ? Optional.empty()
                : Optional.of(records.stageAt(current.model(), current.name(), promoted - 1));
    }

    /** The newest revision at which the stage pointed to a version, before the current one or at it. */
    private Optional<Stage> newestOf(VersionName version, Stage current) {
        for (long revision = current.revision(); revision >= 1; revision--) {
            Stage earlier = records.stageAt(model, stage, revision);
            if (earlier.version().equals(version)) {
                return Optional.of(earlier);
            }
        }
        return Optional.empty();
    }
}
