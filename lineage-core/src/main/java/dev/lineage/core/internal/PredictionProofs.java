package dev.lineage.core.internal;

import dev.lineage.IntegrityException;
import dev.lineage.core.internal.codec.PredictionCodec;
import dev.lineage.core.internal.tree.Merkle;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.model.Audit.Check;
import dev.lineage.model.Digest;
import dev.lineage.model.Prediction;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.TreeHead;
import dev.lineage.model.VersionName;
import dev.lineage.spi.LogEntry;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** That one prediction is in its batch, without showing the others. */
final class PredictionProofs {
    private PredictionProofs() {}

    /**
     * The proof's part about a prediction.
     *
     * @param leaves the leaves of its whole batch, one behind the other
     * @throws IntegrityException if the batch is not what was logged
     */
    static Json make(Prediction prediction, PredictionBatch batch, List<byte[]> leaves) {
        Digest root = Digest.ofSha256(Merkle.root(leaves, 0, leaves.size()));
        if (leaves.size() != batch.count() || !root.equals(batch.root())) {
            throw new IntegrityException("Batch " + batch.number() + " of predictions of " + prediction.stream()
                    + " has "
                    + leaves.size() + " predictions with root " + root + ", but " + batch.count() + " with root "
                    + batch.root() + " were logged: the store was changed. Restore it from a copy and run verify()");
        }
        List<Json> path = new ArrayList<>();
        Merkle.inclusion(leaves, Math.toIntExact(prediction.record().sequence() - batch.first()))
                .forEach(hash -> path.add(new Json.Str(Digest.ofSha256(hash).hex())));
        return Json.Obj.builder()
                .put("stream", batch.stream())
                .put("batch", batch.number())
                .put("sequence", prediction.record().sequence())
                .put(
                        "record",
                        Base64.getEncoder().encodeToString(prediction.record().bytes()))
                .put("path", new Json.Arr(path))
                .build();
    }

    /** Checks that part, given the entries that were proved. */
    static Check check(JsonFields fields, VersionName name, List<LogEntry> entries) {
        try {
            fields.allow("stream", "batch", "sequence", "record", "path");
            String id = fields.string("stream");
            long sequence = fields.integer("sequence");
            Optional<PredictionStream> stream = stream(entries, id);
            Optional<PredictionBatch> batch = batch(entries, id, fields.integer("batch"));
            if (stream.isEmpty() || batch.isEmpty()) {
                return Checks.broken(
                        "prediction", "its stream and its batch are not among the entries that are proved");
            }
            if (!stream.get().version().equals(name)) {
                return Checks.broken(
                        "prediction", "it was made by " + stream.get().version() + ", not by " + name);
            }
            PredictionRecord record =
                    PredictionRecord.parse(sequence, Base64.getDecoder().decode(fields.string("record")));
            boolean in = Merkle.isIncluded(
                    record.leaf(),
                    sequence - batch.get().first(),
                    new TreeHead(batch.get().count(), batch.get().root()),
                    fields.strings("path").stream().map(Digest::ofHex).toList());
            return Checks.of(
                    "prediction",
                    in,
                    in
                            ? new Prediction(stream.get(), record) + ", which is in batch "
                                    + batch.get().number() + " of "
                                    + batch.get().count()
                            : "is not in the batch that was logged");
        } catch (JsonException | IllegalArgumentException e) {
            return Checks.broken("prediction", String.valueOf(e.getMessage()));
        }
    }

    private static Optional<PredictionStream> stream(List<LogEntry> entries, String id) {
        return entries.stream()
                .filter(entry -> entry.entry().type().equals(PredictionRecords.STREAM))
                .map(entry -> PredictionCodec.stream(entry.entry().body()))
                .filter(stream -> stream.id().equals(id))
                .findFirst();
    }

    private static Optional<PredictionBatch> batch(List<LogEntry> entries, String id, long number) {
        return entries.stream()
                .filter(entry -> entry.entry().type().equals(PredictionRecords.BATCH))
                .map(entry -> PredictionCodec.batch(entry.entry().body(), entry.position()))
                .filter(batch -> batch.stream().equals(id) && batch.number() == number)
                .findFirst();
    }
}
