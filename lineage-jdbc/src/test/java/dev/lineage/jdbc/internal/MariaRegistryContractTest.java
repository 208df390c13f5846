package dev.lineage.jdbc.internal;

import dev.lineage.ModelRegistry;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.RegistryContract;
import java.nio.file.Path;

final class MariaRegistryContractTest extends RegistryContract {
    @Override
    protected ModelRegistry open(Path directory) {
        StoreProvider.Stores stores = TestDatabase.MARIADB.open(directory);
        return ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(directory.resolve("cache"))
                .open();
    }
}
