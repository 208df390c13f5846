package dev.lineage.fs;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.AnchorContract;
import java.nio.file.Path;

final class FileAnchorContractTest extends AnchorContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return FileStores.open(directory);
    }
}
