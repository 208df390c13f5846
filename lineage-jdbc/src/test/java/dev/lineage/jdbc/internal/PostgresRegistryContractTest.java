package dev.lineage.jdbc.internal;

import dev.lineage.ModelRegistry;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.RegistryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class PostgresRegistryContractTest extends RegistryContract {
    /** Kept for all tests: the jars on the class path are hashed once. */
    @TempDir
    @SuppressWarnings({"NullAway.Init", "initialization"})
    private static Path cache;

    @Override
    protected ModelRegistry open(Path directory) {
        StoreProvider.Stores stores = TestDatabase.POSTGRESQL.open(directory);
        return ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(cache)
                .open();
    }
}
