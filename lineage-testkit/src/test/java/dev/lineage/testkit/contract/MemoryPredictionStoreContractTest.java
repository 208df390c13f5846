package dev.lineage.testkit.contract;

import dev.lineage.model.PredictionStream;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.TestPredictions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MemoryPredictionStoreContractTest extends PredictionStoreContract {
    @Override
    protected PredictionStore open(Path directory) {
        return StoreProvider.of("memory:")
                .open("memory:" + directory)
                .predictions()
                .orElseThrow();
    }

    @Test
    void anEndedStreamTakesNothingMore() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        aStreamThatWasEndedTakesNothingMore(stream, store().open(stream));
    }
}
