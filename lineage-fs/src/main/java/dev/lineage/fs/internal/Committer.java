package dev.lineage.fs.internal;

import dev.lineage.LineageException;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Group commit: the appends that wait while one commit is made go into the next one together. Each is judged against the
 * log and the ones before it, and acknowledged when the whole file is durable. Thread-safe.
 */
final class Committer {
    /** Of the time that the last commit took, the part for which the next one may wait for company. */
    private static final int PATIENCE = 4;

    private static final long LOOK_NANOS = 20_000;

    private record Request(List<Entry> entries, CompletableFuture<Supplier<AppendResult>> outcome) {
        void complete(AppendResult result) {
            outcome.complete(() -> result);
        }

        void fail(Throwable thrown) {
            outcome.complete(Outcomes.failure(thrown));
        }
    }

    private final Layout layout;
    private final CommitLog log;
    private final Tail tail;
    private final Pointers pointers;
    private final Publisher publisher;
    private final IndexKeeper keeper;
    private final WriterThread thread;
    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private int company;
    private long lastNanos;

    Committer(
            Layout layout,
            CommitLog log,
            Tail tail,
            Pointers pointers,
            Publisher publisher,
            IndexKeeper keeper,
            WriterThread thread) {
        this.layout = layout;
        this.log = log;
        this.tail = tail;
        this.pointers = pointers;
        this.publisher = publisher;
        this.keeper = keeper;
        this.thread = thread;
    }

    AppendResult append(List<Entry> entries) {
        Request request = new Request(entries, new CompletableFuture<>());
        waiting.add(request);
        waitingCount.incrementAndGet();
        try {
            thread.execute(this::drain);
        } catch (RejectedExecutionException e) {
            if (waiting.remove(request)) {
                waitingCount.decrementAndGet();
                throw FsErrors.closed(layout.root());
            }
        }
        return request.outcome().join().get();
    }

    private void drain() {
        while (!waiting.isEmpty()) {
            awaitCompany();
            List<Request> batch = take();
            long start = System.nanoTime();
            try {
                commit(batch);
            } catch (RuntimeException | Error e) {
                batch.forEach(request -> request.fail(e));
            }
            lastNanos = System.nanoTime() - start;
            company = batch.size() + waitingCount.get();
            if (keeper.lags()) {
                keeper.settle(false);
            }
        }
        thread.whenIdle(() -> keeper.settle(false));
    }

    /** Threads that were served together are likely to come back together: a moment's wait spares a flush. */
    private void awaitCompany() {
        if (company < 2) {
            return;
        }
        long start = System.nanoTime();
        while (waitingCount.get() < company && System.nanoTime() - start < lastNanos / PATIENCE) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private List<Request> take() {
        List<Request> batch = new ArrayList<>();
        int entries = 0;
        for (Request next = waiting.peek();
                next != null && entries + next.entries().size() <= RecordStore.MAX_ENTRIES;
                next = waiting.peek()) {
            // Nobody else takes from the head, but a refused append may take itself away.
            if (waiting.remove(next)) {
                waitingCount.decrementAndGet();
                entries += next.entries().size();
                batch.add(next);
            }
        }
        return batch;
    }

    private void commit(List<Request> batch) {
        while (!batch.isEmpty()) {
            tail.catchUp();
            // Taken before anything is judged: a reader may catch up meanwhile, and what was judged before somebody
            // else's commit must not be published behind it.
            Tail.End end = tail.end();
            Plan plan = judge(batch, end.next());
            if (plan.accepted.isEmpty()) {
                plan.answer();
                return;
            }
            byte[] bytes = Commit.encode(end.next(), end.digest(), plan.entries);
            boolean published = publisher.publish(
                    end.next(), end.first(), bytes, plan.entries.get(0).digest());
            if (!published) {
                // Somebody else has that position, and what was judged may not hold any more.
                continue;
            }
            try {
                Commit commit = Commit.of(end.next(), end.digest(), plan.entries, bytes);
                log.keep(commit);
                tail.advance(commit);
                keeper.published(commit);
            } catch (RuntimeException | Error e) {
                // It is durable, whatever became of our memory of it.
                FsLog.warn("After the commit at {} of {}: {}", end.next(), layout.root(), e.toString());
            }
            long position = end.next();
            for (Request request : plan.accepted) {
                request.complete(new AppendResult.Appended(position));
                position += request.entries().size();
            }
            // A conflict may be with an append of this very commit, so it is told only now.
            plan.answer();
            return;
        }
    }

    private static final class Plan {
        private final List<Request> accepted = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, Pointer> moved = new HashMap<>();
        private final Map<Request, Supplier<AppendResult>> answers = new LinkedHashMap<>();

        private void answer() {
            answers.forEach((request, answer) -> request.outcome().complete(answer));
        }
    }

    private Plan judge(List<Request> batch, long first) {
        Plan plan = new Plan();
        for (Request request : batch) {
            Map<String, Pointer> moved = new HashMap<>();
            try {
                Optional<AppendResult> conflict = judge(request, plan, first, moved);
                if (conflict.isPresent()) {
                    plan.answers.put(request, conflict::get);
                } else {
                    plan.accepted.add(request);
                    plan.entries.addAll(request.entries());
                    plan.moved.putAll(moved);
                }
            } catch (LineageException e) {
                plan.answers.put(request, Outcomes.failure(e));
            }
        }
        return plan;
    }

    /** Collects in {@code moved} how the request moves the pointers; what it returns is why it must not. */
    private Optional<AppendResult> judge(Request request, Plan plan, long first, Map<String, Pointer> moved) {
        long position = first + plan.entries.size();
        for (Entry entry : request.entries()) {
            for (Move move : entry.moves()) {
                Optional<Pointer> others = Optional.ofNullable(plan.moved.get(move.pointer()));
                Optional<Pointer> planned =
                        Optional.ofNullable(moved.get(move.pointer())).or(() -> others);
                boolean fits =
                        planned.isPresent() ? move.revision() == planned.get().revision() + 1 : isNext(move);
                if (!fits) {
                    return Optional.of(
                            new AppendResult.Conflict(move, others.or(() -> pointers.current(move.pointer()))));
                }
                moved.put(move.pointer(), new Pointer(move.pointer(), move.revision(), move.value(), position));
            }
            position++;
        }
        return Optional.empty();
    }

    private boolean isNext(Move move) {
        Optional<Pointer> known = tail.known(move.pointer());
        return known.isPresent()
                ? move.revision() == known.get().revision() + 1
                : (move.revision() == 1
                                || pointers.at(move.pointer(), move.revision() - 1)
                                        .isPresent())
                        && pointers.at(move.pointer(), move.revision()).isEmpty();
    }
}
