package dev.lineage.jdbc.internal;

import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/** Opens {@code jdbc:} URLs, and what {@link dev.lineage.jdbc.JdbcStores} was told. */
public final class JdbcStoreProvider implements StoreProvider {
    /** The setting that says where the artifacts of a registry are, whose tables do not say so yet. */
    static final String ARTIFACTS = "lineage.artifacts";

    /** The setting that names a directory for the caches of this machine. */
    static final String CACHE = "lineage.cache";

    private static final String SCHEME = "jdbc:";
    private static final String FILE = "file:";

    /** For {@link java.util.ServiceLoader}. */
    public JdbcStoreProvider() {}

    @Override
    public boolean handles(String url) {
        return url.startsWith(SCHEME);
    }

    @Override
    public String form() {
        return "jdbc:<postgresql|mariadb|mysql|h2|sqlite>:…";
    }

    @Override
    public Stores open(String url) {
        JdbcUrl parsed = JdbcUrl.parse(url, true);
        try {
            DriverManager.getDriver(parsed.forDriver());
        } catch (SQLException e) {
            throw JdbcErrors.noDriver(parsed.toString());
        }
        Credentials credentials = Credentials.ambient();
        Connections connections = new DriverConnections(parsed, credentials);
        Tables tables = new Tables("", Tables.DEFAULT_PREFIX);
        return withArtifacts(
                JdbcRecordStore.open(connections, tables, true, parsed.toString()),
                credentials.setting(ARTIFACTS),
                credentials.setting(CACHE).map(Path::of));
    }

    @Override
    public ArtifactStore openArtifacts(String url) {
        throw JdbcErrors.noArtifactsHere(JdbcUrl.shown(url));
    }

    /**
     * The records with the artifacts that they name, or that are named here and are recorded then.
     *
     * @param given where the artifacts are, if the caller says so
     */
    static Stores withArtifacts(JdbcRecordStore.Opened opened, Optional<String> given, Optional<Path> cache) {
        boolean complete = false;
        try {
            given.ifPresent(JdbcStoreProvider::requireAbsolute);
            Optional<String> recorded = opened.schema().artifacts();
            // What the caller says counts for the caller: a host may reach the same artifacts by another path.
            String url = given.or(() -> recorded)
                    .orElseThrow(() -> JdbcErrors.noArtifacts(opened.records().location()));
            ArtifactStore artifacts = StoreProvider.of(url).openArtifacts(url);
            if (recorded.isEmpty()) {
                opened.schema().artifacts(url);
            }
            complete = true;
            return new Stores(opened.records(), artifacts, cache, Optional.of(opened.predictions()));
        } finally {
            if (!complete) {
                opened.records().close();
            }
        }
    }

    private static void requireAbsolute(String url) {
        if (url.startsWith(FILE)
                && !url.startsWith(FILE + "/")
                && !Path.of(url.substring(FILE.length())).isAbsolute()) {
            throw JdbcErrors.relativeArtifacts(url);
        }
    }
}
