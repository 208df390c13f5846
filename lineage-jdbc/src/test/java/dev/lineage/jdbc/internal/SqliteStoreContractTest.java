package dev.lineage.jdbc.internal;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.RecordStoreContract;
import java.nio.file.Path;

final class SqliteStoreContractTest extends RecordStoreContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return TestDatabase.SQLITE.open(directory);
    }
}
