package dev.lineage.jdbc.internal;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Who the store is to a database that is named by a URL: the URL's own {@code user} and {@code password}, else the system
 * properties {@value #USER} and {@value #PASSWORD}, else the environment. Never shown anywhere.
 */
final class Credentials {
    static final String USER = "lineage.jdbc.user";
    static final String PASSWORD = "lineage.jdbc.password";

    private final Properties system;
    private final Map<String, String> environment;

    Credentials(Properties system, Map<String, String> environment) {
        this.system = system;
        this.environment = environment;
    }

    static Credentials ambient() {
        return new Credentials(System.getProperties(), System.getenv());
    }

    Properties properties(JdbcUrl url) {
        Properties properties = new Properties();
        url.user().or(() -> setting(USER)).ifPresent(user -> properties.setProperty("user", user));
        url.password().or(() -> setting(PASSWORD)).ifPresent(word -> properties.setProperty("password", word));
        return properties;
    }

    /** A setting by its name as a system property, or as a variable: {@code LINEAGE_JDBC_USER}. */
    Optional<String> setting(String name) {
        String variable = name.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
        return Optional.ofNullable(system.getProperty(name)).or(() -> Optional.ofNullable(environment.get(variable)));
    }
}
