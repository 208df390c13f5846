package dev.lineage.fs;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.GraphContract;
import java.nio.file.Path;

final class FileGraphContractTest extends GraphContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return FileStores.open(directory);
    }
}
