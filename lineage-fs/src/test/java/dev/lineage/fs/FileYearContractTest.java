package dev.lineage.fs;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.YearContract;
import java.nio.file.Path;

final class FileYearContractTest extends YearContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return FileStores.open(directory);
    }
}
