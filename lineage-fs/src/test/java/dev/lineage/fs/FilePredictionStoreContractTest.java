package dev.lineage.fs;

import dev.lineage.fs.internal.predictions.FilePredictionStore;
import dev.lineage.spi.PredictionStore;
import dev.lineage.testkit.contract.PredictionStoreContract;
import java.nio.file.Path;

final class FilePredictionStoreContractTest extends PredictionStoreContract {
    @Override
    protected PredictionStore open(Path directory) {
        return FilePredictionStore.open(directory.resolve("predictions"));
    }
}
