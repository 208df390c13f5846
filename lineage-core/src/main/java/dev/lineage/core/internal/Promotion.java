package dev.lineage.core.internal;

import dev.lineage.Decision;
import dev.lineage.PromoteChange;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Stage;
import dev.lineage.model.VersionName;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stage that is to be moved. */
final class Promotion extends SingleUse implements PromoteChange {
    private static final int MAX_REASON = 4_000;
    private static final int MAX_PERSON = 200;

    private final ModelVersion version;
    private final Records records;
    private final Surroundings surroundings;
    private @Nullable String stage;
    private @Nullable String reason;
    private @Nullable String person;
    private @Nullable VersionName replacing;

    Promotion(ModelVersion version, Records records, Surroundings surroundings) {
        this.version = version;
        this.records = records;
        this.surroundings = surroundings;
    }

    @Override
    public PromoteChange to(String stage) {
        requireUnset("to", this.stage);
        this.stage = Names.stage(stage);
        return this;
    }

    @Override
    public PromoteChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = requireText("reason", reason, MAX_REASON);
        return this;
    }

    @Override
    public PromoteChange by(String person) {
        requireUnset("by", this.person);
        this.person = requireText("person", person, MAX_PERSON);
        return this;
    }

    @Override
    public PromoteChange replacing(String version) {
        requireUnset("replacing", this.replacing);
        this.replacing = VersionName.parse(version);
        return this;
    }

    private static String requireText(String what, String text, int max) {
        if (text.isBlank()
                || text.length() > max
                || !Texts.printable(text, max + 1).equals(text)) {
            throw new IllegalArgumentException("The " + what + " '" + Texts.printable(text, 60)
                    + "' is blank, has characters that cannot be shown, or more than " + max
                    + " characters; say it in a sentence");
        }
        return text;
    }

    @Override
    public Decision preview() {
        requireUnused();
        return decide(records.stageNow(version.model(), requireStage()));
    }

    @Override
    public Decision commit() {
        String to = requireStage();
        requireUnused();
        Optional<Stage> current = records.stageNow(version.model(), to);
        Decision decision = decide(current);
        use();
        if (!(decision instanceof Decision.Promoted promoted)) {
            return decision;
        }
        Stage next = promoted.stage();
        AppendResult result = records.store()
                .append(List.of(Entry.of(
                        Records.STAGE,
                        Records.FORMAT,
                        Codec.stage(next),
                        List.of(new Move(
                                Records.stage(next.model(), next.name()),
                                next.revision(),
                                next.version() + " " + next.digest(),
                                Move.View.LINE)),
                        Attributes.of(next),
                        Edges.of(next))));
        if (result instanceof AppendResult.Appended appended) {
            return new Decision.Promoted(at(next, appended.position()));
        }
        String now = records.stageNow(version.model(), to)
                .map(stage -> stage.version() + " by " + stage.by())
                .orElse("nothing");
        return new Decision.Refused(
                "Stage '" + to + "' of '" + version.model() + "' was moved to " + now
                        + " while this promotion was decided. Look at what is there now and promote again if it is still right");
    }

    private String requireStage() {
        requireUnused();
        if (stage == null) {
            throw Errors.required("stage", ".to(\"production\")");
        }
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        return stage;
    }

    private Decision decide(Optional<Stage> current) {
        String to = requireStage();
        if (replacing != null && !current.map(Stage::version).equals(Optional.of(replacing))) {
            return new Decision.Refused("Stage '" + to + "' of '" + version.model() + "' does not point to " + replacing
                    + " but to " + current.map(s -> s.version().toString()).orElse("nothing")
                    + ". Look at what is there now and promote again if it is still right");
        }
        if (current.isPresent() && current.get().digest().equals(version.digest())) {
            return new Decision.Refused("Stage '" + to + "' of '" + version.model() + "' points to " + version.name()
                    + " already, since " + current.get().at() + ". There is nothing to do");
        }
        return new Decision.Promoted(new Stage(
                version.model(),
                to,
                version.name(),
                version.digest(),
                current.map(Stage::revision).orElse(0L) + 1,
                person == null ? surroundings.user() : person,
                surroundings.now(),
                reason == null ? "" : reason,
                0));
    }

    private static Stage at(Stage s, long position) {
        return new Stage(
                s.model(), s.name(), s.version(), s.digest(), s.revision(), s.by(), s.at(), s.reason(), position);
    }
}
