package dev.lineage;

import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.model.VerificationKey;
import java.util.List;

/**
 * Somebody else who remembers the log: it signs a checkpoint only if the log was merely appended to since the last one that it
 * signed, as <a href="https://github.com/C2SP/C2SP/blob/main/tlog-witness.md">c2sp.org/tlog-witness</a> defines. Two histories
 * cannot be shown to two readers if both ask for the same witness. Implementations are thread-safe.
 */
public interface Witness {
    /** The name of its key. */
    String name();

    /** The key by which its signatures are checked. */
    VerificationKey key();

    /**
     * Signs a checkpoint, if it follows the last one that this witness signed for the same log. What it signed is remembered
     * durably before this returns.
     *
     * @param checkpoint the checkpoint, signed by the log
     * @param oldSize the size of the checkpoint that it is believed to have signed last; 0 if none
     * @param consistency the proof that a log of {@code oldSize} entries begins this one (RFC 6962, 2.1.2)
     * @return its signature, or the size that it really signed last
     * @throws IntegrityException if the checkpoint does not follow, or the log did not sign it
     * @throws StoreException if it cannot be reached, or cannot remember
     */
    Answer cosign(Checkpoint checkpoint, long oldSize, List<Digest> consistency);

    /** What a witness says. */
    sealed interface Answer {}

    /**
     * It signed.
     *
     * @param signature a signature of the type {@code cosignature/v1}, which holds the time
     */
    record Cosigned(Checkpoint.Signature signature) implements Answer {}

    /**
     * It signed another size last; ask again with a proof from there.
     *
     * @param size what it signed last
     */
    record Elsewhere(long size) implements Answer {}

    /**
     * A witness in this process, for a team that gives it a key and a memory that the operators of the log do not have.
     *
     * @param name the name of its key
     * @param signer its key, used for nothing else
     * @param memory where it remembers what it signed
     * @param log the key of the log
     */
    static Witness of(String name, Signer signer, CheckpointStore memory, VerificationKey log) {
        return Registries.witness(name, signer, memory, log);
    }
}
