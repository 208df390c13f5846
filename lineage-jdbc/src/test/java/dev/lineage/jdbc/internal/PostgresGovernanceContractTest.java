package dev.lineage.jdbc.internal;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.GovernanceContract;
import java.nio.file.Path;

final class PostgresGovernanceContractTest extends GovernanceContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return TestDatabase.POSTGRESQL.open(directory);
    }
}
