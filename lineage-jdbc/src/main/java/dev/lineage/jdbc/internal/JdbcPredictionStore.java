package dev.lineage.jdbc.internal;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.Problem;
import dev.lineage.spi.PredictionChunk;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Predictions in tables, which are made when something is first logged. A stream's row says up to where it is written and is
 * changed in the transaction that writes, so that writing a chunk again is noticed, and a stream that was ended takes nothing more.
 * Thread-safe.
 */
final class JdbcPredictionStore implements PredictionStore {
    private static final int OPEN = 0;
    private static final int CLOSED = 1;
    private static final int ENDED = 2;
    private static final int PAGE = 2_000;
    private static final int DELETED_AT_ONCE = 10_000;
    private static final String COLUMNS = "p.stream, p.sequence, p.at_ms, p.id, p.subject, p.record";

    private final Database database;
    private final Dialect dialect;
    private final boolean create;
    private final Set<Integer> months = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Over the database of the records, which closes it. */
    JdbcPredictionStore(Database database, boolean create) {
        this.database = database;
        this.dialect = database.dialect();
        this.create = create;
    }

    private void requireOpen() {
        if (closed) {
            throw JdbcErrors.closed(location());
        }
    }

    @Override
    public String location() {
        return database.location();
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        return connection.prepareStatement(dialect.sql(sql));
    }

    // ---- writing

    @Override
    public PredictionSink open(PredictionStream stream) {
        requireOpen();
        try {
            database.again(connection -> {
                define(connection);
                return connection;
            });
            boolean[] sent = new boolean[1];
            return database.again(connection -> begin(connection, stream, sent));
        } catch (SQLException e) {
            if (dialect.fault(e) == Fault.TAKEN) {
                throw new IllegalArgumentException(
                        "There is a stream " + stream.id() + " of predictions at " + location()
                                + " already; begin one under another id",
                        e);
            }
            throw JdbcErrors.predictions(location(), e);
        }
    }

    private void define(Connection connection) throws SQLException {
        try {
            state(connection, "");
        } catch (SQLException e) {
            if (dialect.fault(e) != Fault.NO_TABLE) {
                throw e;
            }
            Script script = Script.ofPredictions(dialect);
            if (!create) {
                throw JdbcErrors.noPredictions(location(), dialect.tables(), script);
            }
            try {
                dialect.define(connection, script.from(0));
            } catch (SQLException again) {
                // Somebody else made them at the same time.
                if (dialect.fault(again) != Fault.EXISTS && dialect.fault(again) != Fault.TAKEN) {
                    throw again;
                }
            }
        }
    }

    private Sink begin(Connection connection, PredictionStream stream, boolean[] sent) throws SQLException {
        if (sent[0] && state(connection, stream.id()).isPresent()) {
            return new Sink(stream);
        }
        sent[0] = true;
        return dialect.durably(connection, ready -> {
            try (PreparedStatement insert = prepare(
                    ready,
                    "insert into @prediction_streams (stream, model, version, digest, stage, started_ms, last_sequence,"
                            + " deleted_through, state, seen_ms) values (?, ?, ?, ?, ?, ?, 0, 0, " + OPEN + ", "
                            + dialect.millis() + ")")) {
                insert.setString(1, stream.id());
                insert.setString(2, stream.model());
                insert.setString(3, stream.version().toString());
                insert.setString(4, stream.digest().toString());
                insert.setString(5, stream.stage());
                insert.setLong(6, stream.started().toEpochMilli());
                insert.executeUpdate();
            }
            dialect.flush(ready);
            return new Sink(stream);
        });
    }

    private record State(long last, long deleted, int state) {}

