package dev.lineage.testkit.contract;

import dev.lineage.ModelRegistry;
import java.nio.file.Path;

final class MemoryRegistryContractTest extends RegistryContract {
    @Override
    protected ModelRegistry open(Path directory) {
        return ModelRegistry.open("memory:");
    }
}
