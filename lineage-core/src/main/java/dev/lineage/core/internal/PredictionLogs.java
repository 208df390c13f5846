package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.PredictionLog;
import dev.lineage.PredictionSettings;
import dev.lineage.core.internal.predict.Home;
import dev.lineage.core.internal.predict.Ids;
import dev.lineage.core.internal.predict.Leftovers;
import dev.lineage.core.internal.predict.Pipeline;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.PredictionBatch;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Stage;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The prediction logs that are open in this registry. Thread-safe. */
final class PredictionLogs implements AutoCloseable {
    private final PredictionRecords records;
    private final Optional<PredictionStore> store;
    private final Clock clock;
    private final List<PredictionLog> open = new CopyOnWriteArrayList<>();
    private final List<Thread> tidying = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    PredictionLogs(PredictionRecords records, Optional<PredictionStore> store, Clock clock) {
        this.records = records;
        this.store = store;
        this.clock = clock;
    }

    PredictionRecords records() {
        return records;
    }

    /** The store, or an error that says how to get one. */
    PredictionStore store() {
        return store.orElseThrow(() -> new IllegalStateException("The registry at "
                + records.records().store().location()
                + " has no store of predictions: it was opened from parts. Give one, builder.predictions(…), or open it by its"
                + " URL"));
    }

    Optional<PredictionStore> ifAny() {
        return store;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Opens the log of a release. */
    Pipeline open(Stage stage, ModelVersion version, PredictionSettings settings) {
        Function<PredictionStream, PredictionSink> opener = settings.sink().orElseGet(() -> store()::open);
        Home home = new ReleaseHome(opener);
        PredictionStream like = new PredictionStream(
                "",
                stage.model(),
                version.name(),
                version.digest(),
                stage.name(),
                stage.position(),
                settings.sink().isPresent(),
                Instant.EPOCH);
        Home.Begun begun = home.begin(like);
        Pipeline pipeline = Pipeline.start(home, settings, begun);
        open.add(pipeline);
        tidy(stage.model(), home, settings, begun.stream());
        return pipeline;
    }

    /** Sees, in the background, to what processes left that are gone. */
    private void tidy(String model, Home home, PredictionSettings settings, PredictionStream own) {
        Thread thread = new Thread(
                () -> {
                    try {
                        settings.spill()
                                .ifPresent(directory -> Leftovers.deliver(directory, home, settings, () -> closed));
                        if (store.isPresent() && !closed) {
                            new PredictionRecovery(records, store.get(), this::now)
                                    .recover(model, PredictionRecovery.QUIET, own.id());
                        }
                    } catch (LineageException e) {
                        Log.warn("What an earlier process left of predictions of {} is not in the log yet", model, e);
                    }
                },
                "lineage-predictions-recovery");
        thread.setDaemon(true);
        tidying.add(thread);
        thread.start();
    }

    /** No batch of these is lost by closing them; the first failure is thrown once all are closed. */
    @Override
    public void close() {
        closed = true;
        RuntimeException failure = null;
        for (PredictionLog log : open) {
            try {
                log.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        for (Thread thread : tidying) {
            join(thread);
        }
        store.ifPresent(PredictionStore::close);
        if (failure != null) {
            throw failure;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class ReleaseHome implements Home {
        private final Function<PredictionStream, PredictionSink> opener;

        ReleaseHome(Function<PredictionStream, PredictionSink> opener) {
            this.opener = opener;
        }

        @Override
        public String location() {
            return records.records().store().location();
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public Begun begin(PredictionStream like) {
            Instant now = now();
            PredictionStream stream = new PredictionStream(
                    Ids.hex(now.toEpochMilli()),
                    like.model(),
                    like.version(),
                    like.digest(),
                    like.stage(),
                    like.stagePosition(),
                    like.elsewhere(),
                    now);
            PredictionSink sink = opener.apply(stream);
            try {
                records.begin(stream);
                return new Begun(stream, sink);
            } catch (RuntimeException e) {
                close(sink, e);
                throw e;
            }
        }

        private void close(PredictionSink sink, RuntimeException because) {
            try {
                sink.close();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }

        @Override
        public Optional<PredictionBatch> append(PredictionStream stream, PredictionBatch batch) {
            return records.append(stream, batch);
        }

        @Override
        public boolean knows(PredictionStream stream) {
            return records.find(stream.model(), stream.id())
                    .filter(stream::equals)
                    .isPresent();
        }
    }
}
