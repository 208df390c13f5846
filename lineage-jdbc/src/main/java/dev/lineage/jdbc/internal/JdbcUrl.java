package dev.lineage.jdbc.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A URL for a driver, with options that are known to be harmless only. Options of all these drivers have made them load
 * classes or run scripts: CVE-2022-21724 and CVE-2024-1597 (PostgreSQL), CVE-2022-23221 (H2), CVE-2023-32697 (SQLite),
 * CVE-2021-2471 (MySQL).
 */
final class JdbcUrl {
    private static final Set<String> CREDENTIALS = Set.of("user", "password");
    private static final Set<String> POSTGRESQL = names(
            "ssl sslmode sslrootcert sslcert sslkey sslnegotiation connecttimeout sockettimeout logintimeout"
                    + " canceltimeout cancelsignaltimeout tcpkeepalive tcpnodelay applicationname currentschema"
                    + " targetservertype loadbalancehosts hostrecheckseconds preparethreshold preparedstatementcachequeries"
                    + " defaultrowfetchsize rewritebatchedinserts gssencmode channelbinding readonly assumeminserverversion");
    private static final Set<String> MARIADB = names(
            "sslmode usessl requiressl verifyservercertificate serversslcert connecttimeout sockettimeout tcpkeepalive"
                    + " tcpnodelay useserverprepstmts rewritebatchedstatements usebulkstmts cacheprepstmts prepstmtcachesize"
                    + " prepstmtcachesqllimit allowpublickeyretrieval servertimezone connectiontimezone characterencoding"
                    + " useunicode usecompression");
    private static final Set<String> H2 = names(
            "db_close_delay db_close_on_exit ifexists lock_timeout default_lock_timeout auto_server auto_server_port cipher"
                    + " schema write_delay cache_size access_mode_data non_keywords retention_time");
    private static final Set<String> SQLITE =
            names("busy_timeout journal_mode synchronous cache cache_size mode foreign_keys");

    private final String url;
    private final String base;
    private final Map<String, String> options;
    /** The options as they were written, but for the credentials. */
    private final List<String> harmless = new ArrayList<>();

    private final Kind kind;

    /** How the URLs of a driver look. */
    private enum Kind {
        POSTGRESQL("jdbc:postgresql:", '?', "&"),
        MARIADB("jdbc:mariadb:", '?', "&"),
        MYSQL("jdbc:mysql:", '?', "&"),
        H2("jdbc:h2:", ';', ";"),
        SQLITE("jdbc:sqlite:", '?', "&");

        private final String prefix;
        private final char start;
        private final String separator;

        Kind(String prefix, char start, String separator) {
            this.prefix = prefix;
            this.start = start;
            this.separator = separator;
        }

        private Set<String> harmless() {
            return switch (this) {
                case POSTGRESQL -> JdbcUrl.POSTGRESQL;
                case MARIADB, MYSQL -> JdbcUrl.MARIADB;
                case H2 -> JdbcUrl.H2;
                case SQLITE -> JdbcUrl.SQLITE;
            };
        }
    }

    private JdbcUrl(String url, Kind kind) {
        this.url = url;
        this.kind = kind;
        int end = url.indexOf(kind.start);
        this.base = end < 0 ? url : url.substring(0, end);
        this.options = end < 0 ? Map.of() : parse(url.substring(end + 1));
    }

    private static Set<String> names(String words) {
        return Set.of(words.split(" ", -1));
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is of no known driver, or has an option that is not known to be harmless
     */
    static JdbcUrl parse(String text, boolean checked) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.prefix)) {
                JdbcUrl url = new JdbcUrl(text, kind);
                if (checked) {
                    url.check();
                }
                return url;
            }
        }
        throw JdbcErrors.badUrl(shown(text), "it is of no driver that Lineage knows");
    }

    /** The URL as it may be shown: without user, password and options. */
    static String shown(String url) {
        String base = url.split("[?;]", 2)[0];
        return base.replaceAll("//[^/@]*@", "//").replaceAll("\\(.*\\)", "(…)");
    }

    private Map<String, String> parse(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String option : text.split(kind.separator, -1)) {
            int equals = option.indexOf('=');
            if (!option.isEmpty()) {
                String name = decoded(equals < 0 ? option : option.substring(0, equals))
                        .toLowerCase(Locale.ROOT);
                found.put(name, equals < 0 ? "" : decoded(option.substring(equals + 1)));
                if (!CREDENTIALS.contains(name)) {
                    harmless.add(option);
                }
            }
        }
        return found;
    }

    private String decoded(String text) {
        try {
            return kind == Kind.H2 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw JdbcErrors.badUrl(shown(url), "it has an option that is not encoded as URLs are");
        }
    }

    private void check() {
        String rest = base.substring(kind.prefix.length());
        if (rest.contains("(")) {
            throw JdbcErrors.badUrl(shown(url), "addresses in parentheses can hide options");
        }
        if (rest.startsWith("//") && rest.substring(2).split("/", 2)[0].contains("@")) {
            throw JdbcErrors.badUrl(
                    shown(url),
                    "a user or password before the host would be shown in messages;"
                            + " give them as the options user and password, or as system properties");
        }
        if (rest.startsWith(":resource:")) {
            throw JdbcErrors.badUrl(shown(url), "databases from resources are loaded from wherever they name");
        }
        for (String option : new TreeSet<>(options.keySet())) {
            if (!CREDENTIALS.contains(option) && !kind.harmless().contains(option)) {
                throw JdbcErrors.refusedOption(
                        shown(url),
                        option,
                        "it is not among those that are known to load no classes and run no scripts");
            }
        }
    }

    /** For the driver, whose messages may show it: without user and password, which it gets apart. */
    String forDriver() {
        return harmless.isEmpty() ? base : base + kind.start + String.join(kind.separator, harmless);
    }

    Optional<String> user() {
        return Optional.ofNullable(options.get("user"));
    }

    Optional<String> password() {
        return Optional.ofNullable(options.get("password"));
    }

    /** Whether every connection would get a database of its own. */
    boolean isPrivateToConnection() {
        String rest = base.substring(kind.prefix.length());
        return switch (kind) {
            case H2 -> rest.equals("mem:");
            case SQLITE ->
                rest.isEmpty()
                        || (rest.equals(":memory:") || "memory".equals(options.get("mode")))
                                && !"shared".equals(options.get("cache"));
            default -> false;
        };
    }

    @Override
    public String toString() {
        return shown(url);
    }
}
