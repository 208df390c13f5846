package dev.lineage.core.internal;

import dev.lineage.core.internal.predict.Gathering;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionBatch.Gap;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.spi.PredictionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Logs what processes that died could not log any more. */
final class PredictionRecovery {
    /** Nothing is heard of a process that dies; of one that lives, something every ten seconds. */
    static final Duration QUIET = Duration.ofMinutes(2);

    private static final int BATCH = 1 << 17;
    private static final int PAGE = 4_096;

    private final PredictionRecords records;
    private final PredictionStore store;
    private final Supplier<Instant> now;

    PredictionRecovery(PredictionRecords records, PredictionStore store, Supplier<Instant> now) {
        this.records = records;
        this.store = store;
        this.now = now;
    }

    /**
     * Recovers the streams of a model.
     *
     * @param own a stream that surely lives; empty for none
     * @return the batches that were logged
     */
    List<PredictionBatch> recover(String model, Duration quiet, String own) {
        List<PredictionBatch> logged = new ArrayList<>();
        String pointer = PredictionRecords.streams(model);
        long count = records.count(pointer);
        long noted = records.settledThrough(model);
        long settled = noted;
        boolean contiguous = true;
        for (long revision = noted + 1; revision <= count; revision++) {
            PredictionStream stream = records.at(pointer, revision);
            boolean ended = !stream.id().equals(own) && recover(stream, quiet, logged);
            contiguous &= ended;
            if (contiguous) {
                settled = revision;
            }
        }
        if (settled > noted) {
            records.settled(model, settled);
        }
        return logged;
    }

    /** Returns whether the stream has its last batch now. */
    private boolean recover(PredictionStream stream, Duration quiet, List<PredictionBatch> logged) {
        Optional<PredictionBatch> last = records.lastBatch(stream);
        if (last.filter(PredictionBatch::last).isPresent()) {
            return true;
        }
        if (stream.elsewhere()) {
            return false;
        }
        Optional<PredictionStore.Ended> ended = store.end(stream.model(), stream.id(), quiet);
        if (ended.isEmpty()) {
            return false;
        }
        return new Rest(stream, ended.get(), last, logged).log();
    }

    /** What of a stream is not in the log. */
    private final class Rest {
        private final PredictionStream stream;
        private final PredictionStore.Ended ended;
        private final List<PredictionBatch> logged;
        private final Gathering gathered;
        private Optional<Gap> gap = Optional.empty();

        Rest(
                PredictionStream stream,
                PredictionStore.Ended ended,
                Optional<PredictionBatch> last,
                List<PredictionBatch> logged) {
            this.stream = stream;
            this.ended = ended;
            this.logged = logged;
            this.gathered = new Gathering(
                    last.map(PredictionBatch::number).orElse(0L) + 1,
                    last.map(before -> before.end() + 1).orElse(1L));
        }

        boolean log() {
            for (PredictionStore.Damage damage : ended.damaged()) {
                if (damage.last() < gathered.first()) {
                    continue;
                }
                if (!gather(damage.first() - 1) || (gathered.count() > 0 || gap.isPresent()) && !end(false)) {
                    return false;
                }
                long from = Math.max(gathered.first(), damage.first());
                gap = Optional.of(new Gap(from, damage.last() - from + 1, true, damage.what()));
                gathered.skipTo(damage.last() + 1);
            }
            if (!gather(ended.last())) {
                return false;
            }
            if (gap.isPresent() && !end(false)) {
                return false;
            }
            if (!ended.closed()) {
                gap = Optional.of(
                        new Gap(
                                gathered.nextSequence(),
                                ended.torn(),
                                false,
                                "the process died; what it had in memory, at most what was logged since the last write, is lost"));
            }
            return end(true);
        }

        /** Takes everything up to a record, in batches; the last one is not logged yet. */
        private boolean gather(long through) {
            while (gathered.nextSequence() <= through) {
                long from = gathered.nextSequence();
                List<PredictionRecord> page =
                        store.read(stream.model(), stream.id(), from, (int) Math.min(PAGE, through - from + 1));
                if (page.isEmpty()) {
                    return true;
                }
                for (PredictionRecord record : page) {
                    // When an erased one was made is not known any more.
                    gathered.add(record.leaf(), (record.isErased() ? stream.started() : record.at()).toEpochMilli());
                }
                if (gathered.count() >= BATCH && !end(false)) {
                    return false;
                }
            }
            return true;
        }

        private boolean end(boolean last) {
            Optional<PredictionBatch> done =
                    records.append(stream, gathered.batch(stream.id(), now.get(), 0, gap, last, true));
            done.ifPresent(logged::add);
            gathered.proceed();
            gap = Optional.empty();
            return done.isPresent();
        }
    }
}
