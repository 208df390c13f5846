package dev.lineage.fs;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.CollectionContract;
import java.nio.file.Path;

final class FileCollectionContractTest extends CollectionContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return FileStores.open(directory);
    }
}
