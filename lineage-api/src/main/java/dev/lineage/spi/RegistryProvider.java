package dev.lineage.spi;

import dev.lineage.ModelRegistry;
import java.time.Clock;

/** The logic above the stores; {@code lineage-core} is the one implementation. Stateless. */
public interface RegistryProvider {
    /** A registry over opened stores, which it closes when it is closed. */
    ModelRegistry open(StoreProvider.Stores stores, Clock clock);
}
