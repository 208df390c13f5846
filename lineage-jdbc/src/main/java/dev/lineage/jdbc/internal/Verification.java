package dev.lineage.jdbc.internal;

import dev.lineage.jdbc.internal.Rows.AttributeRow;
import dev.lineage.jdbc.internal.Rows.EdgeRow;
import dev.lineage.jdbc.internal.Rows.PointerRow;
import dev.lineage.model.Problem;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Reads all tables once, in pages: every entry, that its rows are what it says, and that there are no others. Others may
 * append meanwhile. Not thread-safe.
 */
final class Verification {
    private static final int PAGE = 500;
    private static final String RESTORE = "Restore the database from a backup";

    private static final String NO_UPDATES =
            "Somebody wrote to the tables besides Lineage. Restore the database from a backup";

    private final Database database;
    private final Consumer<Problem> problems;
    private final Statements sql;
    private long entries;

    Verification(Database database, Consumer<Problem> problems) {
        this.database = database;
        this.problems = problems;
        this.sql = new Statements(database.dialect());
    }

    /** Reports the problems, and returns how many entries were read. */
    long run() {
        long size = database.read(this::size);
        for (long first = 0; first < size; first += PAGE) {
            long from = first;
            List<Problem> found = database.read(connection -> page(connection, from, Math.min(size, from + PAGE)));
            found.forEach(problems);
        }
        revisions(size);
        children();
        return entries;
    }

    private long size(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.size);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    // ---- entries and their rows

    private List<Problem> page(Connection connection, long from, long to) throws SQLException {
        List<Problem> found = new ArrayList<>();
        Rows rows = Rows.of(log(connection, from, to, found));
        compare("pointers", Set.copyOf(rows.pointers()), pointers(connection, from, to), PointerRow::position, found);
        compare(
                "attributes",
                Set.copyOf(rows.attributes()),
                attributes(connection, from, to),
                AttributeRow::position,
                found);
        compare("edges", Set.copyOf(rows.edges()), edges(connection, from, to, found), EdgeRow::position, found);
        for (Listing listing : rows.children()) {
            if (!isListed(connection, listing)) {
                found.add(problem("children", "lacks the row of '" + listing.name() + "'"));
            }
        }
        return found;
    }

    private List<LogEntry> log(Connection connection, long from, long to, List<Problem> found) throws SQLException {
        List<LogEntry> log = new ArrayList<>();
        try (PreparedStatement statement = ranged(connection, sql.log, from, to);
                ResultSet rows = statement.executeQuery()) {
            long next = from;
            while (rows.next()) {
                long position = rows.getLong(1);
                if (position > next) {
                    found.add(new Problem(
                            "entry " + next, "is missing, and the log goes on with position " + position, RESTORE));
                }
                next = position + 1;
                entries++;
                readEntry(rows, position, found).ifPresent(log::add);
            }
            if (next < to) {
                found.add(new Problem("entry " + next, "is missing", RESTORE));
            }
        }
        return log;
    }

