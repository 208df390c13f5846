package dev.lineage.spi;

import dev.lineage.GateCheck;
import dev.lineage.LogListener;
import dev.lineage.ModelRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The logic above the stores; {@code lineage-core} is the one implementation. Stateless. */
public interface RegistryProvider {
    /**
     * A registry over opened stores, which it closes when it is closed.
     *
     * @param checks the application's own gate checks, by name
     * @param listeners who is told of what is logged
     */
    ModelRegistry open(
            StoreProvider.Stores stores, Clock clock, Map<String, GateCheck> checks, List<LogListener> listeners);
}
