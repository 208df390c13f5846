package dev.lineage.jdbc.internal;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.CollectionContract;
import java.nio.file.Path;

final class MariaCollectionContractTest extends CollectionContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return TestDatabase.MARIADB.open(directory);
    }
}
