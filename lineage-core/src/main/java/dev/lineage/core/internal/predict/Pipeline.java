package dev.lineage.core.internal.predict;

import dev.lineage.PredictionLog;
import dev.lineage.PredictionMetrics;
import dev.lineage.PredictionSettings;
import dev.lineage.PredictionSettings.Overflow;
import dev.lineage.StoreException;
import dev.lineage.model.PredictionStream;
import dev.lineage.spi.PredictionSink.StreamEndedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log of a release's predictions. Threads that predict copy into a {@link Ring}; one thread takes from it, salts and hashes
 * into chunks; a second one writes chunks and gathers batches; a third one logs these. Only the second ever waits for the store,
 * only the third for the registry's log.
 */
public final class Pipeline implements PredictionLog {
    private static final int CHUNKS = 4;
    private static final long SHORTEST_NAP_NANOS = 50_000;
    private static final long LONGEST_NAP_NANOS = 5_000_000;
    private static final long WRITER_NAP_MILLIS = 100;
    private static final long ALIVE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long FIRST_PAUSE_MILLIS = 10;
    /** How long a log that gives up waits for its own threads. */
    private static final Duration LAST_WORK = Duration.ofSeconds(5);

    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final Home home;
    private final PredictionSettings settings;
    private final Ring ring;
    private final Progress progress = new Progress();
    private final Status status;
    private final BatchLog log;
    private final StreamWriter writer;
    private final @Nullable Spill spill;
    private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS);
    private final ThreadLocal<Statement> drafts = ThreadLocal.withInitial(() -> new Statement(this));
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(3);
    private final Thread hasher;
    private volatile boolean napping;
    private volatile boolean hashed;

    private Pipeline(Home home, PredictionSettings settings, Home.Begun begun) {
        this.home = home;
        this.settings = settings;
        this.ring = new Ring(settings.queueBytes());
        this.status = new Status(home.clock());
        this.log = new BatchLog(home, status);
        this.writer = new StreamWriter(home, settings, status, log, begun);
        this.spill = settings.spill()
                .map(directory -> new Spill(directory, settings.spillBytes(), begun.stream()))
                .orElse(null);
        Salts salts = new Salts();
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new Chunk(salts));
        }
        this.hasher = thread("hashing", this::hash);
    }

    /**
     * Begins to log.
     *
     * @param begun the stream to begin with
     */
    public static Pipeline start(Home home, PredictionSettings settings, Home.Begun begun) {
        Pipeline pipeline = new Pipeline(home, settings, begun);
        pipeline.hasher.start();
        pipeline.thread("writing", pipeline::write).start();
        pipeline.thread("logging", pipeline.log).start();
        return pipeline;
    }

    private Thread thread(String what, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        LoggerFactory.getLogger("dev.lineage").error("Predictions are not logged any more", e);
                        ring.close();
                        status.giveUp();
                        progress.end("logging failed: " + e);
                        throw e;
                    } finally {
                        stopped.countDown();
                    }
                },
                "lineage-predictions-" + what);
        thread.setDaemon(true);
        return thread;
    }

    // ---- the threads that predict

    @Override
    public Draft prediction(String id) {
        return drafts.get().begin(id);
    }

    @Override
    public Draft prediction() {
        return prediction(Ids.uuid(home.clock().millis()));
    }

    /** Adds a prediction of that many bytes; waits for room, or sheds it, as the settings say. */
    void add(Statement statement, int length, boolean durably) {
        long position = ring.claim(length);
        if (position == Ring.FULL) {
            if (settings.overflow() == Overflow.SHED && !durably) {
                status.shedOne();
                return;
            }
            position = claimPatiently(length);
        }
        if (position == Ring.CLOSED) {
            throw closed();
        }
        boolean whole = false;
        try {
            statement.write(ring.bytes(), ring.offset(position), home.clock().millis());
            whole = true;
        } finally {
            if (whole) {
                ring.publish(position, length);
            } else {
                ring.giveUp(position, length);
            }
        }
        if (napping && ring.isHalfFull()) {
            LockSupport.unpark(hasher);
        }
        if (durably) {
            await(Ring.end(position, length));
        }
    }

    private long claimPatiently(int length) {
        long nap = SHORTEST_NAP_NANOS;
        while (true) {
            LockSupport.unpark(hasher);
            LockSupport.parkNanos(nap);
            if (Thread.currentThread().isInterrupted()) {
                throw new StoreException("The prediction is not logged: thread '"
                        + Thread.currentThread().getName()
                        + "' was interrupted while it waited for room in the queue of "
                        + settings.queueBytes() + " bytes, because the store at " + home.location() + " is slow");
            }
            long position = ring.claim(length);
            if (position != Ring.FULL) {
                return position;
            }
            nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
        }
    }

    private void await(long position) {
        wanted.accumulateAndGet(position, Math::max);
        LockSupport.unpark(hasher);
        try {
            String why = progress.await(position);
            if (why != null) {
                throw new StoreException("It is not known that the predictions are durable: " + why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("It is not known that the predictions are durable: thread '"
                    + Thread.currentThread().getName() + "' was interrupted while it waited for the store at "
                    + home.location());
        }
    }

    @Override
    public void flush() {
        await(ring.tail());
    }

    private IllegalStateException closed() {
        return new IllegalStateException("The prediction log of " + stream() + " is closed; ask a release for its log:"
                + " release.predictions()");
    }

    // ---- the thread that hashes

    private void hash() {
        try {
            Chunk chunk = free.take();
            chunk.clear(0);
            long nap = SHORTEST_NAP_NANOS;
            while (true) {
                boolean took = fill(chunk);
                if (isDue(chunk)) {
                    chunk = pass(chunk);
                    nap = SHORTEST_NAP_NANOS;
                } else if (!took) {
                    if (closing.get() && ring.head() == ring.tail()) {
                        pass(chunk);
                        return;
                    }
                    napping = true;
                    if (wanted.get() <= chunk.start() || chunk.count() == 0) {
                        LockSupport.parkNanos(nap);
                    }
                    napping = false;
                    nap = Math.min(
                            2 * nap,
                            Math.min(LONGEST_NAP_NANOS, settings.interval().toNanos() / 4 + 1));
                } else {
                    nap = SHORTEST_NAP_NANOS;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hashed = true;
        }
    }

    /** Takes what is there, until the chunk is full or due. */
    private boolean fill(Chunk chunk) {
        int before = chunk.count();
        while (!chunk.isFull() && ring.poll(chunk)) {
            if (chunk.count() == 1) {
                chunk.since(System.nanoTime());
            }
            if ((chunk.count() & 0xff) == 0 && isDue(chunk)) {
                break;
            }
        }
        chunk.end(ring.head());
        return chunk.count() > before;
    }

    private boolean isDue(Chunk chunk) {
        return chunk.count() > 0
                && (chunk.isFull()
                        || wanted.get() > chunk.start()
                        || System.nanoTime() - chunk.since()
                                >= settings.interval().toNanos() / 2);
    }

    /** Hands a chunk on, and returns an empty one. */
    private Chunk pass(Chunk chunk) throws InterruptedException {
        if (chunk.count() == 0) {
            return chunk;
        }
        long end = chunk.end();
        Chunk next = free.poll();
        while (next == null) {
            if (spill != null && ring.isHalfFull() && spill(chunk)) {
                next = chunk;
            } else {
                next = free.poll(LONGEST_NAP_NANOS, TimeUnit.NANOSECONDS);
                if (next == null && status.givesUp()) {
                    throw new InterruptedException("the pipeline gives up");
                }
            }
        }
        if (next != chunk) {
            full.add(chunk);
        }
        next.clear(end);
        return next;
    }

    private boolean spill(Chunk chunk) {
        try {
            java.util.Objects.requireNonNull(spill).put(chunk);
            status.spilled(chunk.count());
            progress.done(chunk.start(), chunk.end());
            return true;
        } catch (IOException e) {
            status.failed("Predictions cannot be spilled", e);
            return false;
        }
    }

    // ---- the thread that writes

    private void write() {
        try {
            Chunk spilled = new Chunk(new Salts());
            long alive = System.nanoTime();
            boolean done = false;
            while (!done && !status.givesUp()) {
                boolean last = hashed;
                Chunk chunk =
                        full.poll(spill != null && spill.waiting() > 0 ? 0 : WRITER_NAP_MILLIS, TimeUnit.MILLISECONDS);
                if (chunk != null) {
                    store(chunk);
                    progress.done(chunk.start(), chunk.end());
                    free.add(chunk);
                } else if (spill != null && spill.waiting() > 0) {
                    takeBack(spill, spilled);
                } else {
                    done = last;
                }
                if (System.nanoTime() - alive >= ALIVE_NANOS) {
                    alive = System.nanoTime();
                    attempt("tell that this process lives", writer::alive);
                }
                attempt("end a batch", writer::tick);
            }
            end();
        } catch (InterruptedException e) {
            attempt("close its stream", writer::close);
            Thread.currentThread().interrupt();
        }
    }

    private void takeBack(Spill from, Chunk into) throws InterruptedException {
        try {
            if (from.peek(into)) {
                store(into);
                from.taken();
            }
        } catch (IOException e) {
            status.failed("What was spilled cannot be read", e);
            TimeUnit.MILLISECONDS.sleep(LONGEST_PAUSE_MILLIS);
        }
    }

    /** Writes until it succeeds. */
    private void store(Chunk chunk) throws InterruptedException {
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                writer.write(chunk);
                return;
            } catch (StreamEndedException e) {
                attempt("begin a stream", writer::beginAgain);
            } catch (IOException | RuntimeException e) {
                // A sink may be the user's own.
                status.failed("Predictions cannot be written", e);
            }
            if (status.givesUp()) {
                throw new InterruptedException("the pipeline gives up");
            }
            TimeUnit.MILLISECONDS.sleep(pause);
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            status.failed("A prediction log cannot " + what, e);
        }
    }

    /** Everything is written, or is not going to be. */
    private void end() throws InterruptedException {
        if (!status.givesUp()) {
            writer.endBatch(true);
        }
        log.end();
        while (log.waiting() > 0 && !status.givesUp()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        attempt("end a batch", writer::tick);
        attempt("close its stream", writer::close);
        if (spill != null) {
            attempt("close what it spilled", spill::close);
        }
        progress.end("the prediction log was closed before");
    }

    // ---- for everybody

    @Override
    public PredictionStream stream() {
        return writer.stream();
    }

    @Override
    public PredictionMetrics metrics() {
        return status.metrics(ring, settings.queueBytes(), spill == null ? 0 : spill.waiting());
    }

    /** The settings that it was opened with. */
    public PredictionSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        ring.close();
        boolean first = closing.compareAndSet(false, true);
        LockSupport.unpark(hasher);
        if (!first && status.givesUp()) {
            return;
        }
        boolean ended = awaitEnd(settings.patience());
        if (!ended || status.givesUp()) {
            status.giveUp();
            progress.end("the prediction log was closed before");
            // What is left to do then is to end the stream, so that the next process does not think that this one died.
            awaitEnd(settings.patience().compareTo(LAST_WORK) < 0 ? settings.patience() : LAST_WORK);
            if (first) {
                throw new StoreException(unfinished());
            }
        }
    }

    /** Whether all threads have ended within that time. An interrupt is kept for later. */
    private boolean awaitEnd(Duration limit) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        boolean ended = false;
        while (!ended && System.nanoTime() - deadline < 0) {
            try {
                ended = stopped.await(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    private String unfinished() {
        List<String> missing = new ArrayList<>();
        if (progress.durable() < ring.tail()) {
            missing.add("predictions of about " + ((ring.tail() - progress.durable()) << 6) + " bytes are not durable");
        }
        if (log.waiting() > 0) {
            missing.add(log.waiting() + " batches are not in the log; the next process that predicts logs them");
        }
        return "The prediction log of " + stream() + " was not closed properly within " + settings.patience() + ": "
                + (missing.isEmpty() ? "its threads still work" : String.join("; ", missing))
                + status.metrics(ring, 0, 0)
                        .lastFailure()
                        .map(last -> ". " + last)
                        .orElse("");
    }

    /** {@code prediction log of fraud@7 in production …}. */
    @Override
    public String toString() {
        return "prediction log of " + stream();
    }
}
