package dev.lineage.jdbc.internal;

import dev.lineage.model.PredictionRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prediction as a row. */
@SuppressWarnings("ArrayRecordComponent") // handed from one method to the next
record PredictionRow(
        long sequence,
        int month,
        long millis,
        @Nullable String id,
        @Nullable String subject,
        byte[] record) {
    private static final int COLUMNS = 7;
    private static final int AT_ONCE = 100;

    static PredictionRow of(PredictionRecord record) {
        return new PredictionRow(
                record.sequence(),
                month(record.at()),
                record.at().toEpochMilli(),
                record.id(),
                record.subject().orElse(null),
                record.bytes());
    }

    /** The month of a time (UTC): 202611. */
    static int month(Instant at) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        return time.getYear() * 100 + time.getMonthValue();
    }

    /** Inserts rows, many with one statement. */
    static void insert(Dialect dialect, Connection connection, String stream, List<PredictionRow> rows)
            throws SQLException {
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            List<PredictionRow> some = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
            String values = "(?, ?, ?, ?, ?, ?, ?)" + ", (?, ?, ?, ?, ?, ?, ?)".repeat(some.size() - 1);
            String insert = dialect.sql(
                    "insert into @predictions (stream, sequence, at_month, at_ms, id, subject, record) values "
                            + values);
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                for (int i = 0; i < some.size(); i++) {
                    some.get(i).bind(statement, i * COLUMNS, stream);
                }
                statement.executeUpdate();
            }
        }
    }

    private void bind(PreparedStatement statement, int before, String stream) throws SQLException {
        statement.setString(before + 1, stream);
        statement.setLong(before + 2, sequence);
        statement.setInt(before + 3, month);
        statement.setLong(before + 4, millis);
        text(statement, before + 5, id);
        text(statement, before + 6, subject);
        statement.setBytes(before + COLUMNS, record);
    }

    private static void text(PreparedStatement statement, int index, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, text);
        }
    }
}
