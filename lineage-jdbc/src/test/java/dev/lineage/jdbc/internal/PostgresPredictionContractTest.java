package dev.lineage.jdbc.internal;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.PredictionContract;
import java.nio.file.Path;

final class PostgresPredictionContractTest extends PredictionContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return TestDatabase.POSTGRESQL.open(directory);
    }
}
