package dev.lineage.core.internal;

import dev.lineage.Predictions.RetentionChange;
import dev.lineage.core.internal.codec.PredictionCodec;
import dev.lineage.model.PredictionRetention;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long predictions are to be kept. */
final class RetentionBuilder extends SingleUse implements RetentionChange {
    private final String model;
    private final PredictionRecords records;
    private final Surroundings surroundings;
    private boolean said;
    private Optional<Duration> keep = Optional.empty();
    private @Nullable Boolean held;
    private @Nullable String reason;
    private @Nullable String person;

    RetentionBuilder(String model, PredictionRecords records, Surroundings surroundings) {
        this.model = model;
        this.records = records;
        this.surroundings = surroundings;
    }

    @Override
    public RetentionChange keep(Duration time) {
        requireUnset("keep", said ? keep : null);
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("Predictions are kept for a second at the least, not " + time);
        }
        said = true;
        keep = Optional.of(Duration.ofSeconds(time.toSeconds()));
        return this;
    }

    @Override
    public RetentionChange keepForEver() {
        requireUnset("keep", said ? keep : null);
        said = true;
        keep = Optional.empty();
        return this;
    }

    @Override
    public RetentionChange hold(boolean hold) {
        requireUnset("hold", held);
        held = hold;
        return this;
    }

    @Override
    public RetentionChange because(String why) {
        requireUnset("because", reason);
        reason = People.requireReason(why);
        return this;
    }

    @Override
    public RetentionChange by(String who) {
        requireUnset("by", person);
        person = People.requirePerson(who);
        return this;
    }

    @Override
    public PredictionRetention preview() {
        requireUnused();
        return decide(-1);
    }

    private PredictionRetention decide(long position) {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        PredictionRetention before = records.retention(model);
        return new PredictionRetention(
                model,
                said ? keep : before.keep(),
                held == null ? before.held() : held,
                person == null ? surroundings.user() : person,
                surroundings.now(),
                reason,
                position);
    }

    @Override
    public PredictionRetention commit() {
        decide(-1);
        use();
        for (int tries = 1; tries <= Commits.MAX_TRIES; tries++) {
            List<Move> moves = new ArrayList<>(records.controls(model));
            moves.add(records.next(PredictionRecords.retentions(model), ""));
            PredictionRetention next = decide(-1);
            Entry entry = Entry.of(
                    PredictionRecords.RETENTION, Records.FORMAT, PredictionCodec.retention(next), moves, List.of());
            if (records.records().append(List.of(entry)) instanceof AppendResult.Appended appended) {
                return decideAt(next, appended.position());
            }
            Commits.pause(tries);
        }
        throw Errors.tooManyConflicts("a retention of predictions", Commits.MAX_TRIES);
    }

    private static PredictionRetention decideAt(PredictionRetention r, long position) {
        return new PredictionRetention(r.model(), r.keep(), r.held(), r.by(), r.at(), r.reason(), position);
    }
}
