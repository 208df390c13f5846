package dev.lineage;

import dev.lineage.model.Audit;
import dev.lineage.model.Names;
import dev.lineage.model.VerificationKey;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.RegistryProvider;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the implementations behind {@link ModelRegistry}. */
final class Registries {
    private Registries() {}

    static ModelRegistry open(String url) {
        return open(url, Optional.empty());
    }

    static ModelRegistry open(String url, Optional<Anchor> anchor) {
        RegistryProvider core = core();
        return core.open(StoreProvider.of(url).open(url), Clock.systemUTC(), Map.of(), List.of(), anchor);
    }

    static Signer signer(Path file, char @Nullable [] passphrase) throws IOException {
        return core().signer(file, passphrase);
    }

    static CheckpointStore checkpoints(Path file) {
        return core().checkpoints(file);
    }

    static CheckpointStore checkpointsInGit(Path file) {
        return core().checkpointsInGit(file, Clock.systemUTC());
    }

    static Witness witness(String name, Signer signer, CheckpointStore memory, VerificationKey log) {
        return core().witness(name, signer, memory, log, Clock.systemUTC());
    }

    static Audit verify(String proof, Set<VerificationKey> keys) {
        return core().verify(proof, keys);
    }

    static ModelSignature.Evidence verify(String bundle, PublicKey key, Path model) throws IOException {
        return core().verify(bundle, key, model);
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
        private @Nullable Anchor anchor;
        private @Nullable PredictionStore predictions;
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
        public ModelRegistry.Builder anchor(Anchor anchor) {
            requireUnset("anchor", this.anchor);
            this.anchor = anchor;
            return this;
        }

        @Override
        public ModelRegistry.Builder predictions(PredictionStore predictions) {
            requireUnset("predictions", this.predictions);
            this.predictions = predictions;
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
                            new StoreProvider.Stores(
                                    records, artifacts, Optional.ofNullable(cache), Optional.ofNullable(predictions)),
                            clock == null ? Clock.systemUTC() : clock,
                            checks,
                            listeners,
                            Optional.ofNullable(anchor));
        }

        private static void requireUnset(String option, @Nullable Object earlier) {
            if (earlier != null) {
                throw new IllegalStateException("Option '" + option + "' was already set to " + earlier);
            }
        }
    }
}
