package dev.lineage.core.internal;

import dev.lineage.IntegrityException;
import dev.lineage.Predictions;
import dev.lineage.Proof;
import dev.lineage.model.AffectedPredictions;
import dev.lineage.model.Digest;
import dev.lineage.model.GraphNode;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Page;
import dev.lineage.model.Prediction;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionCount;
import dev.lineage.model.PredictionDeletion;
import dev.lineage.model.PredictionErasure;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionRetention;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.PredictionStore.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Answers questions of predictions. Thread-safe. */
final class PredictionQuestions implements Predictions {
    private static final int MOST_FOUND = 1_000;
    private static final int MOST_SCANNED = 4_096;

    private final PredictionLogs logs;
    private final PredictionRecords records;
    private final Surroundings surroundings;
    private final Supplier<Proofs> proofs;

    PredictionQuestions(PredictionLogs logs, Surroundings surroundings, Supplier<Proofs> proofs) {
        this.logs = logs;
        this.records = logs.records();
        this.surroundings = surroundings;
        this.proofs = proofs;
    }

    private PredictionStore store() {
        return logs.store();
    }

    // ---- by id and subject

    @Override
    public List<Prediction> find(String model, String id) {
        return distinct(resolve(
                model, store().find(Names.model(model), PredictionStore.Key.ID, id, Optional.empty(), MOST_FOUND)));
    }

    @Override
    public Page<Prediction> about(String model, String subject, int size, Optional<String> next) {
        Records.requirePage(size);
        Optional<Found> after = next.map(PredictionQuestions::after);
        List<Found> found = store().find(Names.model(model), PredictionStore.Key.SUBJECT, subject, after, size);
        Optional<String> rest =
                found.size() < size ? Optional.empty() : Optional.of(token(found.get(found.size() - 1)));
        return new Page<>(resolve(model, found), rest);
    }

    private static String token(Found found) {
        return found.stream() + ":" + found.record().sequence();
    }

    /** What is found after the place that a token stands for; only the place counts. */
    private static Found after(String token) {
        Place place = place(token);
        byte[] erased = new byte[1 + Digest.BYTES];
        return new Found(place.stream(), PredictionRecord.parse(place.sequence(), erased));
    }

    private record Place(String stream, long sequence) {}

    private static Place place(String token) {
        int colon = token.lastIndexOf(':');
        if (colon < 0) {
            throw Errors.badToken(token);
        }
        return new Place(token.substring(0, colon), Records.token(token.substring(colon + 1), Long.MAX_VALUE));
    }

    private List<Prediction> resolve(String model, List<Found> found) {
        Map<String, PredictionStream> streams = new HashMap<>();
        List<Prediction> predictions = new ArrayList<>();
        for (Found each : found) {
            PredictionStream stream = streams.computeIfAbsent(
                    each.stream(),
                    id -> records.find(model, id)
                            .orElseThrow(() -> new IntegrityException("The store at " + store().location()
                                    + " has predictions of a stream " + id + " of model '" + model
                                    + "' that the log does not know: somebody put them there. Run verify()")));
            predictions.add(new Prediction(stream, each.record()));
        }
        return predictions;
    }

    /** One act of logging is one prediction, even if it was stored twice; its salt tells. */
    private static List<Prediction> distinct(List<Prediction> predictions) {
        Set<Digest> leaves = new HashSet<>();
        return predictions.stream()
                .filter(prediction ->
                        leaves.add(Digest.ofSha256(prediction.record().leaf())))
                .toList();
    }

    // ---- by version and time

    @Override
    public Page<Prediction> of(String version, Instant from, Instant to, int size, Optional<String> next) {
        Records.requirePage(size);
        ModelVersion found = records.records().version(VersionName.parse(version));
        String pointer = PredictionRecords.streamsOf(found.digest());
        long streams = records.count(pointer);
        Place place = next.map(PredictionQuestions::place).orElse(new Place("1", 1));
        long revision = Records.token(place.stream(), Long.MAX_VALUE);
        long sequence = place.sequence();
        List<Prediction> items = new ArrayList<>();
        for (; revision <= streams; revision++, sequence = 1) {
            PredictionStream stream = records.at(pointer, revision);
            if (!stream.elsewhere() && stream.started().isBefore(to)) {
                sequence = within(stream, sequence, from, to, size, items);
            }
            if (items.size() == size) {
                return new Page<>(items, Optional.of(revision + ":" + sequence));
            }
        }
        return new Page<>(items, Optional.empty());
    }

    /**
     * Takes predictions of a stream that lie within a time, skipping batches that do not.
     *
     * @return the sequence number to go on with
     */
    private long within(
            PredictionStream stream, long start, Instant from, Instant to, int size, List<Prediction> items) {
        long sequence = start;
        long number = records.numberOf(stream, sequence);
        while (items.size() < size) {
            Optional<PredictionBatch> batch = records.batch(stream, number);
            long end = batch.map(PredictionBatch::end).orElse(Long.MAX_VALUE);
            if (batch.isPresent() && (sequence > end || !overlaps(batch.get(), from, to))) {
                sequence = Math.max(sequence, end + 1);
                number++;
                continue;
            }
            int limit = (int) Math.min(MOST_SCANNED, Math.max(1, end - sequence + 1));
            List<PredictionRecord> page = store().read(stream.model(), stream.id(), sequence, limit);
            if (page.isEmpty()) {
                if (batch.isEmpty()) {
                    return sequence;
                }
                sequence = end + 1;
                continue;
            }
            for (PredictionRecord record : page) {
                sequence = record.sequence() + 1;
                if (!record.isErased()
                        && !record.at().isBefore(from)
                        && record.at().isBefore(to)) {
                    items.add(new Prediction(stream, record));
                    if (items.size() == size) {
                        return sequence;
                    }
                }
            }
        }
        return sequence;
    }

