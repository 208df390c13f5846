package dev.lineage.jdbc.internal;

import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Claim;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import dev.lineage.spi.Reach;
import dev.lineage.spi.RecordStore;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Records in the tables of a database. Positions and revisions are primary keys: whoever inserts one first has it. Every
 * question is one statement, so it is answered as of one instant and sees everything that was acknowledged before.
 */
public final class JdbcRecordStore implements RecordStore {
    /** So many rows of the log are asked for at once. */
    private static final int PAGE = 1_000;

    private final Database database;
    private final LogReader reader;
    private final Graph graph;
    private final Tiles tiles;
    private final Committer committer;
    private volatile boolean closed;

    private JdbcRecordStore(Database database) {
        this.database = database;
        this.reader = new LogReader(database.dialect());
        this.graph = new Graph(database.dialect(), reader);
        this.tiles = new Tiles(database);
        this.committer = new Committer(database, reader);
    }

    /** What was opened: the records, and the tables' own settings. */
    record Opened(JdbcRecordStore records, Schema schema, JdbcPredictionStore predictions) {}

    /**
     * Opens the records behind {@code connections}, which are closed with them, or at once if they cannot be opened.
     *
     * @param create whether tables are made
     */
    static Opened open(Connections connections, Tables tables, boolean create, String shown) {
        boolean opened = false;
        try {
            Database database = new Database(connections, dialect(connections, tables, shown));
            Schema schema = new Schema(database);
            schema.open(create);
            opened = true;
            return new Opened(new JdbcRecordStore(database), schema, new JdbcPredictionStore(database, create));
        } finally {
            if (!opened) {
                connections.close();
            }
        }
    }

    static Dialect dialect(Connections connections, Tables tables, String shown) {
        try {
            java.sql.Connection connection = connections.take();
            boolean usable = false;
            try {
                String url = connection.getMetaData().getURL();
                String location = (shown.isEmpty() ? url == null ? "the database" : JdbcUrl.shown(url) : shown) + " ("
                        + tables.table("*") + ")";
                Dialect dialect = Dialect.of(connection, tables, location);
                usable = true;
                return dialect;
            } finally {
                connections.give(connection, usable);
            }
        } catch (SQLException e) {
            throw JdbcErrors.cannotOpen(shown.isEmpty() ? "the database" : shown, e);
        }
    }

    @Override
    public String location() {
        return database.location();
    }

    @Override
    public long size() {
        requireOpen();
        return database.read(reader::size);
    }

    @Override
    public AppendResult append(List<Entry> entries) {
        List<Entry> copy = List.copyOf(entries);
        if (copy.isEmpty() || copy.size() > MAX_ENTRIES) {
            throw JdbcErrors.badCount(copy.size(), MAX_ENTRIES);
        }
        requireOpen();
        return committer.append(copy);
    }

    @Override
    public Optional<LogEntry> entry(long position) {
        return position < 0
                ? Optional.empty()
                : entries(position, 1).stream()
                        .filter(entry -> entry.position() == position)
                        .findFirst();
    }

    @Override
    public List<LogEntry> entries(long position, int limit) {
        requirePositive(limit);
        requireOpen();
        List<LogEntry> all = new ArrayList<>();
        while (all.size() < limit) {
            long next = Math.max(0, position) + all.size();
            int page = Math.min(PAGE, limit - all.size());
            List<LogEntry> found = database.read(connection -> reader.entries(connection, next, page));
            for (LogEntry entry : found) {
                if (entry.position() != Math.max(0, position) + all.size()) {
                    throw JdbcErrors.gap(location(), Math.max(0, position) + all.size(), entry.position());
                }
                all.add(entry);
            }
            if (found.size() < page) {
                break;
            }
        }
        return all;
    }

    @Override
    public Optional<Pointer> pointer(String name) {
        Move.requireName(name);
        requireOpen();
        return database.read(connection -> reader.pointer(connection, name));
    }

    @Override
    public Optional<Pointer> pointer(String name, long revision) {
        Move.requireName(name);
        requireOpen();
        return database.read(connection -> reader.pointer(connection, name, revision));
    }

    @Override
    public Optional<Claim> claim(String name) {
        Move.requireName(name);
        requireOpen();
        return database.read(connection -> reader.claim(connection, name));
    }

    @Override
    public Optional<Claim> claim(String name, long revision) {
        Move.requireName(name);
        requireOpen();
        return database.read(connection -> reader.claim(connection, name, revision));
    }

    @Override
    public Optional<byte[]> tile(int level, long index) {
        requireOpen();
        return tiles.read(level, index);
    }

    @Override
    public void putTile(int level, long index, byte[] hashes) {
        requireOpen();
        tiles.put(level, index, hashes);
    }

    @Override
    public List<String> children(String parent, Optional<String> after, int limit) {
        Move.requireName(parent);
        requirePositive(limit);
        requireOpen();
        return database.read(connection -> reader.children(connection, parent, after.orElse(""), limit));
    }

    @Override
    public List<LogEntry> search(Query query) {
        requireOpen();
        Optional<Search> search = Search.of(database.dialect(), query);
        if (search.isEmpty()) {
            return List.of();
        }
        return database.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(search.get().sql())) {
                search.get().bind(statement);
                return reader.entries(statement);
            }
        });
    }

    @Override
    public List<Edge> edges(Set<String> nodes, Edge.Direction direction, Optional<Edge> after, int limit) {
        Reach.requireStarts(nodes);
        requirePositive(limit);
        requireOpen();
        return database.read(connection -> graph.edges(connection, nodes, direction, after, limit));
    }

    @Override
    public List<String> reachable(Reach question) {
        requireOpen();
        return database.read(connection -> graph.reachable(connection, question));
    }

    @Override
    public long verify(Consumer<Problem> problems) {
        requireOpen();
        return new Verification(database, problems).run();
    }

    @Override
    public void close() {
        closed = true;
        committer.close();
        database.close();
    }

    private void requireOpen() {
        if (closed) {
            throw JdbcErrors.closed(location());
        }
    }

    private static void requirePositive(int limit) {
        if (limit < 1) {
            throw JdbcErrors.badLimit(limit);
        }
    }
}
