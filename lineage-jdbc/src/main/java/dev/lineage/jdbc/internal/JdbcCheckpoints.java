package dev.lineage.jdbc.internal;

import dev.lineage.CheckpointStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A checkpoint as the newest row of its name: whoever inserts a revision first has replaced the one before. Rows are only ever
 * inserted, so that older ones stay as evidence. Thread-safe.
 */
final class JdbcCheckpoints implements CheckpointStore {
    private static final int MAX_NAME = 100;
    private static final int TRIES = 16;

    private final Database database;
    private final String name;
    private final String select;
    private final String insert;

    private JdbcCheckpoints(Database database, String name) {
        this.database = database;
        this.name = name;
        select = database.dialect()
                .sql("select revision, note from @checkpoints where name = ?"
                        + " order by name desc, revision desc limit 1");
        insert = database.dialect().insertCheckpoint();
    }

    /** Opens the checkpoint of that name, making the table if there is none and {@code create} says so. */
    static JdbcCheckpoints open(Connections connections, Tables tables, boolean create, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("The name of a checkpoint has 1 to " + MAX_NAME + " characters, not "
                    + name.length() + ": '" + name + "'. Take the origin of the log");
        }
        Dialect dialect = JdbcRecordStore.dialect(connections, tables, "");
        JdbcCheckpoints checkpoints = new JdbcCheckpoints(new Database(connections, dialect), name);
        checkpoints.open(create);
        return checkpoints;
    }

    private void open(boolean create) {
        try {
            database.again(connection -> {
                try {
                    return newest(connection);
                } catch (SQLException e) {
                    if (database.dialect().fault(e) != Fault.NO_TABLE) {
                        throw e;
                    }
                    define(connection, create);
                    return newest(connection);
                }
            });
        } catch (SQLException e) {
            throw JdbcErrors.cannotOpen(database.location(), e);
        }
    }

    private void define(Connection connection, boolean create) throws SQLException {
        Dialect dialect = database.dialect();
        Script script = Script.ofCheckpoints(dialect);
        if (!create) {
            throw JdbcErrors.noCheckpoints(database.location(), dialect.tables(), script);
        }
        try {
            dialect.define(connection, script.from(0));
        } catch (SQLException e) {
            // Somebody else made it at the same time.
            if (dialect.fault(e) != Fault.EXISTS && dialect.fault(e) != Fault.TAKEN) {
                throw e;
            }
        }
    }

    private record Row(long revision, Optional<String> note) {}

    private Row newest(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? new Row(rows.getLong(1), Optional.of(rows.getString(2)))
                        : new Row(0, Optional.empty());
            }
        }
    }

    @Override
    public String location() {
        return database.location() + ", checkpoint '" + name + "'";
    }

    @Override
    public Optional<String> load() {
        return database.read(connection -> newest(connection).note());
    }

    @Override
    public boolean replace(Optional<String> expected, String next) {
        boolean[] sent = new boolean[1];
        for (int tries = 1; ; tries++) {
            try {
                return database.once(connection -> replace(connection, expected, next, sent));
            } catch (SQLException e) {
                Fault fault = database.dialect().fault(e);
                if (fault == Fault.TAKEN && !sent[0]) {
                    return false;
                }
                // Sent and not answered: the next look tells whose row is there.
                if (tries == TRIES || fault == Fault.OTHER || fault == Fault.NO_TABLE) {
                    throw JdbcErrors.notKept(location(), e);
                }
                Backoff.pause(tries - TRIES / 2);
            }
        }
    }

    private boolean replace(Connection connection, Optional<String> expected, String next, boolean[] sent)
            throws SQLException {
        Row now = newest(connection);
        if (sent[0] && now.note().equals(Optional.of(next))) {
            database.dialect().flush(connection);
            return true;
        }
        if (!now.note().equals(expected)) {
            return false;
        }
        return database.dialect().durably(connection, ready -> {
            try (PreparedStatement statement = ready.prepareStatement(insert)) {
                statement.setString(1, name);
                statement.setLong(2, now.revision() + 1);
                statement.setString(3, next);
                statement.executeUpdate();
            } catch (SQLException e) {
                sent[0] |= database.dialect().fault(e) == Fault.LOST;
                throw e;
            }
            sent[0] = true;
            database.dialect().flush(ready);
            return true;
        });
    }
}
