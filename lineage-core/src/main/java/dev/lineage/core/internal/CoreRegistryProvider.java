package dev.lineage.core.internal;

import dev.lineage.GateCheck;
import dev.lineage.LogListener;
import dev.lineage.ModelRegistry;
import dev.lineage.Signer;
import dev.lineage.core.internal.trust.PemSigner;
import dev.lineage.spi.RegistryProvider;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How {@link ModelRegistry} finds this module. */
public final class CoreRegistryProvider implements RegistryProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CoreRegistryProvider() {}

    @Override
    public ModelRegistry open(
            StoreProvider.Stores stores, Clock clock, Map<String, GateCheck> checks, List<LogListener> listeners) {
        return new DefaultModelRegistry(stores, clock, checks, listeners);
    }

    @Override
    public Signer signer(Path file, char @Nullable [] passphrase) throws IOException {
        return PemSigner.read(file, passphrase);
    }
}
