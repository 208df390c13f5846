package dev.lineage.jdbc.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The file of statements that make the tables of one dialect, which is also what administrators are given. */
final class Script {
    private static final String FORMAT = "-- format ";

    private final String resource;
    private final SortedMap<Integer, List<String>> steps = new TreeMap<>();

    private Script(String resource) {
        this.resource = resource;
    }

    /** The tables of a registry. */
    static Script of(Dialect dialect) {
        return of(dialect, "");
    }

    /** The table of checkpoints. */
    static Script ofCheckpoints(Dialect dialect) {
        return of(dialect, "-checkpoints");
    }

    /** The tables of predictions. */
    static Script ofPredictions(Dialect dialect) {
        return of(dialect, "-predictions");
    }

    private static Script of(Dialect dialect, String suffix) {
        Script script = new Script("dev/lineage/jdbc/sql/" + dialect.script() + suffix + ".sql");
        script.read(script.load()
                .replace("${schema}", dialect.tables().qualifier())
                .replace("${prefix}", dialect.tables().prefix())
                .replace("${collation}", dialect.collation()));
        return script;
    }

    private String load() {
        try (InputStream in = Script.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith(FORMAT)) {
                statements = new ArrayList<>();
                steps.put(Integer.parseInt(line.substring(FORMAT.length())), statements);
            } else if (!line.startsWith("--")) {
                boolean last = line.endsWith(";");
                statement
                        .append(last ? line.substring(0, line.length() - 1) : line)
                        .append('\n');
                if (last) {
                    statements.add(statement.toString().strip());
                    statement.setLength(0);
                }
            }
        }
    }

    /** Its place in the jar. */
    String resource() {
        return resource;
    }

    /** The newest format, which this Lineage reads and writes. */
    int format() {
        return steps.lastKey();
    }

    /** The statements that make the newest format out of an older one; 0 is an empty database. */
    List<String> from(int format) {
        return steps.tailMap(format + 1).values().stream().flatMap(List::stream).toList();
    }
}
