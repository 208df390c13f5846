package dev.lineage;

import dev.lineage.model.Checkpoint;
import dev.lineage.model.VerificationKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a log is compared with when it is opened, and where that is kept: without something outside, nobody can tell a log from
 * one that was cut, rewritten or put back to an older state.
 *
 * <pre>{@code
 * ModelRegistry.open("file:/srv/lineage", Anchor.of("models.example.com/lineage",
 *     CheckpointStore.ofFile(Path.of("/mnt/audit/lineage.checkpoint"))).signedBy(signer));
 * }</pre>
 *
 * <p>A registry that is opened with an anchor verifies that the log still begins with what the kept checkpoint says, and that
 * every entry that it reads is in the log that was verified. It keeps a newer checkpoint when it is opened and closed, after
 * every move of a stage, and when {@link ModelRegistry#checkpoint} is called.
 *
 * @param origin which log it is, the same for ever: a name like a URL without its scheme
 * @param store where the last checkpoint is kept
 * @param signer the key of the log, which signs its checkpoints, so that others can check them too
 * @param trusted further keys whose checkpoints are believed: those that the log had before, or the only ones for a process that
 *     just reads
 * @param witnesses who is asked to sign too
 * @param needed how many of the witnesses must
 */
public record Anchor(
        String origin,
        CheckpointStore store,
        Optional<Signer> signer,
        Set<VerificationKey> trusted,
        List<Witness> witnesses,
        int needed) {
    /**
     * Checks the name and the number of witnesses, and copies the collections.
     *
     * @throws IllegalArgumentException if the origin cannot be the name of a key, more witnesses must sign than there are, two have the same key, or there is nobody to
     *     sign before them
     */
    public Anchor {
        Checkpoint.requireKeyName(origin);
        trusted = Set.copyOf(trusted);
        witnesses = List.copyOf(witnesses);
        if (needed < 0 || needed > witnesses.size()) {
            throw new IllegalArgumentException("Of " + witnesses.size() + " witnesses " + needed
                    + " cannot sign; ask for a number from 0 to " + witnesses.size());
        }
        if (witnesses.stream().map(Witness::key).distinct().count() != witnesses.size()) {
            throw new IllegalArgumentException(
                    "Two witnesses have the same key, so they are one; give each witness a key of its own");
        }
        if (!witnesses.isEmpty() && signer.isEmpty()) {
            throw new IllegalArgumentException(
                    "Witnesses sign what the log signed; give the log's key with signedBy(signer) as well");
        }
    }

    /** An anchor whose checkpoints only their place protects. */
    public static Anchor of(String origin, CheckpointStore store) {
        return new Anchor(origin, store, Optional.empty(), Set.of(), List.of(), 0);
    }

    /** The same with the key of the log. */
    public Anchor signedBy(Signer key) {
        return new Anchor(origin, store, Optional.of(key), trusted, witnesses, needed);
    }

    /** The same with further keys whose checkpoints are believed. */
    public Anchor trusting(VerificationKey... keys) {
        Set<VerificationKey> all = new LinkedHashSet<>(trusted);
        all.addAll(List.of(keys));
        return new Anchor(origin, store, signer, all, witnesses, needed);
    }

    /** The same with witnesses. */
    public Anchor witnessedBy(int needed, Witness... witnesses) {
        return new Anchor(origin, store, signer, trusted, List.of(witnesses), needed);
    }
}
