package dev.lineage.fs;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.PredictionContract;
import java.nio.file.Path;

final class FilePredictionContractTest extends PredictionContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return FileStores.open(directory);
    }
}
