package dev.lineage.core.internal.tree;

import dev.lineage.CheckpointStore;
import dev.lineage.IntegrityException;
import dev.lineage.Signer;
import dev.lineage.StoreException;
import dev.lineage.Witness;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import dev.lineage.model.VerificationKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A witness in this process. Its memory is a checkpoint, which it signed, of the one log that it watches. */
public final class LocalWitness implements Witness {
    private static final int MAX_TRIES = 100;

    private final String name;
    private final Signer signer;
    private final CheckpointStore memory;
    private final VerificationKey log;
    private final Clock clock;

    /** A witness of the log with that key. */
    public LocalWitness(String name, Signer signer, CheckpointStore memory, VerificationKey log, Clock clock) {
        this.name = Checkpoint.requireKeyName(name);
        this.signer = signer;
        this.memory = memory;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public VerificationKey key() {
        return signer.key();
    }

    @Override
    public Answer cosign(Checkpoint checkpoint, long oldSize, List<Digest> consistency) {
        if (Notes.signers(checkpoint, checkpoint.origin(), List.of(log)).isEmpty()) {
            throw new IntegrityException("The checkpoint " + checkpoint + " is not signed by the log's key " + log
                    + ", so the witness '" + name + "' does not sign it");
        }
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            Optional<String> note = memory.load();
            Optional<Checkpoint> last = note.map(this::remembered);
            long seen = last.map(before -> before.head().size()).orElse(0L);
            if (seen != oldSize || checkpoint.head().size() < seen) {
                return new Elsewhere(seen);
            }
            last.ifPresent(before -> requireFollows(before, checkpoint, consistency));
            Checkpoint.Signature signature = Notes.cosign(checkpoint, name, signer, clock.instant());
            if (memory.replace(
                    note, new Checkpoint(checkpoint.origin(), checkpoint.head(), List.of(signature)).toNote())) {
                return new Cosigned(signature);
            }
        }
        throw new StoreException("The memory of the witness '" + name + "' at " + memory.location()
                + " was replaced by others " + MAX_TRIES + " times in a row; give each witness a memory of its own");
    }

    private Checkpoint remembered(String note) {
        try {
            Checkpoint last = Checkpoint.parse(note);
            boolean own = last.signatures().stream()
                    .anyMatch(signature -> Notes.isCosigned(last, signature, name, signer.key()));
            if (own) {
                return last;
            }
        } catch (IllegalArgumentException e) {
            throw TreeErrors.noCheckpoint(memory.location(), String.valueOf(e.getMessage()));
        }
        throw TreeErrors.noCheckpoint(memory.location(), "the witness '" + name + "' did not sign it");
    }

    private void requireFollows(Checkpoint last, Checkpoint next, List<Digest> consistency) {
        TreeHead from = last.head();
        if (!last.origin().equals(next.origin())) {
            throw TreeErrors.otherOrigin(last, next.origin(), memory.location());
        }
        boolean follows = from.size() == 0 || Merkle.isConsistent(from, next.head(), consistency);
        if (!follows) {
            throw new IntegrityException("The checkpoint " + next + " does not follow " + last + ", which the witness '"
                    + name
                    + "' signed: the log was rewritten, or two histories are shown. Keep both as they are, and find"
                    + " out what happened");
        }
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
