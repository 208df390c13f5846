package dev.lineage.jdbc.internal;

import dev.lineage.jdbc.internal.Sender.UnknownCommitException;
import dev.lineage.spi.LogEntry;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries at given positions, once. The positions are primary keys, so sending the same rows again can never write
 * them twice; whose rows stand there is told by a random mark. That resolves a lost answer: look, and if nothing is there,
 * send the same again. For the writer's thread.
 */
final class Publisher {
    /** Enough for a server that restarts: about seven seconds. */
    private static final int TRIES = 16;

    private static final int MARK_BYTES = 16;

    private final Database database;
    private final LogReader reader;
    private final Sender sender;
    private final SecureRandom random = new SecureRandom();

    Publisher(Database database, LogReader reader) {
        this.database = database;
        this.reader = reader;
        this.sender = database.dialect().sender();
    }

    /**
     * Returns whether the entries are written, durably; otherwise somebody else has their first position.
     *
     * @throws dev.lineage.StoreException if nothing was written
     * @throws dev.lineage.CommitUnknownException if that cannot be known
     * @throws FlushFailedException if it is written but not durable
     */
    boolean publish(List<LogEntry> log) {
        return new Attempt(log).run();
    }

    private String newMark() {
        byte[] bytes = new byte[MARK_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void flush(Connection connection) {
        try {
            database.dialect().flush(connection);
        } catch (SQLException e) {
            throw new FlushFailedException(e);
        }
    }

    /** One publication, with what is known about it so far. */
    private final class Attempt {
        private final LogEntry first;
        private final Rows rows;
        private final String mark = newMark();
        /** Whether the rows are committed and durable, whatever happens to the connection afterwards. */
        private boolean written;

        /** The lost answer, if one was lost: the rows may be committed, or still be. */
        private @Nullable UnknownCommitException unknown;

        Attempt(List<LogEntry> log) {
            this.first = log.get(0);
            this.rows = Rows.of(log);
        }

        boolean run() {
            for (int tries = 1; ; tries++) {
                try {
                    Optional<String> found = unknown == null ? Optional.empty() : look();
                    if (found.isPresent()) {
                        return found.get().equals(mark);
                    }
                    send();
                    return true;
                } catch (UnknownCommitException e) {
                    unknown = e;
                    requireMoreTries(tries, e);
                } catch (SQLException e) {
                    if (written) {
                        return true;
                    }
                    Fault fault = database.dialect().fault(e);
                    if (fault == Fault.TAKEN && unknown == null) {
                        return false;
                    }
                    // Taken by ourselves, perhaps: looking tells.
                    boolean hopeful = fault == Fault.TAKEN || fault == Fault.BUSY || fault == Fault.LOST;
                    requireMoreTries(hopeful ? tries : TRIES, e);
                }
                Backoff.pause(tries - TRIES / 2);
            }
        }

        private void send() throws SQLException {
            database.once(connection -> database.dialect().durably(connection, ready -> {
                sender.send(ready, mark, rows);
                flush(ready);
                written = true;
                return mark;
            }));
        }

        /** Whose append has the position; our own is made durable, which is all that may be missing. */
        private Optional<String> look() throws SQLException {
            return database.once(connection -> {
                Optional<String> found = reader.append(connection, first.position());
                if (found.isPresent() && found.get().equals(mark)) {
                    flush(connection);
                }
                if (found.isEmpty() && unknown != null && unknown.concluded()) {
                    throw JdbcErrors.notWritten(database.location(), unknown);
                }
                return found;
            });
        }

        private void requireMoreTries(int tries, SQLException thrown) {
            JdbcLog.debug("At position {} of {}: {}", first.position(), database.location(), thrown.toString());
            if (tries < TRIES) {
                return;
            }
            throw unknown == null
                    ? JdbcErrors.notWritten(database.location(), thrown)
                    : JdbcErrors.unknown(database.location(), first, thrown);
        }
    }
}
