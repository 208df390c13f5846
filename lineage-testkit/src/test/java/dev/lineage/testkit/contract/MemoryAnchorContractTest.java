package dev.lineage.testkit.contract;

import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;

final class MemoryAnchorContractTest extends AnchorContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        String url = "memory:anchor-" + directory.toString().replaceAll("[^A-Za-z0-9]+", "-");
        return StoreProvider.of(url).open(url);
    }
}
