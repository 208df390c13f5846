package dev.lineage.testkit.contract;

import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import java.util.Objects;

final class MemoryYearContractTest extends YearContract {
    @Override
    protected StoreProvider.Stores open(Path directory) {
        String url = "memory:governance-"
                + Objects.requireNonNull(directory.getParent()).getFileName();
        return StoreProvider.of(url).open(url);
    }
}
