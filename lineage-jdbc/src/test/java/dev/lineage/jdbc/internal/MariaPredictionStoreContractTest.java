package dev.lineage.jdbc.internal;

import dev.lineage.model.PredictionStream;
import dev.lineage.spi.PredictionStore;
import dev.lineage.testkit.contract.PredictionStoreContract;
import dev.lineage.testkit.internal.TestPredictions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MariaPredictionStoreContractTest extends PredictionStoreContract {
    @Override
    protected PredictionStore open(Path directory) {
        return TestDatabase.MARIADB.open(directory).predictions().orElseThrow();
    }

    @Test
    void anEndedStreamTakesNothingMore() throws IOException {
        PredictionStream stream = TestPredictions.stream("fraud", 1);
        aStreamThatWasEndedTakesNothingMore(stream, store().open(stream));
    }
}
