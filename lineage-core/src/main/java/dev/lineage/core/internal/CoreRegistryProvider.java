package dev.lineage.core.internal;

import dev.lineage.Anchor;
import dev.lineage.CheckpointStore;
import dev.lineage.GateCheck;
import dev.lineage.LogListener;
import dev.lineage.ModelRegistry;
import dev.lineage.ModelSignature;
import dev.lineage.Signer;
import dev.lineage.Witness;
import dev.lineage.core.internal.attest.ModelSignatures;
import dev.lineage.core.internal.capture.Environment;
import dev.lineage.core.internal.tree.FileCheckpoints;
import dev.lineage.core.internal.tree.GitCheckpoints;
import dev.lineage.core.internal.tree.LocalWitness;
import dev.lineage.core.internal.trust.PemSigner;
import dev.lineage.model.Audit;
import dev.lineage.model.VerificationKey;
import dev.lineage.spi.RegistryProvider;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How {@link ModelRegistry} finds this module. */
public final class CoreRegistryProvider implements RegistryProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CoreRegistryProvider() {}

    @Override
    public ModelRegistry open(
            StoreProvider.Stores stores,
            Clock clock,
            Map<String, GateCheck> checks,
            List<LogListener> listeners,
            Optional<Anchor> anchor) {
        return new DefaultModelRegistry(stores, clock, checks, listeners, anchor);
    }

    @Override
    public Audit verify(String proof, Set<VerificationKey> keys) {
        return Proofs.verify(proof, keys);
    }

    @Override
    public CheckpointStore checkpoints(Path file) {
        return new FileCheckpoints(file);
    }

    @Override
    public CheckpointStore checkpointsInGit(Path file, Clock clock) {
        return new GitCheckpoints(file, Environment.system(clock));
    }

    @Override
    public Witness witness(String name, Signer signer, CheckpointStore memory, VerificationKey log, Clock clock) {
        return new LocalWitness(name, signer, memory, log, clock);
    }

    @Override
    public Signer signer(Path file, char @Nullable [] passphrase) throws IOException {
        return PemSigner.read(file, passphrase);
    }

    @Override
    public ModelSignature.Evidence verify(String bundle, PublicKey key, Path model) throws IOException {
        return ModelSignatures.verify(bundle, key, model);
    }
}
