package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** Makes the tables, or checks them; and what they say about the registry as a whole. */
final class Schema {
    private static final int TRIES = 40;
    private static final String ARTIFACTS = "artifacts";
    private static final String FORMAT = "format";

    private final Database database;
    private final Dialect dialect;
    private final Script script;
    private final String select;
    private final String insert;

    Schema(Database database) {
        this.database = database;
        this.dialect = database.dialect();
        this.script = Script.of(dialect);
        this.select = dialect.sql("select content from @meta where name = ?");
        this.insert = dialect.sql("insert into @meta (name, content) values (?, ?)");
    }

    /**
     * Opens the tables.
     *
     * @param create whether tables that are not there are made, and older ones changed
     */
    void open(boolean create) {
        try {
            int format = database.again(this::format);
            if (format < script.format()) {
                if (!create) {
                    throw JdbcErrors.noTables(database.location(), dialect.tables(), format, script);
                }
                define();
            }
            database.again(connection -> {
                requireVisible(connection);
                dialect.check(connection);
                return connection;
            });
        } catch (SQLException e) {
            throw JdbcErrors.cannotOpen(database.location(), e);
        }
    }

    /** Others may do the same at this moment; whoever is second finds some of it done. */
    private void define() throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                database.once(connection -> {
                    int format = format(connection);
                    if (format < script.format()) {
                        dialect.define(connection, script.from(format));
                    }
                    return connection;
                });
                return;
            } catch (SQLException e) {
                Fault fault = dialect.fault(e);
                if (tries == TRIES || fault == Fault.OTHER || fault == Fault.NO_TABLE) {
                    throw e;
                }
                Backoff.pause(Math.min(tries, 4));
            }
        }
    }

    /** A database in memory may be another one for every connection. */
    private void requireVisible(Connection connection) throws SQLException {
        if (format(connection) == 0) {
            throw JdbcErrors.privateDatabase(database.location());
        }
    }

    /** The format of the tables; 0 if there are none. */
    private int format(Connection connection) throws SQLException {
        Optional<String> content;
        try {
            content = setting(connection, FORMAT);
        } catch (SQLException e) {
            if (dialect.fault(e) == Fault.NO_TABLE) {
                return 0;
            }
            throw e;
        }
        if (content.isEmpty()) {
            return 0;
        }
        int format = number(content.get());
        if (format > script.format()) {
            throw JdbcErrors.newerFormat(database.location(), content.get(), script.format());
        }
        return format;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    private Optional<String> setting(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, name);
            return LogReader.strings(statement).stream().findFirst();
        }
    }

    /** Where the artifacts of the registry are, as somebody has said before. */
    Optional<String> artifacts() {
        return database.read(connection -> setting(connection, ARTIFACTS));
    }

    /** Records where the artifacts are, unless it is recorded or may not be. */
    void artifacts(String url) {
        try {
            database.once(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(insert)) {
                    statement.setString(1, ARTIFACTS);
                    statement.setString(2, url);
                    return statement.executeUpdate();
                }
            });
        } catch (SQLException e) {
            JdbcLog.debug("Where the artifacts of {} are was not recorded: {}", database.location(), e.toString());
        }
    }
}
