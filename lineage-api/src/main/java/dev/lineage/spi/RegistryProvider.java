package dev.lineage.spi;

import dev.lineage.GateCheck;
import dev.lineage.LogListener;
import dev.lineage.ModelRegistry;
import dev.lineage.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /**
     * A signer over a key in a file.
     *
     * @see Signer#ofPem
     */
    Signer signer(Path file, char @Nullable [] passphrase) throws IOException;
}
