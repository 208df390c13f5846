package dev.lineage.fs;

import dev.lineage.ModelRegistry;
import dev.lineage.testkit.contract.RegistryContract;
import java.nio.file.Path;

final class FileRegistryContractTest extends RegistryContract {
    @Override
    protected ModelRegistry open(Path directory) {
        return ModelRegistry.open("file:" + directory);
    }
}
