package dev.lineage.jdbc.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the tables are called.
 *
 * @param schema the schema; empty for that of the connection
 * @param prefix what their names begin with
 */
public record Tables(String schema, String prefix) {
    /** What the names begin with if nothing else is said. */
    public static final String DEFAULT_PREFIX = "lineage_";

    // Names are part of the text of statements, so nothing that would need quotes is one.
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,30}");
    private static final Pattern TABLE = Pattern.compile("@([a-z_]+)");

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one is not made of 1 to 31 ASCII letters, digits and {@code _}
     */
    public Tables {
        if (!schema.isEmpty()) {
            require("schema", schema);
        }
        require("table prefix", prefix);
    }

    private static void require(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw JdbcErrors.badName(what, name);
        }
    }

    /** The schema as it stands before a table's name. */
    String qualifier() {
        return schema.isEmpty() ? "" : schema + ".";
    }

    /** A table's full name. */
    String table(String name) {
        return qualifier() + prefix + name;
    }

    /** A statement in which {@code @log} stands for the table {@code log}. */
    String sql(String statement) {
        return TABLE.matcher(statement).replaceAll(match -> Matcher.quoteReplacement(table(match.group(1))));
    }
}
