package dev.lineage.testkit.contract;

import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;

final class MemoryGraphContractTest extends GraphContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        return StoreProvider.of("memory:").open("memory:" + directory);
    }
}
