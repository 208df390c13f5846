package dev.lineage.maven.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lineage.model.Digest;
import dev.lineage.spi.JarRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars from Maven repositories, as the user's settings say; none of these asks a network. */
final class MavenRepositoriesTest {
    private static final String COORDINATES = "org.example:library:1.0";
    private static final String FILE = "library-1.0.jar";

    @TempDir
    private Path directory;

    private RemoteRepository repository;
    private Path jar;
    private Digest digest;
    private Path scratch;
    private final JarRepository maven = new MavenRepositories();

    @BeforeEach
    void make() throws IOException {
        repository = new RemoteRepository(directory);
        jar = RemoteRepository.jar(directory.resolve("original.jar"), "library", "1,2,3");
        digest = Digest.of(Files.readAllBytes(jar));
        scratch = Files.createDirectory(directory.resolve("scratch"));
        RemoteRepository.put(repository.remote(), "library", FILE, jar);
    }

    @AfterEach
    void restore() {
        repository.close();
    }

    private Path fetch(String coordinates) throws IOException {
        return maven.fetch(coordinates, digest, scratch).orElseThrow();
    }

    @Test
    void theServiceIsFound() {
        assertThat(ServiceLoader.load(JarRepository.class).stream().map(ServiceLoader.Provider::type))
                .containsExactly(MavenRepositories.class);
        assertThat(maven.name()).isEqualTo("the remote Maven repositories");
    }

    @Test
    void aJarIsFetchedThroughTheMirrorOfTheSettingsAndKeptInTheLocalRepository() throws IOException {
        assertThat(fetch(COORDINATES)).hasSameBinaryContentAs(jar).startsWith(repository.local());
        Files.delete(RemoteRepository.in(repository.remote(), "library", FILE));
        assertThat(fetch(COORDINATES)).hasSameBinaryContentAs(jar);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void theLocalRepositoryOfTheSettingsIsUsed() throws IOException {
        System.clearProperty("maven.repo.local");
        Path own = directory.resolve("own");
        repository.mirror(repository.remote().toUri().toString(), "<localRepository>" + own + "</localRepository>");
        assertThat(fetch(COORDINATES)).startsWith(own);
    }

    @Test
    void classifiersAreAnswered() throws IOException {
        RemoteRepository.put(repository.remote(), "library", "library-1.0-linux.jar", jar);
        Files.delete(RemoteRepository.in(repository.remote(), "library", FILE));
        assertThat(fetch(COORDINATES + ":linux")).hasSameBinaryContentAs(jar).hasFileName("library-1.0-linux.jar");
    }

    @Test
    void repositoriesOfActiveProfilesAreAskedAndSnapshotsIfTheyHaveSome() throws IOException {
        Path snapshots = directory.resolve("snapshots");
        Path there = snapshots.resolve("org/example/library/2.0-SNAPSHOT");
        Files.createDirectories(there);
        Files.copy(jar, there.resolve("library-2.0-20260102.030405-6.jar"));
        Files.writeString(
                there.resolve("maven-metadata.xml"),
                "<metadata><groupId>org.example</groupId><artifactId>library</artifactId><version>2.0-SNAPSHOT</version>"
                        + "<versioning><snapshot><timestamp>20260102.030405</timestamp><buildNumber>6</buildNumber></snapshot>"
                        + "<lastUpdated>20260102030405</lastUpdated></versioning></metadata>");
        repository.settings(
                "<mirrors><mirror><id>none</id><mirrorOf>central</mirrorOf><url>"
                        + repository.remote().toUri() + "</url></mirror></mirrors>"
                        + "<profiles><profile><id>own</id><activation><jdk>[17,)</jdk></activation><repositories><repository>"
                        + "<id>own</id><url>" + snapshots.toUri()
                        + "</url><snapshots><enabled>true</enabled></snapshots></repository></repositories></profile></profiles>");
        assertThat(fetch("org.example:library:2.0-SNAPSHOT")).hasSameBinaryContentAs(jar);
    }

    @Test
    void whatIsNotThereIsNotInvented() throws IOException {
        assertThat(maven.fetch("org.example:library:2.0", digest, scratch)).isEmpty();
        assertThat(maven.fetch("org.example:other:1.0", digest, scratch)).isEmpty();
    }

    @Test
    void anotherJarInTheLocalRepositoryDoesNotStandInTheWay() throws IOException {
        Path built = RemoteRepository.jar(directory.resolve("built.jar"), "library", "built here");
        Path installed = RemoteRepository.put(repository.local(), "library", FILE, built);
        assertThat(fetch(COORDINATES)).hasSameBinaryContentAs(jar).startsWith(scratch);
        assertThat(installed).hasSameBinaryContentAs(built);

        // Where no remote one has any, the one that is here is shown, and refused by who asked.
        Files.delete(RemoteRepository.in(repository.remote(), "library", FILE));
        Path other = Files.createDirectory(directory.resolve("other-scratch"));
        assertThat(maven.fetch(COORDINATES, digest, other)).hasValue(installed);
    }

    @Test
    void whatCannotBeAskedSaysWhy() throws IOException {
        repository.mirror("teleport:nowhere", "");
        assertThatThrownBy(() -> fetch(COORDINATES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("teleport:nowhere");
        repository.settings("<mirrors>");
        assertThatThrownBy(() -> fetch(COORDINATES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Maven's settings cannot be read")
                .hasMessageContaining("-Dlineage.maven.settings=<file>");
        System.setProperty("lineage.maven.settings", directory.toString());
        assertThatThrownBy(() -> fetch(COORDINATES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("names no file");
        System.setProperty("lineage.maven.settings", "\0");
        assertThatThrownBy(() -> fetch(COORDINATES)).hasMessageContaining("names no file");
    }

    @Test
    void aServerOfThisMachineIsAskedWithTheCredentialsOfTheSettings() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/maven", this::serve).setAuthenticator(new BasicAuthenticator("maven") {
            @Override
            public boolean checkCredentials(String user, String password) {
                return user.equals("ana") && password.equals("hunter2");
            }
        });
        server.start();
        try {
            String url = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                    + server.getAddress().getPort() + "/maven";
            repository.mirror(url, "");
            assertThatThrownBy(() -> fetch(COORDINATES))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401");
            repository.mirror(
                    url,
                    "<servers><server><id>all</id><username>ana</username><password>hunter2</password></server></servers>");
            assertThat(fetch(COORDINATES)).hasSameBinaryContentAs(jar);
            assertThat(maven.fetch("org.example:library:2.0", digest, scratch)).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        Path file =
                repository.remote().resolve(exchange.getRequestURI().getPath().substring("/maven/".length()));
        try (exchange) {
            if (Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(200, Files.size(file));
                Files.copy(file, exchange.getResponseBody());
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }
}
