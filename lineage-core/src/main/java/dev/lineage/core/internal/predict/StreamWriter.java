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
    private volatile Home.Begun begun;
    private Gathering gathered = new Gathering();
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
        begun.sink().write(chunk.from(gathered.nextSequence()));
        status.written(chunk.count(), System.nanoTime() - began);
        if (gathered.count() == 0) {
            batchSince = began;
        }
        gathered.add(chunk);
        if (gathered.count() >= settings.batchSize()) {
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
        gathered = new Gathering();
    }

    /** What is to be done now and then. */
    void tick() throws IOException, InterruptedException {
        boolean due = System.nanoTime() - batchSince >= settings.batchEvery().toNanos();
        if (due && (gathered.count() > 0 || status.shed() > shedTold)) {
            endBatch(false);
        }
        for (PredictionBatch logged = log.logged(); logged != null; logged = log.logged()) {
            begun.sink().logged(logged);
        }
    }

    void alive() throws IOException {
        begun.sink().alive();
    }

    void endBatch(boolean last) throws InterruptedException {
        long shed = status.shed();
        Instant now = home.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        log.add(
                begun.stream(),
                gathered.batch(begun.stream().id(), now, shed - shedTold, Optional.empty(), last, false));
        shedTold = shed;
        gathered.proceed();
        batchSince = System.nanoTime();
    }

    void close() throws IOException {
        begun.sink().close();
    }
}
