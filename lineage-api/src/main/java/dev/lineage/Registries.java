package dev.lineage;

import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.RegistryProvider;
import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the implementations behind {@link ModelRegistry}. */
final class Registries {
    private Registries() {}

    static ModelRegistry open(String url) {
        RegistryProvider core = core();
        List<StoreProvider> all = load(StoreProvider.class);
        List<StoreProvider> matching =
                all.stream().filter(provider -> provider.handles(url)).toList();
        if (matching.size() == 1) {
            StoreProvider.Stores stores = matching.get(0).open(url);
            return core.open(stores, Clock.systemUTC());
        }
        String shown = withoutSecrets(url);
        if (matching.isEmpty()) {
            String known = all.isEmpty()
                    ? "none is on the class path"
                    : "there are only " + all.stream().map(StoreProvider::form).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "No backend opens '" + shown + "': " + known
                            + ". Use file:<directory> with the module lineage-fs on the class path, or add the backend's module");
        }
        throw new IllegalArgumentException("More than one backend opens '" + shown + "': "
                + matching.stream().map(p -> p.getClass().getName()).collect(Collectors.joining(", "))
                + ". Remove all but one from the class path");
    }

    private static String withoutSecrets(String url) {
        return url.replaceAll("//[^/@]*@", "//***@").replaceAll("(?i)(password|user|token)=[^&;]*", "$1=***");
    }

    private static RegistryProvider core() {
        List<RegistryProvider> providers = load(RegistryProvider.class);
        if (providers.size() == 1) {
            return providers.get(0);
        }
        throw new IllegalStateException(
                providers.isEmpty()
                        ? "lineage-core is not on the class path; add the module dev.lineage:lineage-core"
                        : "More than one lineage-core is on the class path: " + providers + "; remove all but one");
    }

    private static <T> List<T> load(Class<T> type) {
        List<T> found = new ArrayList<>();
        ServiceLoader.load(type, Registries.class.getClassLoader()).forEach(found::add);
        return found;
    }

    static final class BuilderImpl implements ModelRegistry.Builder {
        private @Nullable RecordStore records;
        private @Nullable ArtifactStore artifacts;
        private @Nullable Clock clock;
        private @Nullable Path cache;

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
        public ModelRegistry open() {
            if (records == null || artifacts == null) {
                throw new IllegalStateException("A registry needs both records and artifacts; "
                        + (records == null ? "records" : "artifacts") + " was not set");
            }
            return core().open(
                            new StoreProvider.Stores(records, artifacts, Optional.ofNullable(cache)),
                            clock == null ? Clock.systemUTC() : clock);
        }

        private static void requireUnset(String option, @Nullable Object earlier) {
            if (earlier != null) {
                throw new IllegalStateException("Option '" + option + "' was already set to " + earlier);
            }
        }
    }
}
