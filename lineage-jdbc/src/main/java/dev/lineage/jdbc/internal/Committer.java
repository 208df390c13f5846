package dev.lineage.jdbc.internal;

import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: the appends that wait while one transaction is made go into the next one together, so that threads of one
 * process do not race each other for positions. Thread-safe.
 */
final class Committer implements AutoCloseable {
    /** Each time somebody else made progress; so many in a row mean that something is wrong. */
    private static final int TRIES = 1_000;

    private static final int PATIENT_TRIES = 4;

    private final Database database;
    private final LogReader reader;
    private final Publisher publisher;
    private final ThreadPoolExecutor writer = Database.threads("lineage-jdbc-writer", 1);
    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
    /** Why no more is written; for the writer's thread. */
    private @Nullable FlushFailedException broken;

    Committer(Database database, LogReader reader) {
        this.database = database;
        this.reader = reader;
        this.publisher = new Publisher(database, reader);
    }

    AppendResult append(List<Entry> entries) {
        Request request = new Request(entries);
        waiting.add(request);
        try {
            writer.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // Unless a drain that is still running has taken it.
            if (waiting.remove(request)) {
                throw JdbcErrors.closed(database.location());
            }
        }
        return request.outcome().await();
    }

    private void drain() {
        for (List<Request> batch = take(); !batch.isEmpty(); batch = take()) {
            try {
                commit(batch);
            } catch (RuntimeException e) {
                batch.forEach(request -> request.outcome().failure(e));
            } catch (Error e) {
                batch.forEach(request -> request.outcome().failure(e));
            }
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
                entries += next.entries().size();
                batch.add(next);
            }
        }
        return batch;
    }

    private void commit(List<Request> batch) {
        if (broken != null) {
            throw JdbcErrors.refused(database.location(), broken);
        }
        Set<String> pointers = batch.stream()
                .flatMap(request -> request.entries().stream())
                .flatMap(entry -> entry.moves().stream())
                .map(Move::pointer)
                .collect(Collectors.toSet());
        for (int tries = 1; tries <= TRIES; tries++) {
            Plan plan = Plan.of(head(pointers), batch);
            if (plan.log().isEmpty() || publish(plan)) {
                plan.answer();
                return;
            }
            // Somebody else has that position, and what was judged may not hold any more.
            Backoff.pause(Math.min(tries - PATIENT_TRIES, 2));
        }
        throw JdbcErrors.tooManyWriters(database.location(), TRIES);
    }

    private boolean publish(Plan plan) {
        try {
            return publisher.publish(plan.log());
        } catch (FlushFailedException e) {
            broken = e;
            throw JdbcErrors.notFlushed(database.location(), plan.log().get(0), e);
        }
    }

    private Head head(Set<String> pointers) {
        try {
            return database.again(connection -> reader.head(connection, pointers));
        } catch (SQLException e) {
            throw JdbcErrors.notWritten(database.location(), e);
        }
    }

    /** Waits for appends under way. */
    @Override
    public void close() {
        Database.finish(writer);
    }
}
