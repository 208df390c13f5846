package dev.lineage.jdbc.internal;

import dev.lineage.jdbc.internal.Rows.AttributeRow;
import dev.lineage.jdbc.internal.Rows.EdgeRow;
import dev.lineage.jdbc.internal.Rows.PointerRow;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;

/** Writes rows in batches of one table each, the log first: whoever has its positions has everything else. */
final class BatchSender implements Sender {
    private final Dialect dialect;
    private final String log;
    private final String pointers;
    private final String children;
    private final String attributes;
    private final String edges;

    BatchSender(Dialect dialect) {
        this.dialect = dialect;
        log = dialect.sql(
                "insert into @log (position, append_id, type, format, digest, entry) values (?, ?, ?, ?, ?, ?)");
        pointers = dialect.sql(
                "insert into @pointers (name, revision, content, shown_as, position) values (?, ?, ?, ?, ?)");
        children = dialect.insertChild();
        attributes = dialect.sql("insert into @attributes (position, ordinal, entry_type, name, attr_key, text_value,"
                + " number_value, number_order) values (?, ?, ?, ?, ?, ?, ?, ?)");
        edges = dialect.sql("insert into @edges (position, ordinal, source, type, target) values (?, ?, ?, ?, ?)");
    }

    private interface Binder<T> {
        void bind(PreparedStatement statement, T row) throws SQLException;
    }

    @Override
    public void send(Connection connection, String mark, Rows rows) throws SQLException {
        connection.setAutoCommit(false);
        boolean committing = false;
        try {
            insert(connection, log, rows.log(), (statement, row) -> bind(statement, mark, row));
            insert(connection, pointers, rows.pointers(), BatchSender::bind);
            insertChildren(connection, rows.children());
            insert(connection, attributes, rows.attributes(), BatchSender::bind);
            insert(connection, edges, rows.edges(), BatchSender::bind);
            committing = true;
            connection.commit();
        } catch (SQLException e) {
            boolean rolledBack = rollBack(connection, e);
            Fault fault = dialect.fault(e);
            throw committing && fault != Fault.BUSY && fault != Fault.TAKEN
                    ? new UnknownCommitException(e, rolledBack)
                    : e;
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // The rows are committed all the same; whoever uses the connection next will find out.
            JdbcLog.debug("After a commit at {}: {}", dialect.location(), e.toString());
        }
    }

    private static boolean rollBack(Connection connection, SQLException thrown) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            return true;
        } catch (SQLException e) {
            thrown.addSuppressed(e);
            return false;
        }
    }

    private static <T> void insert(Connection connection, String sql, Collection<T> rows, Binder<T> binder)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T row : rows) {
                binder.bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** One by one: MariaDB makes no batches of statements that look before they insert. */
    private void insertChildren(Connection connection, Collection<Listing> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(children)) {
            for (Listing row : rows) {
                bind(statement, row);
                statement.executeUpdate();
            }
        }
    }

    private static void bind(PreparedStatement statement, String mark, LogEntry row) throws SQLException {
        Entry entry = row.entry();
        statement.setLong(1, row.position());
        statement.setString(2, mark);
        statement.setString(3, entry.type());
        statement.setInt(4, entry.format());
        statement.setString(5, entry.digest().hex());
        statement.setString(6, new String(entry.bytes(), StandardCharsets.UTF_8));
    }

    private static void bind(PreparedStatement statement, PointerRow row) throws SQLException {
        statement.setString(1, row.name());
        statement.setLong(2, row.revision());
        statement.setString(3, row.content());
        statement.setString(4, row.shownAs());
        statement.setLong(5, row.position());
    }

    private static void bind(PreparedStatement statement, Listing row) throws SQLException {
        statement.setString(1, row.parent());
        statement.setString(2, row.segment());
        statement.setString(3, row.parent());
        statement.setString(4, row.segment());
    }

    private static void bind(PreparedStatement statement, AttributeRow row) throws SQLException {
        statement.setLong(1, row.position());
        statement.setInt(2, row.ordinal());
        statement.setString(3, row.entryType());
        statement.setString(4, row.name());
        statement.setString(5, row.key());
        statement.setObject(6, row.text(), Types.VARCHAR);
        statement.setObject(7, row.number(), Types.DOUBLE);
        statement.setObject(8, row.order(), Types.BIGINT);
    }

    private static void bind(PreparedStatement statement, EdgeRow row) throws SQLException {
        statement.setLong(1, row.position());
        statement.setInt(2, row.ordinal());
        statement.setString(3, row.edge().source());
        statement.setString(4, row.edge().type());
        statement.setString(5, row.edge().target());
    }
}
