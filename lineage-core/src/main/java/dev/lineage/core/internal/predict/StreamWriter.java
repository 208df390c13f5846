package dev.lineage.core.internal.predict;

import dev.lineage.PredictionSettings;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Writes one stream after the other for a release, and gathers its batches. Not thread-safe. */
final class StreamWriter {
    private final Home home;
    private final PredictionSettings settings;
    private final Status status;
    private final BatchLog log;
    private final BatchTree tree = new BatchTree();
    private final Hours hours = new Hours();
    private volatile Home.Begun begun;
    private long number = 1;
    private long first = 1;
    private long shedTold;
    private long batchSince;

    StreamWriter(Home home, PredictionSettings settings, Status status, BatchLog log, Home.Begun begun) {
        this.home = home;
        this.settings = settings;
        this.status = status;
        this.log = log;
        this.begun = begun;
    }

    PredictionStream stream() {
        return begun.stream();
    }

    /** Tries once to write a chunk. */
    void write(Chunk chunk) throws IOException, InterruptedException {
        long began = System.nanoTime();
        begun.sink().write(chunk.from(first + tree.count()));
        status.written(chunk.count(), System.nanoTime() - began);
        if (tree.count() == 0) {
            batchSince = began;
        }
        tree.add(chunk.leaves(), chunk.count());
        hours.addAll(chunk.hours());
        if (tree.count() >= settings.batchSize()) {
            endBatch(false);
        }
    }

    /** Goes on in a new stream, because somebody ended this one. What it has is logged by whom. */
    void beginAgain() {
        status.lost(begun.stream());
        try {
            begun.sink().close();
        } catch (IOException e) {
            status.failed("A stream that was ended cannot be closed", e);
        }
        begun = home.begin(begun.stream());
        number = 1;
        first = 1;
        tree.clear();
        hours.clear();
    }

    /** What is to be done now and then. */
    void tick() throws IOException, InterruptedException {
        boolean due = System.nanoTime() - batchSince >= settings.batchEvery().toNanos();
        if (due && (tree.count() > 0 || status.shed() > shedTold)) {
            endBatch(false);
        }
        for (PredictionBatch batch = log.logged(); batch != null; batch = log.logged()) {
            begun.sink().logged(batch);
        }
    }

    void alive() throws IOException {
        begun.sink().alive();
    }

    void endBatch(boolean last) throws InterruptedException {
        long shed = status.shed();
        Instant now = home.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        PredictionBatch batch = new PredictionBatch(
                begun.stream().id(),
                number,
                first,
                tree.count(),
                tree.root(),
                hours.from(now),
                hours.to(now),
                hours.byHour(),
                shed - shedTold,
                Optional.empty(),
                last,
                false,
                -1);
        log.add(begun.stream(), batch);
        shedTold = shed;
        number++;
        first += tree.count();
        tree.clear();
        hours.clear();
        batchSince = System.nanoTime();
    }

    void close() throws IOException {
        begun.sink().close();
    }
}
