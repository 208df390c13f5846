package dev.lineage.testkit.contract;

import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Nested;

/** The stores in the heap, which are the reference. */
final class MemoryStoreContractTest {
    private static StoreProvider.Stores memory(Path directory) {
        String url = "memory:" + directory;
        return ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.handles(url))
                .findFirst()
                .orElseThrow()
                .open(url);
    }

    @Nested
    final class Records extends RecordStoreContract {
        @Override
        protected StoreProvider.Stores open(Path directory) {
            return memory(directory);
        }
    }

    @Nested
    final class Artifacts extends ArtifactStoreContract {
        @Override
        protected StoreProvider.Stores open(Path directory) {
            return memory(directory);
        }
    }
}
