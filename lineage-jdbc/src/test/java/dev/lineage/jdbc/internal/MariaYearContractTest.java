package dev.lineage.jdbc.internal;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.YearContract;
import java.nio.file.Path;

final class MariaYearContractTest extends YearContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return TestDatabase.MARIADB.open(directory);
    }
}