    private static boolean overlaps(PredictionBatch batch, Instant from, Instant to) {
        return batch.count() > 0 && !batch.to().isBefore(from) && batch.from().isBefore(to);
    }

    // ---- counting

    @Override
    public List<PredictionCount> counts(String model, Instant from, Instant to) {
        record Hour(VersionName version, String stage, Instant hour) {}
        Map<Hour, Long> counts = new TreeMap<>(
                Comparator.comparingLong((Hour key) -> key.version().number())
                        .thenComparing(Hour::stage)
                        .thenComparing(Hour::hour));
        records.forEach(PredictionRecords.streams(Names.model(model)), stream -> {
            if (stream.started().isBefore(to)) {
                records.forEachBatch(
                        stream,
                        batch -> batch.hours()
                                .subMap(from, to)
                                .forEach((hour, count) -> counts.merge(
                                        new Hour(stream.version(), stream.stage(), hour), count, Long::sum)));
            }
        });
        List<PredictionCount> list = new ArrayList<>();
        counts.forEach((key, count) -> list.add(new PredictionCount(key.version(), key.stage(), key.hour(), count)));
        return List.copyOf(list);
    }

    @Override
    public List<AffectedPredictions> affectedBy(Subject subject) {
        List<AffectedPredictions> affected = new ArrayList<>();
        GraphNode node = records.records().node(subject);
        node.digest().ifPresent(digest -> add(digest, affected));
        new GraphReader(records.records().store())
                .forEach(
                        Withdrawals.downstream(node).only(GraphNode.Kind.VERSION),
                        each -> each.digest().ifPresent(digest -> add(digest, affected)));
        affected.sort(Comparator.comparing(
                        (AffectedPredictions each) -> each.version().model())
                .thenComparingLong(each -> each.version().number()));
        return List.copyOf(affected);
    }

    private void add(Digest digest, List<AffectedPredictions> affected) {
        ModelVersion version = records.records()
                .version(digest)
                .orElseThrow(
                        () -> Errors.unrecordedNode(records.records().store().location(), GraphNode.version(digest)));
        List<PredictionBatch> batches = new ArrayList<>();
        records.forEach(
                PredictionRecords.streamsOf(version.digest()),
                stream -> records.forEachBatch(stream, batch -> {
                    if (batch.count() > 0) {
                        batches.add(batch);
                    }
                }));
        if (!batches.isEmpty()) {
            affected.add(new AffectedPredictions(
                    version.name(),
                    batches.stream().mapToLong(PredictionBatch::count).sum(),
                    batches.stream()
                            .map(PredictionBatch::from)
                            .min(Comparator.naturalOrder())
                            .orElseThrow(),
                    batches.stream()
                            .map(PredictionBatch::to)
                            .max(Comparator.naturalOrder())
                            .orElseThrow()));
        }
    }

    // ---- streams and proofs

    @Override
    public Page<PredictionStream> streams(String model, int size, Optional<String> next) {
        return records.streams(model, size, next);
    }

    @Override
    public List<PredictionBatch> batches(String model, String stream) {
        return records.allBatches(records.require(model, stream));
    }

    @Override
    public Proof prove(Prediction prediction) {
        Proofs all = proofs.get();
        PredictionStream stream = prediction.stream();
        long sequence = prediction.record().sequence();
        PredictionBatch batch = records.batch(stream, records.numberOf(stream, sequence))
                .filter(found -> found.first() <= sequence && sequence <= found.end())
                .orElseThrow(() -> new IllegalStateException("The batch of " + prediction
                        + " is not in the log yet. It gets there within the settings' batchEvery, a minute by default, or"
                        + " when the prediction log is closed"));
        List<byte[]> leaves = new ArrayList<>();
        new PredictionAudit(records, store()).forEachRecord(stream, batch, record -> leaves.add(record.leaf()));
        return all.make(
                records.records().version(stream.version()),
                Set.of(records.position(stream), batch.position(), stream.stagePosition()),
                Optional.of(PredictionProofs.make(prediction, batch, leaves)));
    }

    @Override
    public List<PredictionBatch> recover(String model, Duration quiet) {
        return new PredictionRecovery(records, store(), logs::now).recover(Names.model(model), quiet, "");
    }

    // ---- what becomes of them

    @Override
    public RetentionChange retain(String model) {
        return new RetentionBuilder(Names.model(model), records, surroundings);
    }

    @Override
    public PredictionRetention retention(String model) {
        return records.retention(Names.model(model));
    }

    @Override
    public DeletionChange delete(String model) {
        return new PredictionDeleting(Names.model(model), records, store(), surroundings);
    }

    @Override
    public Page<PredictionDeletion> deletions(String model, int size, Optional<String> next) {
        return records.deletions(model, size, next);
    }

    @Override
    public ErasureChange erase(String model) {
        return new PredictionErasing(Names.model(model), records, store(), surroundings);
    }

    @Override
    public Page<PredictionErasure> erasures(String model, int size, Optional<String> next) {
        return records.erasures(model, size, next);
    }
}
