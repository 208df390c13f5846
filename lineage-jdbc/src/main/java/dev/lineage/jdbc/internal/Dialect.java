package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What one kind of database does its own way. Thread-safe. */
abstract class Dialect {
    private final Tables tables;
    private final String location;

    Dialect(Tables tables, String location) {
        this.tables = tables;
        this.location = location;
    }

    /** The dialect of the database behind {@code connection}. */
    static Dialect of(Connection connection, Tables tables, String location) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> new PostgresDialect(tables, location);
            case "MariaDB", "MySQL" -> new MariaDialect(tables, location, product.equals("MariaDB"));
            case "H2" -> new H2Dialect(tables, location);
            case "SQLite" -> new SqliteDialect(tables, location);
            default -> throw JdbcErrors.unknownDatabase(location, product);
        };
    }

    final Tables tables() {
        return tables;
    }

    final String location() {
        return location;
    }

    final String sql(String statement) {
        return tables.sql(statement);
    }

    /** The name of its file of statements. */
    abstract String script();

    /** What {@code ${collation}} stands for in that file. */
    String collation() {
        return "";
    }

    /** What an error means, by its code; the codes of one exception may be in another that it holds. */
    final Fault fault(SQLException thrown) {
        Fault fault = judge(thrown);
        if (fault == Fault.OTHER && thrown.getNextException() != null) {
            fault = judge(thrown.getNextException());
        }
        if (fault == Fault.OTHER && thrown.getCause() instanceof SQLException cause) {
            fault = fault(cause);
        }
        return fault;
    }

    private Fault judge(SQLException thrown) {
        String state = thrown.getSQLState() == null ? "" : thrown.getSQLState();
        return state.startsWith("08") ? Fault.LOST : fault(state, thrown);
    }

    /** What an error means whose SQLSTATE, empty for none, is not one of lost connections. */
    abstract Fault fault(String state, SQLException thrown);

    /**
     * Makes sure that this database keeps what Lineage promises.
     *
     * @throws dev.lineage.StoreException if it is set up so that it does not
     */
    abstract void check(Connection connection) throws SQLException;

    /** Runs the statements that make or change the tables. */
    void define(Connection connection, List<String> statements) throws SQLException {
        for (String statement : statements) {
            execute(connection, statement);
        }
    }

    /** Whether a connection may be set so that it sees what others have not committed. */
    boolean hasDirtyReads() {
        return false;
    }

    /** How rows are written. */
    abstract Sender sender();

    /** Runs {@code work}, which commits, on a connection set up so that commits are durable. */
    <T> T durably(Connection connection, Work<T> work) throws SQLException {
        return work.run(connection);
    }

    /** Makes what was committed durable, where commits alone are not. */
    void flush(Connection connection) throws SQLException {}

    /** Inserts a child, given twice, unless it is there. */
    String insertChild() {
        return sql("insert into @children (parent, segment) select ?, ?"
                + " where not exists (select 1 from @children where parent = ? and segment = ?)");
    }

    /** Inserts a checkpoint: name, revision and note. */
    String insertCheckpoint() {
        return sql("insert into @checkpoints (name, revision, note) values (?, ?, ?)");
    }

    /** The time of the database, in milliseconds since the epoch. */
    abstract String millis();

    /** At the beginning of a transaction that is to be durable. */
    void beginDurably(Connection connection) throws SQLException {}

    /** Inserts predictions of one stream. */
    void insertPredictions(Connection connection, String stream, List<PredictionRow> rows) throws SQLException {
        PredictionRow.insert(this, connection, stream, rows);
    }

    /** Makes the part of the table of predictions that has a month, where it has such parts; somebody else may have. */
    void addMonth(Connection connection, int month) throws SQLException {}

    /** A table {@code s} with the one column {@code item}, made from one parameter. */
    abstract String list();

    /** Sets the parameter of {@link #list()}. */
    abstract void bindList(PreparedStatement statement, int index, Collection<String> items) throws SQLException;

    /** A text compared as the columns of the tables are. */
    String collated(String text) {
        return text;
    }

    /** A column's form whose order is that of the code points. */
    String byCodePoint(String column) {
        return column;
    }

    /** A parameter in that form. */
    String codePoints() {
        return "?";
    }

    /** That a text attribute equals the one parameter. */
    String textEquals(String alias) {
        return alias + ".text_value = ?";
    }

    /** What stands before a recursive statement, if the database walks graphs of any depth without repeating itself. */
    abstract Optional<String> recursion();

    static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    /** The first column of the first row; empty if there is no row or it is null. */
    static String single(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            String value = rows.next() ? rows.getString(1) : null;
            return value == null ? "" : value;
        }
    }
}
