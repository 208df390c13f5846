package dev.lineage.jdbc.internal;

import dev.lineage.model.Names;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Edge.Direction;
import dev.lineage.spi.Reach;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The lineage graph in the table of edges. Thread-safe. */
final class Graph {
    /** How many nodes of one level are followed by one statement. */
    private static final int CHUNK = 1_000;

    private final Dialect dialect;
    private final LogReader reader;
    private final Optional<String> recursion;

    Graph(Dialect dialect, LogReader reader) {
        this.dialect = dialect;
        this.reader = reader;
        this.recursion = dialect.recursion();
    }

    // ---- neighbours

    List<Edge> edges(Connection connection, Set<String> nodes, Direction direction, Optional<Edge> after, int limit)
            throws SQLException {
        if (nodes.size() > 1) {
            return edgesOfMany(connection, nodes, direction, after, limit);
        }
        String node = nodes.iterator().next();
        return direction == Direction.UPSTREAM
                ? causes(connection, node, after, limit)
                : effects(connection, node, after, limit);
    }

    /** Sorts what the nodes have; a single node's edges come out of an index in order. */
    private List<Edge> edgesOfMany(
            Connection connection, Set<String> nodes, Direction direction, Optional<Edge> after, int limit)
            throws SQLException {
        String source = dialect.byCodePoint("e.source");
        String target = dialect.byCodePoint("e.target");
        String text = dialect.codePoints();
        String behind = after.isEmpty()
                ? ""
                : " where (" + source + " > " + text + " or " + source + " = " + text
                        + " and (e.type > ? or e.type = ? and " + target + " > " + text + "))";
        String sql = dialect.sql("select distinct e.source, e.type, e.target" + extra(source, "e.source")
                + extra(target, "e.target") + " from " + dialect.list() + " join @edges e on e."
                + Ends.of(direction).start + " = s.item" + behind + " order by " + source + ", e.type, " + target
                + " limit ?");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            dialect.bindList(statement, index++, nodes);
            if (after.isPresent()) {
                Edge last = after.get();
                for (String part : List.of(last.source(), last.source(), last.type(), last.type(), last.target())) {
                    statement.setString(index++, part);
                }
            }
            statement.setInt(index, limit);
            return read(statement);
        }
    }

    private List<Edge> causes(Connection connection, String source, Optional<Edge> after, int limit)
            throws SQLException {
        int order = after.map(edge -> Names.compareCodePoints(edge.source(), source))
                .orElse(-1);
        if (order > 0) {
            return List.of();
        }
        Optional<Edge> from = order == 0 ? after : Optional.empty();
        String target = dialect.byCodePoint("target");
        String sql = dialect.sql("select distinct source, type, target" + extra(target, "target")
                + " from @edges where source = ? and type >= ? and (type > ? or " + target + " > "
                + dialect.codePoints() + ") order by type, " + target + " limit ?");
        String type = from.map(Edge::type).orElse("");
        return edges(
                connection,
                sql,
                limit,
                source,
                type,
                type,
                from.map(Edge::target).orElse(""));
    }

    private List<Edge> effects(Connection connection, String target, Optional<Edge> after, int limit)
            throws SQLException {
        String source = dialect.byCodePoint("source");
        String sql = dialect.sql("select distinct source, type, target" + extra(source, "source")
                + " from @edges where target = ? and " + source + " >= " + dialect.codePoints() + " and (" + source
                + " > " + dialect.codePoints() + " or type > ? or type = ?) order by " + source + ", type limit ?");
        String from = after.map(Edge::source).orElse("");
        String type = after.map(Edge::type).orElse("");
        // Of the edges with that source and type, this one comes behind it if its target does.
        boolean same =
                after.isPresent() && Names.compareCodePoints(target, after.get().target()) > 0;
        return edges(connection, sql, limit, target, from, from, type, same ? type : "");
    }

    /** A DISTINCT can only be ordered by what it selects. */
    private static String extra(String ordered, String selected) {
        return ordered.equals(selected) ? "" : ", " + ordered;
    }

    private static List<Edge> edges(Connection connection, String sql, int limit, String... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.setInt(parameters.length + 1, limit);
            return read(statement);
        }
    }

    private static List<Edge> read(PreparedStatement statement) throws SQLException {
        List<Edge> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Edge(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return found;
    }

    // ---- closures

    /** The nodes that can be reached. A bound of the depth, or a database that cannot, makes it a walk level by level. */
    List<String> reachable(Connection connection, Reach question) throws SQLException {
        return recursion.isPresent() && question.maxDepth() == Reach.UNBOUNDED
                ? closure(connection, question, recursion.get())
                : levels(connection, question);
    }

    private List<String> closure(Connection connection, Reach question, String before) throws SQLException {
        Ends ends = Ends.of(question.direction());
        String sql = dialect.sql(before + "with recursive reached (node) as (select " + dialect.collated("s.item")
                + " from " + dialect.list() + " union select e." + ends.end + " from reached r join @edges e on e."
                + ends.start + " = r.node" + followed(question)
                + ") select node from reached where node not in (select "
                + dialect.collated("s.item") + " from " + dialect.list() + ") and node > ?" + listed(question)
                + " order by node limit ?");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            dialect.bindList(statement, index++, question.from());
            if (!question.types().isEmpty()) {
                dialect.bindList(statement, index++, question.types());
            }
            dialect.bindList(statement, index++, question.from());
            statement.setString(index++, question.after().orElse(""));
            for (String kind : question.kinds()) {
                statement.setString(index++, kind + ":");
                // The character behind the colon.
                statement.setString(index++, kind + ";");
            }
            statement.setInt(index, question.limit());
            return LogReader.strings(statement);
        }
    }

    private String followed(Reach question) {
        return question.types().isEmpty() ? "" : " and e.type in (select s.item from " + dialect.list() + ")";
    }

    private static String listed(Reach question) {
        return question.kinds().isEmpty()
                ? ""
                : " and ("
                        + String.join(
                                " or ", Collections.nCopies(question.kinds().size(), "node >= ? and node < ?"))
                        + ")";
    }

    private List<String> levels(Connection connection, Reach question) throws SQLException {
        // Edges of later entries do not count, so that the answer is that of one instant.
        long size = reader.size(connection);
        Set<String> seen = new HashSet<>(question.from());
        NavigableSet<String> reached = new TreeSet<>(Names::compareCodePoints);
        List<String> level = List.copyOf(question.from());
        for (int depth = 0; depth < question.maxDepth() && !level.isEmpty(); depth++) {
            List<String> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += CHUNK) {
                List<String> some = level.subList(i, Math.min(level.size(), i + CHUNK));
                for (String node : neighbours(connection, question, some, size)) {
                    if (seen.add(node)) {
                        next.add(node);
                    }
                }
            }
            reached.addAll(next);
            level = next;
        }
        return question.after().map(after -> reached.tailSet(after, false)).orElse(reached).stream()
                .filter(question::lists)
                .limit(question.limit())
                .toList();
    }

    private List<String> neighbours(Connection connection, Reach question, List<String> nodes, long size)
            throws SQLException {
        Ends ends = Ends.of(question.direction());
        String sql = dialect.sql("select distinct e." + ends.end + " from " + dialect.list() + " join @edges e on e."
                + ends.start + " = s.item where e.position < ?" + followed(question));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            dialect.bindList(statement, 1, nodes);
            statement.setLong(2, size);
            if (!question.types().isEmpty()) {
                dialect.bindList(statement, 3, question.types());
            }
            return LogReader.strings(statement);
        }
    }

    /** The columns of an edge as it is followed. */
    private record Ends(String start, String end) {
        static Ends of(Direction direction) {
            return direction == Direction.UPSTREAM ? new Ends("source", "target") : new Ends("target", "source");
        }
    }
}