    private static Optional<LogEntry> readEntry(ResultSet rows, long position, List<Problem> found)
            throws SQLException {
        Entry entry;
        try {
            entry = Entry.parse(rows.getString(5).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            found.add(new Problem("entry " + position, String.valueOf(e.getMessage()), RESTORE));
            return Optional.empty();
        }
        if (!entry.digest().hex().equals(rows.getString(4))) {
            found.add(new Problem(
                    "entry " + position,
                    "has the digest " + entry.digest() + " and not sha256:" + rows.getString(4)
                            + ", which was recorded with it",
                    RESTORE));
        }
        if (!entry.type().equals(rows.getString(2)) || entry.format() != rows.getInt(3)) {
            found.add(problem("log", "has another type or format beside the entry at " + position));
        }
        return Optional.of(new LogEntry(position, entry));
    }

    private Set<PointerRow> pointers(Connection connection, long from, long to) throws SQLException {
        Set<PointerRow> found = new HashSet<>();
        try (PreparedStatement statement = ranged(connection, sql.pointers, from, to);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new PointerRow(
                        rows.getString(1), rows.getLong(2), rows.getString(3), rows.getString(4), rows.getLong(5)));
            }
        }
        return found;
    }

    private Set<AttributeRow> attributes(Connection connection, long from, long to) throws SQLException {
        Set<AttributeRow> found = new HashSet<>();
        try (PreparedStatement statement = ranged(connection, sql.attributes, from, to);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                double number = rows.getDouble(7);
                boolean isNumber = !rows.wasNull();
                long order = rows.getLong(8);
                boolean isOrdered = !rows.wasNull();
                found.add(new AttributeRow(
                        rows.getLong(1),
                        rows.getInt(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        isNumber ? number : null,
                        isOrdered ? order : null));
            }
        }
        return found;
    }

    private Set<EdgeRow> edges(Connection connection, long from, long to, List<Problem> problems) throws SQLException {
        Set<EdgeRow> found = new HashSet<>();
        try (PreparedStatement statement = ranged(connection, sql.edges, from, to);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                try {
                    Edge edge = new Edge(rows.getString(3), rows.getString(4), rows.getString(5));
                    found.add(new EdgeRow(rows.getLong(1), rows.getInt(2), edge));
                } catch (IllegalArgumentException e) {
                    problems.add(problem("edges", "has a row of position " + rows.getLong(1) + " that is no edge"));
                }
            }
        }
        return found;
    }

    private static <T> void compare(
            String table, Set<T> expected, Set<T> actual, ToLongFunction<T> position, List<Problem> found) {
        for (T row : expected) {
            if (!actual.contains(row)) {
                found.add(problem(table, "lacks a row of the entry at " + position.applyAsLong(row) + ": " + row));
            }
        }
        for (T row : actual) {
            if (!expected.contains(row)) {
                found.add(problem(
                        table, "has a row that the entry at " + position.applyAsLong(row) + " does not have: " + row));
            }
        }
    }

    private boolean isListed(Connection connection, Listing listing) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.child)) {
            statement.setString(1, listing.parent());
            statement.setString(2, listing.segment());
            return !LogReader.strings(statement).isEmpty();
        }
    }

    // ---- what goes across entries

    /** Revisions of a pointer count from 1 without gaps, in the order of the log. */
    private void revisions(long size) {
        Optional<PointerRow> last = Optional.empty();
        while (true) {
            Optional<PointerRow> after = last;
            List<PointerRow> page = database.read(connection -> revisions(connection, after));
            for (PointerRow row : page) {
                Optional<PointerRow> before =
                        last.filter(previous -> previous.name().equals(row.name()));
                boolean follows = row.revision()
                                == before.map(PointerRow::revision).orElse(0L) + 1
                        && row.position() > before.map(PointerRow::position).orElse(-1L);
                if (!follows && row.position() < size) {
                    problems.accept(problem(
                            "pointers",
                            "has revision " + row.revision() + " of '" + row.name() + "' at position "
                                    + row.position() + ", which does not follow "
                                    + before.map(previous -> "revision " + previous.revision() + " at position "
                                                    + previous.position())
                                            .orElse("anything")));
                }
                last = Optional.of(row);
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private List<PointerRow> revisions(Connection connection, Optional<PointerRow> after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.revisions)) {
            String name = after.map(PointerRow::name).orElse("");
            statement.setString(1, name);
            statement.setString(2, name);
            statement.setLong(3, after.map(PointerRow::revision).orElse(0L));
            statement.setInt(4, PAGE);
            List<PointerRow> page = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    page.add(new PointerRow(rows.getString(1), rows.getLong(2), "", "", rows.getLong(3)));
                }
            }
            return page;
        }
    }

    /** Nothing is listed that no pointer is, or is in. */
    private void children() {
        Optional<Listing> last = Optional.empty();
        while (true) {
            Optional<Listing> after = last;
            List<Listing> page = database.read(connection -> children(connection, after));
            for (Listing listing : page) {
                if (!database.read(connection -> isShown(connection, listing))) {
                    problems.accept(problem("children", "has a row of '" + listing.name() + "', which no entry shows"));
                }
                last = Optional.of(listing);
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private List<Listing> children(Connection connection, Optional<Listing> after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.children)) {
            String parent = after.map(Listing::parent).orElse("");
            statement.setString(1, parent);
            statement.setString(2, parent);
            statement.setString(3, after.map(Listing::segment).orElse(""));
            statement.setInt(4, PAGE);
            List<Listing> page = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    page.add(new Listing(rows.getString(1), rows.getString(2)));
                }
            }
            return page;
        }
    }

    private boolean isShown(Connection connection, Listing listing) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.shown)) {
            statement.setString(1, listing.name());
            statement.setString(2, listing.name() + "/");
            // The character after the slash: between the two is all that begins with the name and a slash.
            statement.setString(3, listing.name() + "0");
            return !LogReader.strings(statement).isEmpty();
        }
    }

    private static Problem problem(String table, String what) {
        return new Problem("table " + table, what, NO_UPDATES);
    }

    private static PreparedStatement ranged(Connection connection, String statement, long from, long to)
            throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        prepared.setLong(1, from);
        prepared.setLong(2, to);
        return prepared;
    }

    /** The statements, each for one page. */
    private static final class Statements {
        private final String size;
        private final String log;
        private final String pointers;
        private final String attributes;
        private final String edges;
        private final String child;
        private final String revisions;
        private final String children;
        private final String shown;

        Statements(Dialect dialect) {
            size = dialect.sql("select coalesce(max(position), -1) + 1 from @log");
            log = dialect.sql("select position, type, format, digest, entry from @log"
                    + " where position >= ? and position < ? order by position");
            pointers = dialect.sql("select name, revision, content, shown_as, position from @pointers"
                    + " where position >= ? and position < ?");
            attributes = dialect.sql("select position, ordinal, entry_type, name, attr_key, text_value, number_value,"
                    + " number_order from @attributes where position >= ? and position < ?");
            edges = dialect.sql("select position, ordinal, source, type, target from @edges"
                    + " where position >= ? and position < ?");
            child = dialect.sql("select segment from @children where parent = ? and segment = ?");
            revisions = dialect.sql("select name, revision, position from @pointers"
                    + " where name >= ? and (name > ? or revision > ?) order by name, revision limit ?");
            children = dialect.sql("select parent, segment from @children"
                    + " where parent >= ? and (parent > ? or segment > ?) order by parent, segment limit ?");
            shown = dialect.sql("select name from @pointers where revision = 1 and shown_as <> 'hidden'"
                    + " and (name = ? or (name > ? and name < ?)) limit 1");
        }
    }
}
