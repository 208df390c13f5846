package dev.lineage.jdbc.internal;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.AnchorContract;
import java.nio.file.Path;

final class PostgresAnchorContractTest extends AnchorContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return TestDatabase.POSTGRESQL.open(directory);
    }
}
