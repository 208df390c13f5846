package dev.lineage.core.internal.memory;

import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.StoreProvider;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** {@code memory:} is a store of its own each time; {@code memory:<name>} is one store for the whole JVM. */
public final class MemoryStoreProvider implements StoreProvider {
    private static final String SCHEME = "memory:";

    private record Shared(
            MemoryRecordStore.Shared records,
            MemoryArtifactStore.Shared artifacts,
            MemoryPredictionStore.Shared predictions) {
        Shared() {
            this(
                    new MemoryRecordStore.Shared(),
                    new MemoryArtifactStore.Shared(Clock.systemUTC()),
                    new MemoryPredictionStore.Shared());
        }
    }

    private static final Map<String, Shared> NAMED = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public MemoryStoreProvider() {}

    @Override
    public boolean handles(String url) {
        return url.startsWith(SCHEME);
    }

    @Override
    public String form() {
        return "memory: or memory:<name>";
    }

    @Override
    public ArtifactStore openArtifacts(String url) {
        return new MemoryArtifactStore(url, shared(url).artifacts());
    }

    private static Shared shared(String url) {
        return url.equals(SCHEME) ? new Shared() : NAMED.computeIfAbsent(url, name -> new Shared());
    }

    @Override
    public Stores open(String url) {
        Shared shared = shared(url);
        return new Stores(
                new MemoryRecordStore(url, shared.records()),
                new MemoryArtifactStore(url, shared.artifacts()),
                Optional.empty(),
                Optional.of(new MemoryPredictionStore(url, shared.predictions())));
    }
}
