package dev.lineage.core.internal;

import dev.lineage.IntegrityException;
import dev.lineage.LineageException;
import dev.lineage.core.internal.predict.BatchTree;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionStore;
import java.util.List;
import java.util.function.Consumer;

/** Compares what is stored of predictions with what was logged of them. */
final class PredictionAudit {
    private static final int PAGE = 4_096;

    private final PredictionRecords records;
    private final PredictionStore store;

    PredictionAudit(PredictionRecords records, PredictionStore store) {
        this.records = records;
        this.store = store;
    }

    /**
     * Gives all records of a batch, in order.
     *
     * @throws IntegrityException if one is missing or damaged
     */
    void forEachRecord(PredictionStream stream, PredictionBatch batch, Consumer<PredictionRecord> visitor) {
        long next = batch.first();
        while (next <= batch.end()) {
            List<PredictionRecord> page =
                    store.read(stream.model(), stream.id(), next, (int) Math.min(PAGE, batch.end() - next + 1));
            if (page.isEmpty() || page.get(0).sequence() != next) {
                throw new IntegrityException("Prediction " + next + " of " + stream + " is missing at "
                        + store.location() + " although batch " + batch.number()
                        + " was logged with it. Restore the store from a copy");
            }
            for (PredictionRecord record : page) {
                if (record.sequence() != next) {
                    break;
                }
                visitor.accept(record);
                next++;
            }
        }
    }

    /** Checks every batch of a stream, but for what was deleted. */
    void check(PredictionStream stream, Consumer<Problem> problems) {
        if (stream.elsewhere()) {
            return;
        }
        long deleted = records.deletedThrough(stream);
        records.forEachBatch(stream, batch -> {
            if (batch.first() > deleted) {
                check(stream, batch, problems);
            }
        });
    }

    private void check(PredictionStream stream, PredictionBatch batch, Consumer<Problem> problems) {
        String subject = "batch " + batch.number() + " of predictions of " + stream;
        try {
            BatchTree tree = new BatchTree();
            forEachRecord(stream, batch, record -> tree.add(record.leaf(), 1));
            if (!tree.root().equals(batch.root())) {
                problems.accept(new Problem(
                        subject,
                        "its predictions are not those that were logged: root " + tree.root() + " instead of "
                                + batch.root(),
                        "Restore the store of predictions from a copy"));
            }
        } catch (LineageException e) {
            problems.accept(new Problem(
                    subject, String.valueOf(e.getMessage()), "Restore the store of predictions from a copy"));
        }
    }
}
