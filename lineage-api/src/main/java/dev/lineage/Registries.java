package dev.lineage;

import dev.lineage.model.Names;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.RegistryProvider;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the implementations behind {@link ModelRegistry}. */
final class Registries {
    private Registries() {}

    static ModelRegistry open(String url) {
        RegistryProvider core = core();
        return core.open(StoreProvider.of(url).open(url), Clock.systemUTC(), Map.of(), List.of());
    }

    static Signer signer(Path file, char @Nullable [] passphrase) throws IOException {
        return core().signer(file, passphrase);
    }

    private static RegistryProvider core() {
        List<RegistryProvider> providers = new ArrayList<>();
        ServiceLoader.load(RegistryProvider.class, Registries.class.getClassLoader())
                .forEach(providers::add);
        if (providers.size() == 1) {
            return providers.get(0);
        }
        throw new IllegalStateException(
                providers.isEmpty()
                        ? "lineage-core is not on the class path; add the module dev.lineage:lineage-core"
                        : "More than one lineage-core is on the class path: " + providers + "; remove all but one");
    }

    static final class BuilderImpl implements ModelRegistry.Builder {
        private @Nullable RecordStore records;
        private @Nullable ArtifactStore artifacts;
        private @Nullable Clock clock;
        private @Nullable Path cache;
        private final Map<String, GateCheck> checks = new LinkedHashMap<>();
        private final List<LogListener> listeners = new ArrayList<>();

        @Override
        public ModelRegistry.Builder records(RecordStore records) {
            requireUnset("records", this.records);
            this.records = records;
            return this;
        }

        @Override
        public ModelRegistry.Builder artifacts(ArtifactStore artifacts) {
            requireUnset("artifacts", this.artifacts);
            this.artifacts = artifacts;
            return this;
        }

        @Override
        public ModelRegistry.Builder clock(Clock clock) {
            requireUnset("clock", this.clock);
            this.clock = clock;
            return this;
        }

        @Override
        public ModelRegistry.Builder cache(Path directory) {
            requireUnset("cache", this.cache);
            this.cache = directory;
            return this;
        }

        @Override
        public ModelRegistry.Builder check(String name, GateCheck check) {
            GateCheck earlier = checks.putIfAbsent(Names.require("check", name), check);
            requireUnset("check '" + name + "'", earlier);
            return this;
        }

        @Override
        public ModelRegistry.Builder listener(LogListener listener) {
            listeners.add(listener);
            return this;
        }

        @Override
        public ModelRegistry open() {
            if (records == null || artifacts == null) {
                throw new IllegalStateException("A registry needs both records and artifacts; "
                        + (records == null ? "records" : "artifacts") + " was not set");
            }
            return core().open(
                            new StoreProvider.Stores(records, artifacts, Optional.ofNullable(cache)),
                            clock == null ? Clock.systemUTC() : clock,
                            checks,
                            listeners);
        }

        private static void requireUnset(String option, @Nullable Object earlier) {
            if (earlier != null) {
                throw new IllegalStateException("Option '" + option + "' was already set to " + earlier);
            }
        }
    }
}
