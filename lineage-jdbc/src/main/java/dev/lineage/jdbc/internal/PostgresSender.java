package dev.lineage.jdbc.internal;

import dev.lineage.jdbc.internal.Rows.AttributeRow;
import dev.lineage.jdbc.internal.Rows.EdgeRow;
import dev.lineage.jdbc.internal.Rows.PointerRow;
import dev.lineage.spi.LogEntry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes all rows of an append with one statement, which is its own transaction and so one round trip; a server never
 * waits for the rest of it while it holds locks.
 *
 * <p>PostgreSQL carries out the main statement before the ones in the {@code with} clause, so the position in the log
 * decides who is first before anything else is locked.
 */
final class PostgresSender implements Sender {
    private static final String TEXT = "text";
    private static final String BIGINT = "bigint";
    private static final String INTEGER = "integer";
    private static final String DOUBLE = "double precision";

    // synchronous_commit counts when the transaction ends, so the statement itself can make sure of it.
    private static final String APPEND = """
            with pointer_rows as (
              insert into @pointers (name, revision, content, shown_as, position)
              select * from unnest(cast(? as text[]), cast(? as bigint[]), cast(? as text[]), cast(? as text[]),
                cast(? as bigint[]))
            ), child_rows as (
              insert into @children (parent, segment)
              select * from unnest(cast(? as text[]), cast(? as text[])) on conflict do nothing
            ), attribute_rows as (
              insert into @attributes (position, ordinal, entry_type, name, attr_key, text_value, number_value,
                number_order)
              select * from unnest(cast(? as bigint[]), cast(? as integer[]), cast(? as text[]), cast(? as text[]),
                cast(? as text[]), cast(? as text[]), cast(? as double precision[]), cast(? as bigint[]))
            ), edge_rows as (
              insert into @edges (position, ordinal, source, type, target)
              select * from unnest(cast(? as bigint[]), cast(? as integer[]), cast(? as text[]), cast(? as text[]),
                cast(? as text[]))
            )
            insert into @log (position, append_id, type, format, digest, entry)
            select r.* from unnest(cast(? as bigint[]), cast(? as text[]), cast(? as text[]), cast(? as integer[]),
                cast(? as text[]), cast(? as text[])) as r
              cross join set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off'
                then 'on' else current_setting('synchronous_commit') end, true) as durable""";

    private final Dialect dialect;
    private final String sql;

    PostgresSender(Dialect dialect) {
        this.dialect = dialect;
        sql = dialect.sql(APPEND);
    }

    @Override
    public void send(Connection connection, String mark, Rows rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Columns columns = new Columns(connection, statement);
            columns.add(TEXT, rows.pointers(), PointerRow::name);
            columns.add(BIGINT, rows.pointers(), PointerRow::revision);
            columns.add(TEXT, rows.pointers(), PointerRow::content);
            columns.add(TEXT, rows.pointers(), PointerRow::shownAs);
            columns.add(BIGINT, rows.pointers(), PointerRow::position);
            columns.add(TEXT, rows.children(), Listing::parent);
            columns.add(TEXT, rows.children(), Listing::segment);
            columns.add(BIGINT, rows.attributes(), AttributeRow::position);
            columns.add(INTEGER, rows.attributes(), AttributeRow::ordinal);
            columns.add(TEXT, rows.attributes(), AttributeRow::entryType);
            columns.add(TEXT, rows.attributes(), AttributeRow::name);
            columns.add(TEXT, rows.attributes(), AttributeRow::key);
            columns.add(TEXT, rows.attributes(), AttributeRow::text);
            columns.add(DOUBLE, rows.attributes(), AttributeRow::number);
            columns.add(BIGINT, rows.attributes(), AttributeRow::order);
            columns.add(BIGINT, rows.edges(), EdgeRow::position);
            columns.add(INTEGER, rows.edges(), EdgeRow::ordinal);
            columns.add(TEXT, rows.edges(), row -> row.edge().source());
            columns.add(TEXT, rows.edges(), row -> row.edge().type());
            columns.add(TEXT, rows.edges(), row -> row.edge().target());
            columns.add(BIGINT, rows.log(), LogEntry::position);
            columns.add(TEXT, rows.log(), row -> mark);
            columns.add(TEXT, rows.log(), row -> row.entry().type());
            columns.add(INTEGER, rows.log(), row -> row.entry().format());
            columns.add(TEXT, rows.log(), row -> row.entry().digest().hex());
            columns.add(TEXT, rows.log(), row -> new String(row.entry().bytes(), StandardCharsets.UTF_8));
            execute(statement);
        }
    }

    private void execute(PreparedStatement statement) throws SQLException {
        try {
            statement.executeUpdate();
        } catch (SQLException e) {
            // A server that answers with an error has rolled back.
            throw dialect.fault(e) == Fault.LOST ? new UnknownCommitException(e, false) : e;
        }
    }

    /** Sets the parameters of a statement one after the other, each a column of rows as an array. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private int index;

        Columns(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        <T> void add(String type, Collection<T> rows, Function<T, @Nullable Object> column) throws SQLException {
            @Nullable Object[] values = rows.stream().map(column).toArray();
            index++;
            statement.setArray(index, connection.createArrayOf(type, values));
        }
    }
}
