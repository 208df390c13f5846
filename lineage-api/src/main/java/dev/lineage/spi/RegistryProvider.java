package dev.lineage.spi;

import dev.lineage.Anchor;
import dev.lineage.CheckpointStore;
import dev.lineage.GateCheck;
import dev.lineage.LogListener;
import dev.lineage.ModelRegistry;
import dev.lineage.ModelSignature;
import dev.lineage.Signer;
import dev.lineage.Witness;
import dev.lineage.model.Audit;
import dev.lineage.model.VerificationKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The logic above the stores; {@code lineage-core} is the one implementation. Stateless. */
public interface RegistryProvider {
    /**
     * A registry over opened stores, which it closes when it is closed.
     *
     * @param checks the application's own gate checks, by name
     * @param listeners who is told of what is logged
     * @param anchor what the log is compared with
     */
    ModelRegistry open(
            StoreProvider.Stores stores,
            Clock clock,
            Map<String, GateCheck> checks,
            List<LogListener> listeners,
            Optional<Anchor> anchor);

    /**
     * A signer over a key in a file.
     *
     * @see Signer#ofPem
     */
    Signer signer(Path file, char @Nullable [] passphrase) throws IOException;

    /**
     * Verifies a proof with no registry at hand.
     *
     * @see dev.lineage.Proof#verify
     */
    Audit verify(String proof, Set<VerificationKey> keys);

    /**
     * A checkpoint in a file.
     *
     * @see CheckpointStore#ofFile
     */
    CheckpointStore checkpoints(Path file);

    /**
     * A checkpoint in a Git work tree.
     *
     * @see CheckpointStore#ofGit
     */
    CheckpointStore checkpointsInGit(Path file, Clock clock);

    /**
     * A witness in this process.
     *
     * @see Witness#of
     */
    Witness witness(String name, Signer signer, CheckpointStore memory, VerificationKey log, Clock clock);

    /**
     * Verifies somebody's signature of a model.
     *
     * @see ModelSignature#verify
     */
    ModelSignature.Evidence verify(String bundle, PublicKey key, Path model) throws IOException;
}
