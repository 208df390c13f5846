package dev.lineage.jdbc.internal;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.GraphContract;
import java.nio.file.Path;

final class PostgresGraphContractTest extends GraphContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return TestDatabase.POSTGRESQL.open(directory);
    }
}
