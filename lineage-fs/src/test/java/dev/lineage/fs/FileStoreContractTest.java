package dev.lineage.fs;

import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.contract.ArtifactStoreContract;
import dev.lineage.testkit.contract.RecordStoreContract;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Nested;

/** The stores in a directory. */
final class FileStoreContractTest {
    private static StoreProvider.Stores files(Path directory) {
        String url = "file:" + directory;
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
            return files(directory);
        }
    }

    @Nested
    final class Artifacts extends ArtifactStoreContract {
        @Override
        protected StoreProvider.Stores open(Path directory) {
            return files(directory);
        }
    }
}
