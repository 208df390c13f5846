package dev.lineage.jdbc.internal;

import dev.lineage.spi.Claim;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Pointer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the log, the pointers and what is listed, each with one statement. Thread-safe. */
final class LogReader {
    private final Dialect dialect;
    private final String size;
    private final String entries;
    private final String current;
    private final String revision;
    private final String currentClaim;
    private final String revisionClaim;
    private final String children;
    private final String head;
    private final String append;

    LogReader(Dialect dialect) {
        this.dialect = dialect;
        size = dialect.sql("select coalesce(max(position), -1) + 1 from @log");
        entries = dialect.sql("select position, digest, entry from @log where position >= ? order by position limit ?");
        current = dialect.sql("select name, revision, content, position from @pointers"
                + " where name = ? order by name desc, revision desc limit 1");
        revision =
                dialect.sql("select name, revision, content, position from @pointers where name = ? and revision = ?");
        String claim = "select p.name, p.revision, p.content, p.position, l.digest, l.entry from @pointers p"
                + " left join @log l on l.position = p.position where p.name = ?";
        currentClaim = dialect.sql(claim + " order by p.name desc, p.revision desc limit 1");
        revisionClaim = dialect.sql(claim + " and p.revision = ?");
        String segment = dialect.byCodePoint("segment");
        children = dialect.sql("select segment from @children where parent = ? and " + segment + " > "
                + dialect.codePoints() + " order by " + segment + " limit ?");
        head = dialect.sql(
                "select '' as name, coalesce(max(position), -1) + 1 as revision, '' as content, 0 as position"
                        + " from @log union all select p.name, p.revision, p.content, p.position from " + dialect.list()
                        + " join @pointers p on p.name = s.item and p.revision = (select q.revision from @pointers q"
                        + " where q.name = s.item order by q.name desc, q.revision desc limit 1)");
        append = dialect.sql("select append_id from @log where position = ?");
    }

    long size(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(size);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** At most {@code limit} entries from {@code position} on. */
    List<LogEntry> entries(Connection connection, long position, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(entries)) {
            statement.setLong(1, position);
            statement.setInt(2, limit);
            return entries(statement);
        }
    }

    /** What a statement finds that selects the position, digest and text of entries. */
    List<LogEntry> entries(PreparedStatement statement) throws SQLException {
        List<LogEntry> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(entry(rows.getLong(1), rows.getString(2), rows.getString(3)));
            }
        }
        return found;
    }

    private LogEntry entry(long position, String digest, String text) {
        Entry entry;
        try {
            entry = Entry.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw JdbcErrors.notAnEntry(dialect.location(), position, e);
        }
        if (!entry.digest().hex().equals(digest)) {
            throw JdbcErrors.changed(dialect.location(), position, digest, entry.digest());
        }
        return new LogEntry(position, entry);
    }

    Optional<Pointer> pointer(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(current)) {
            statement.setString(1, name);
            return pointer(statement);
        }
    }

    Optional<Pointer> pointer(Connection connection, String name, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(revision)) {
            statement.setString(1, name);
            statement.setLong(2, number);
            return pointer(statement);
        }
    }

    private static Optional<Pointer> pointer(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(pointer(rows)) : Optional.empty();
        }
    }

    Optional<Claim> claim(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(currentClaim)) {
            statement.setString(1, name);
            return claim(statement);
        }
    }

    Optional<Claim> claim(Connection connection, String name, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(revisionClaim)) {
            statement.setString(1, name);
            statement.setLong(2, number);
            return claim(statement);
        }
    }

    private Optional<Claim> claim(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            Pointer pointer = pointer(rows);
            String digest = rows.getString(5);
            if (digest == null) {
                throw JdbcErrors.missing(dialect.location(), pointer);
            }
            return Optional.of(new Claim(pointer, entry(pointer.position(), digest, rows.getString(6))));
        }
    }

    private static Pointer pointer(ResultSet rows) throws SQLException {
        return new Pointer(rows.getString(1), rows.getLong(2), rows.getString(3), rows.getLong(4));
    }

    List<String> children(Connection connection, String parent, String after, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(children)) {
            statement.setString(1, parent);
            statement.setString(2, after);
            statement.setInt(3, limit);
            return strings(statement);
        }
    }

    /** The first column of what a statement finds. */
    static List<String> strings(PreparedStatement statement) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** The next position and the named pointers, of one instant because of one statement. */
    Head head(Connection connection, Collection<String> names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(head)) {
            dialect.bindList(statement, 1, names);
            try (ResultSet rows = statement.executeQuery()) {
                long next = 0;
                Map<String, Pointer> pointers = new HashMap<>();
                while (rows.next()) {
                    Pointer row = pointer(rows);
                    // No pointer has an empty name.
                    if (row.name().isEmpty()) {
                        next = row.revision();
                    } else {
                        pointers.put(row.name(), row);
                    }
                }
                return new Head(next, pointers);
            }
        }
    }

    /** What marks the append that wrote the entry at {@code position}, if there is one. */
    Optional<String> append(Connection connection, long position) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(append)) {
            statement.setLong(1, position);
            return strings(statement).stream().findFirst();
        }
    }
}