    private Optional<State> state(Connection connection, String stream) throws SQLException {
        try (PreparedStatement select = prepare(
                connection, "select last_sequence, deleted_through, state from @prediction_streams where stream = ?")) {
            select.setString(1, stream);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? Optional.of(new State(rows.getLong(1), rows.getLong(2), rows.getInt(3)))
                        : Optional.empty();
            }
        }
    }

    /** A stream that is written. */
    private final class Sink implements PredictionSink {
        private final PredictionStream stream;
        private long durable;

        Sink(PredictionStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(PredictionChunk chunk) throws IOException {
            requireOpen();
            if (chunk.last() <= durable) {
                return;
            }
            List<PredictionRow> rows =
                    chunk.records().stream().map(PredictionRow::of).toList();
            try {
                for (PredictionRow row : rows) {
                    if (!months.contains(row.month())) {
                        month(row.month());
                    }
                }
                if (!database.again(connection -> write(connection, rows))) {
                    throw new StreamEndedException("The stream " + stream + " at " + location()
                            + " was ended by another process, because nothing was heard of this one");
                }
            } catch (SQLException e) {
                throw JdbcErrors.predictions(location(), e);
            }
            durable = chunk.last();
        }

        /** Returns whether the stream takes it. */
        private boolean write(Connection connection, List<PredictionRow> rows) throws SQLException {
            long last = rows.get(rows.size() - 1).sequence();
            return transaction(connection, ready -> {
                if (!advance(ready, rows.get(0).sequence() - 1, last)) {
                    // It was ended, or a try whose answer was lost succeeded.
                    return state(ready, stream.id())
                                    .orElse(new State(0, 0, ENDED))
                                    .last()
                            >= last;
                }
                dialect.insertPredictions(ready, stream.id(), rows);
                return true;
            });
        }

        private boolean advance(Connection connection, long from, long to) throws SQLException {
            try (PreparedStatement update = prepare(
                    connection,
                    "update @prediction_streams set last_sequence = ?, seen_ms = " + dialect.millis()
                            + " where stream = ? and state = " + OPEN + " and last_sequence = ?")) {
                update.setLong(1, to);
                update.setString(2, stream.id());
                update.setLong(3, from);
                return update.executeUpdate() == 1;
            }
        }

        @Override
        public void alive() {
            change("seen_ms = " + dialect.millis());
        }

        @Override
        public void close() {
            if (!closed) {
                change("state = " + CLOSED);
            }
        }

        private void change(String what) {
            try {
                database.again(connection -> transaction(connection, ready -> {
                    try (PreparedStatement update = prepare(
                            ready,
                            "update @prediction_streams set " + what + " where stream = ? and state = " + OPEN)) {
                        update.setString(1, stream.id());
                        return update.executeUpdate();
                    }
                }));
            } catch (SQLException e) {
                throw JdbcErrors.predictions(location(), e);
            }
        }
    }

    /** Somebody else may add the same one at this moment. */
    private void month(int month) throws SQLException {
        database.again(connection -> {
            try {
                dialect.addMonth(connection, month);
            } catch (SQLException e) {
                if (dialect.fault(e) != Fault.EXISTS && dialect.fault(e) != Fault.TAKEN) {
                    throw e;
                }
            }
            return connection;
        });
        months.add(month);
    }

    /** All or nothing, durably. */
    private <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        return dialect.durably(connection, ready -> {
            ready.setAutoCommit(false);
            boolean done = false;
            T result;
            try {
                dialect.beginDurably(ready);
                result = work.run(ready);
                ready.commit();
                done = true;
            } finally {
                if (!done) {
                    rollback(ready);
                }
            }
            ready.setAutoCommit(true);
            dialect.flush(ready);
            return result;
        });
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            JdbcLog.debug("A transaction could not be rolled back: {}", e.toString());
        }
    }

    // ---- reading

    /** What is asked of tables that are not there has no answer. */
    private <T> T read(T otherwise, Work<T> work) {
        requireOpen();
        return database.read(connection -> {
            try {
                return work.run(connection);
            } catch (SQLException e) {
                if (dialect.fault(e) == Fault.NO_TABLE) {
                    return otherwise;
                }
                throw e;
            }
        });
    }

    private <T> T write(T otherwise, Work<T> work) {
        requireOpen();
        try {
            return database.again(connection -> {
                try {
                    return transaction(connection, work);
                } catch (SQLException e) {
                    if (dialect.fault(e) == Fault.NO_TABLE) {
                        return otherwise;
                    }
                    throw e;
                }
            });
        } catch (SQLException e) {
            throw JdbcErrors.predictions(location(), e);
        }
    }

    private PredictionStore.Found found(ResultSet rows) throws SQLException {
        String stream = rows.getString(1);
        long sequence = rows.getLong(2);
        PredictionRecord record;
        try {
            record = PredictionRecord.parse(sequence, rows.getBytes(6));
        } catch (IllegalArgumentException e) {
            throw JdbcErrors.badPrediction(location(), stream, sequence, e.getMessage() + "");
        }
        String id = rows.getString(4);
        String subject = rows.getString(5);
        boolean agrees = record.isErased()
                ? id == null && subject == null
                : record.id().equals(id)
                        && record.subject().equals(Optional.ofNullable(subject))
                        && record.at().toEpochMilli() == rows.getLong(3);
        if (!agrees) {
            throw JdbcErrors.badPrediction(
                    location(), stream, sequence, "its columns say something else than the record");
        }
        return new Found(stream, record);
    }

    @Override
    public Optional<Ended> end(String model, String stream, Duration quiet) {
        write(0, connection -> {
            try (PreparedStatement update = prepare(
                    connection,
                    "update @prediction_streams set state = " + ENDED + " where stream = ? and state = " + OPEN
                            + " and seen_ms <= " + dialect.millis() + " - ?")) {
                update.setString(1, stream);
                update.setLong(2, quiet.toMillis());
                return update.executeUpdate();
            }
        });
        Optional<State> state = read(Optional.empty(), connection -> state(connection, stream));
        if (state.isEmpty()) {
            return Optional.of(new Ended(0, 0, List.of(), false));
        }
        if (state.get().state() == OPEN) {
            return Optional.empty();
        }
        List<Damage> damaged = new ArrayList<>();
        walk(stream, state.get(), record -> {}, damaged::add);
        return Optional.of(new Ended(state.get().last(), 0, damaged, state.get().state() == CLOSED));
    }

    /** Reads all that a stream should have, and tells what it has not. */
    private void walk(String stream, State state, Consumer<PredictionRecord> visitor, Consumer<Damage> damaged) {
        long next = state.deleted() + 1;
        while (next <= state.last()) {
            List<PredictionRecord> page = List.of();
            long from = next;
            long first = read(0L, connection -> firstFrom(connection, stream, from));
            if (first != next) {
                long last = first == 0 ? state.last() : Math.min(first - 1, state.last());
                damaged.accept(new Damage(next, last, "predictions " + next + " to " + last + " are missing"));
                next = last + 1;
                continue;
            }
            try {
                page = rows(stream, next, PAGE);
            } catch (IntegrityException e) {
                damaged.accept(new Damage(next, next, String.valueOf(e.getMessage())));
                next++;
            }
            for (PredictionRecord record : page) {
                visitor.accept(record);
                next++;
            }
        }
    }

    private long firstFrom(Connection connection, String stream, long from) throws SQLException {
        try (PreparedStatement select =
                prepare(connection, "select min(sequence) from @predictions where stream = ? and sequence >= ?")) {
            select.setString(1, stream);
            select.setLong(2, from);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Consecutive records from {@code from} on, as far as they are intact; the first one must be. */
    private List<PredictionRecord> rows(String stream, long from, int limit) {
        return read(List.of(), connection -> {
            List<PredictionRecord> records = new ArrayList<>();
            try (PreparedStatement select = prepare(
                    connection,
                    "select " + COLUMNS + " from @predictions p where p.stream = ? and p.sequence >= ?"
                            + " order by p.sequence limit ?")) {
                select.setString(1, stream);
                select.setLong(2, from);
                select.setInt(3, limit);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        if (!records.isEmpty()
                                && rows.getLong(2)
                                        != records.get(records.size() - 1).sequence() + 1) {
                            return records;
                        }
                        try {
                            records.add(found(rows).record());
                        } catch (IntegrityException e) {
                            if (records.isEmpty()) {
                                throw e;
                            }
                            return records;
                        }
                    }
                }
            }
            return records;
        });
    }

    @Override
    public List<PredictionRecord> read(String model, String stream, long from, int limit) {
        Optional<State> state = read(Optional.empty(), connection -> state(connection, stream));
        if (state.isEmpty()) {
            return List.of();
        }
        long next = Math.max(from, state.get().deleted() + 1);
        List<PredictionRecord> records = rows(stream, next, limit);
        long first = records.isEmpty() ? state.get().last() + 1 : records.get(0).sequence();
        if (first > next) {
            // What is deleted just now is marked as deleted before it goes.
            long deleted = read(Optional.<State>empty(), connection -> state(connection, stream))
                    .map(State::deleted)
                    .orElse(0L);
            if (first > Math.max(next, deleted + 1)) {
                throw JdbcErrors.missingPredictions(location(), stream, next, first - 1);
            }
        }
        return records;
    }

    @Override
    public List<Found> find(String model, Key key, String value, Optional<Found> after, int limit) {
        String sql = "select " + COLUMNS + " from @predictions p join @prediction_streams s on s.stream = p.stream"
                + " where p." + (key == Key.ID ? "id" : "subject") + " = ? and s.model = ?"
                + (after.isPresent() ? " and (p.stream > ? or p.stream = ? and p.sequence > ?)" : "")
                + " order by p.stream, p.sequence limit ?";
        return read(List.of(), connection -> {
            List<Found> found = new ArrayList<>();
            try (PreparedStatement select = prepare(connection, sql)) {
                int index = 1;
                select.setString(index++, value);
                select.setString(index++, model);
                if (after.isPresent()) {
                    select.setString(index++, after.get().stream());
                    select.setString(index++, after.get().stream());
                    select.setLong(index++, after.get().record().sequence());
                }
                select.setInt(index, limit);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(found(rows));
                    }
                }
            }
            return found;
        });
    }

    // ---- erasing and deleting

    @Override
    public SortedSet<Long> erase(String model, String stream, SortedSet<Long> sequences) {
        write(0, connection -> {
            for (long sequence : sequences) {
                erase(connection, stream, sequence);
            }
            return 0;
        });
        return new TreeSet<>();
    }

    private void erase(Connection connection, String stream, long sequence) throws SQLException {
        PredictionRecord record;
        try (PreparedStatement select = prepare(
                connection, "select " + COLUMNS + " from @predictions p where p.stream = ? and p.sequence = ?")) {
            select.setString(1, stream);
            select.setLong(2, sequence);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return;
                }
                record = found(rows).record();
            }
        }
        if (record.isErased()) {
            return;
        }
        try (PreparedStatement update = prepare(
                connection,
                "update @predictions set id = null, subject = null, at_ms = 0, record = ? where stream = ? and sequence = ?")) {
            update.setBytes(1, record.erased().bytes());
            update.setString(2, stream);
            update.setLong(3, sequence);
            update.executeUpdate();
        }
    }

    @Override
    public long delete(String model, String stream, long through) {
        Optional<State> state = read(Optional.empty(), connection -> state(connection, stream));
        if (state.isEmpty()) {
            return 0;
        }
        long last =
                Math.max(state.get().deleted(), Math.min(through, state.get().last()));
        // First it is said, so that nobody takes for a loss what goes.
        write(0, connection -> {
            try (PreparedStatement update = prepare(
                    connection,
                    "update @prediction_streams set deleted_through = ? where stream = ? and deleted_through < ?")) {
                update.setLong(1, last);
                update.setString(2, stream);
                update.setLong(3, last);
                return update.executeUpdate();
            }
        });
        for (long first = read(0L, connection -> firstFrom(connection, stream, 1));
                first > 0 && first <= last;
                first = read(0L, connection -> firstFrom(connection, stream, 1))) {
            long end = Math.min(last, first + DELETED_AT_ONCE);
            write(0, connection -> {
                try (PreparedStatement delete =
                        prepare(connection, "delete from @predictions where stream = ? and sequence <= ?")) {
                    delete.setString(1, stream);
                    delete.setLong(2, end);
                    return delete.executeUpdate();
                }
            });
        }
        return last;
    }

    // ---- checking

    @Override
    public long verify(Consumer<Problem> problems) {
        long[] count = new long[1];
        Optional<String> after = Optional.empty();
        for (List<String> page = streams(after); !page.isEmpty(); page = streams(after)) {
            for (String stream : page) {
                State state = read(Optional.<State>empty(), connection -> state(connection, stream))
                        .orElseThrow(() -> new StoreException("Stream " + stream + " at " + location()
                                + " was deleted while it was verified; verify again"));
                walk(
                        stream,
                        state,
                        record -> count[0]++,
                        damage -> problems.accept(new Problem(
                                "stream " + stream + " of predictions at " + location(),
                                damage.what(),
                                "Restore the tables of predictions from a copy")));
            }
            after = Optional.of(page.get(page.size() - 1));
        }
        return count[0];
    }

    private List<String> streams(Optional<String> after) {
        return read(List.of(), connection -> {
            List<String> streams = new ArrayList<>();
            try (PreparedStatement select = prepare(
                    connection,
                    "select stream from @prediction_streams where stream > ? order by stream limit " + PAGE)) {
                select.setString(1, after.orElse(""));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        streams.add(rows.getString(1));
                    }
                }
            }
            return streams;
        });
    }

    @Override
    public void close() {
        closed = true;
    }
}
