package dev.lineage.core.internal;

import dev.lineage.Decision;
import dev.lineage.GateCheck;
import dev.lineage.PromoteChange;
import dev.lineage.Signer;
import dev.lineage.model.Finding;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Stage;
import dev.lineage.model.VersionName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A stage that is to be moved to a version. */
final class Promotion extends StageMove implements PromoteChange {
    private final ModelVersion version;
    private final Wholeness wholeness;
    private final Map<String, GateCheck> checks;
    private @Nullable String stage;
    private @Nullable String emergency;
    private @Nullable VersionName replacing;

    Promotion(
            ModelVersion version,
            Records records,
            Governance governance,
            Surroundings surroundings,
            Wholeness wholeness,
            Map<String, GateCheck> checks) {
        super(records, governance, surroundings);
        this.version = version;
        this.wholeness = wholeness;
        this.checks = checks;
    }

    @Override
    public PromoteChange to(String stage) {
        requireUnset("to", this.stage);
        this.stage = Names.stage(stage);
        return this;
    }

    @Override
    public PromoteChange because(String reason) {
        setReason(reason);
        return this;
    }

    @Override
    public PromoteChange by(String person) {
        setPerson(person);
        return this;
    }

    @Override
    public PromoteChange signedBy(Signer signer) {
        addSigner(signer);
        return this;
    }

    @Override
    public PromoteChange overriding(String why) {
        requireUnset("overriding", this.emergency);
        this.emergency = People.requireReason(why);
        return this;
    }

    @Override
    public PromoteChange replacing(String version) {
        requireUnset("replacing", this.replacing);
        this.replacing = VersionName.parse(version);
        return this;
    }

    @Override
    public Decision preview() {
        String to = requireStage();
        return decision(rule(to, records.stageNow(version.model(), to), Optional.empty()));
    }

    @Override
    public Decision commit() {
        String to = requireStage();
        Optional<Stage> first = records.stageNow(version.model(), to);
        use();
        return governance.write(version.model(), "a promotion of " + version.name(), control -> {
            Optional<Stage> now = records.stageNow(version.model(), to);
            boolean moved = !now.map(Stage::revision).equals(first.map(Stage::revision));
            return act(() -> rule(to, now, moved ? now : Optional.empty()), control);
        });
    }

    private String requireStage() {
        requireUnused();
        if (stage == null) {
            throw Errors.required("stage", ".to(\"production\")");
        }
        requireReason();
        return stage;
    }

    /** @param movedTo where somebody else moved the stage since the caller asked */
    private Ruling rule(String to, Optional<Stage> current, Optional<Stage> movedTo) {
        Instant at = now();
        String name = "stage '" + to + "'";
        if (movedTo.isPresent()) {
            return Ruling.refused(
                    version,
                    to,
                    current,
                    at,
                    Finding.failed(
                            name,
                            "it was moved to " + movedTo.get().version() + " by "
                                    + movedTo.get().by() + " while this promotion was decided",
                            "Look at what is there now and promote again if it is still right"));
        }
        if (replacing != null && !current.map(Stage::version).equals(Optional.of(replacing))) {
            return Ruling.refused(
                    version,
                    to,
                    current,
                    at,
                    Finding.failed(
                            name,
                            "it does not point to " + replacing + " but to "
                                    + current.map(s -> s.version().toString()).orElse("nothing"),
                            "Look at what is there now and promote again if it is still right"));
        }
        if (current.isPresent() && current.get().digest().equals(version.digest())) {
            return Ruling.refused(
                    version,
                    to,
                    current,
                    at,
                    Finding.failed(
                            name,
                            "it points to " + version.name() + " already, since "
                                    + current.get().at(),
                            "There is nothing to do"));
        }
        Judge.Judgement judgement = new Judge(
                        records,
                        governance,
                        wholeness,
                        checks,
                        new Judge.Request(version, to, current, person(), keys(), at, Optional.ofNullable(emergency)))
                .judge();
        return new Ruling(
                version,
                to,
                current,
                at,
                OptionalLong.empty(),
                judgement.grounds(),
                judgement.outcome(),
                judgement.missing());
    }
}
