package dev.lineage.core.internal.tree;

import dev.lineage.Anchor;
import dev.lineage.IntegrityException;
import dev.lineage.Signer;
import dev.lineage.StoreException;
import dev.lineage.Witness;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import dev.lineage.model.VerificationKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A log and the checkpoint of it that is kept elsewhere. Thread-safe. */
public final class Anchoring {
    private static final int MAX_TRIES = 100;
    private static final int MAX_ASKED = 5;

    private final Anchor anchor;
    private final LogTree tree;
    private final String location;
    private final Set<VerificationKey> keys;

    /** @param location where the log is, for messages */
    public Anchoring(Anchor anchor, LogTree tree, String location) {
        this.anchor = anchor;
        this.tree = tree;
        this.location = location;
        this.keys = new LinkedHashSet<>(anchor.trusted());
        anchor.signer().map(Signer::key).ifPresent(keys::add);
    }

    /** Where the checkpoint is kept. */
    public String where() {
        return anchor.store().location();
    }

    /** What the log is compared with. */
    public Anchor anchor() {
        return anchor;
    }

    /**
     * Compares the log with the checkpoint that is kept, and returns that; empty if none is kept yet.
     *
     * @throws IntegrityException if they contradict each other
     */
    public Optional<Checkpoint> compare() {
        return compareWith(tree);
    }

    /** Compares with another reading of the log. */
    public Optional<Checkpoint> compareWith(LogTree log) {
        Optional<Checkpoint> kept = anchor.store().load().map(this::read);
        kept.ifPresent(checkpoint -> require(checkpoint, log));
        return kept;
    }

    /**
     * Those of {@code keys} that signed a checkpoint as the log of its origin.
     *
     * @throws IntegrityException if a signature says that it is of one of them and is not
     */
    public static Set<VerificationKey> signers(Checkpoint checkpoint, Set<VerificationKey> keys) {
        return new LinkedHashSet<>(Notes.signers(checkpoint, checkpoint.origin(), keys));
    }

    /** Who signed a checkpoint, for people. */
    public String describe(Checkpoint checkpoint) {
        Set<VerificationKey> signers = signers(checkpoint, keys);
        return (signers.isEmpty() ? "not signed" : "signed by " + signers)
                + (anchor.witnesses().isEmpty()
                        ? ""
                        : ", with " + witnesses(checkpoint) + " of "
                                + anchor.witnesses().size() + " witnesses");
    }

    /** Reads what is kept, if one of the known keys signed it. */
    private Checkpoint read(String note) {
        Checkpoint kept;
        try {
            kept = Checkpoint.parse(note);
        } catch (IllegalArgumentException e) {
            throw TreeErrors.noCheckpoint(where(), String.valueOf(e.getMessage()));
        }
        if (!kept.origin().equals(anchor.origin())) {
            throw TreeErrors.otherOrigin(kept, anchor.origin(), where());
        }
        if (!keys.isEmpty() && Notes.signers(kept, kept.origin(), keys).isEmpty()) {
            throw TreeErrors.notSigned(
                    kept,
                    where(),
                    keys.stream().map(VerificationKey::toString).sorted().collect(Collectors.joining(", ")));
        }
        return kept;
    }

    private void require(Checkpoint kept, LogTree log) {
        TreeHead head = kept.head();
        if (head.size() > log.size()) {
            long size = log.head().size();
            if (head.size() > size) {
                throw TreeErrors.truncated(location, size, kept, where());
            }
        }
        TreeHead now = log.headAt(head.size());
        if (!now.equals(head)) {
            throw TreeErrors.notTheSame(location, now, kept, where());
        }
    }

    /**
     * Compares the log with the checkpoint when it is opened, so that of a long log only the end is read, and keeps a newer one.
     */
    public void open() {
        Optional<Checkpoint> kept = anchor.store().load().map(this::read);
        if (kept.isPresent()) {
            TreeHead head = kept.get().head();
            long size = tree.storeSize();
            if (head.size() > size) {
                throw TreeErrors.truncated(location, size, kept.get(), where());
            }
            TreeHead now = tree.begin(head);
            if (!now.equals(head)) {
                throw TreeErrors.notTheSame(location, now, kept.get(), where());
            }
        }
        if (mayKeep()) {
            keep();
        } else {
            tree.head();
        }
    }

    /** Whether what this process would keep is believed by others. */
    public boolean mayKeep() {
        return anchor.signer().isPresent() || keys.isEmpty();
    }

    /**
     * Keeps a checkpoint of the log as it is now.
     *
     * @throws IntegrityException if the log contradicts the one that is kept
     * @throws StoreException if it cannot be kept, or too few witnesses signed
     */
    public Checkpoint keep() {
        if (!mayKeep()) {
            throw new IllegalStateException("A checkpoint at " + where()
                    + " must be signed by the key of the log, and this registry was opened without it. Give it with"
                    + " Anchor.signedBy(signer)");
        }
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            Optional<String> before = anchor.store().load();
            Optional<Checkpoint> kept = before.map(this::read);
            kept.ifPresent(checkpoint -> require(checkpoint, tree));
            TreeHead head = tree.head();
            if (kept.isPresent() && kept.get().head().equals(head) && isComplete(kept.get())) {
                return kept.get();
            }
            Checkpoint next = signed(new Checkpoint(anchor.origin(), head, List.of()), kept);
            if (anchor.store().replace(before, next.toNote())) {
                tree.storeEdge();
                return next;
            }
        }
        throw new StoreException("The checkpoint at " + where() + " was replaced by others " + MAX_TRIES
                + " times in a row. Nothing was kept; try again when fewer processes write at once");
    }

    private boolean isComplete(Checkpoint kept) {
        boolean signed = anchor.signer()
                .map(signer -> !Notes.signers(kept, kept.origin(), List.of(signer.key()))
                        .isEmpty())
                .orElse(true);
        return signed && witnesses(kept) >= anchor.needed();
    }

    /** How many of the witnesses signed a checkpoint. */
    public long witnesses(Checkpoint checkpoint) {
        return anchor.witnesses().stream()
                .filter(witness -> checkpoint.signatures().stream()
                        .anyMatch(signature -> Notes.isCosigned(checkpoint, signature, witness.name(), witness.key())))
                .count();
    }

    private Checkpoint signed(Checkpoint plain, Optional<Checkpoint> kept) {
        Checkpoint signed = anchor.signer()
                .map(signer -> plain.with(Notes.sign(plain, signer)))
                .orElse(plain);
        Checkpoint cosigned = signed;
        StringBuilder failures = new StringBuilder();
        for (Witness witness : anchor.witnesses()) {
            try {
                cosigned = cosigned.with(asked(witness, signed, kept));
            } catch (IntegrityException e) {
                throw e;
            } catch (RuntimeException e) {
                // A witness may be the user's own.
                failures.append("; ").append(witness.name()).append(": ").append(e.getMessage());
            }
        }
        if (witnesses(cosigned) < anchor.needed()) {
            throw new StoreException("Only " + witnesses(cosigned) + " of " + anchor.needed()
                    + " witnesses signed the checkpoint " + plain + failures
                    + ". The log is as it was and the checkpoint was not kept; call registry.checkpoint() when they can be"
                    + " reached");
        }
        return cosigned;
    }

    private Checkpoint.Signature asked(Witness witness, Checkpoint signed, Optional<Checkpoint> kept) {
        long size = signed.head().size();
        long seen = kept.map(before -> before.head().size()).orElse(0L);
        for (int i = 0; i < MAX_ASKED; i++) {
            List<Digest> proof = seen == size ? List.of() : tree.consistency(seen, size);
            Witness.Answer answer = witness.cosign(signed, seen, proof);
            if (answer instanceof Witness.Cosigned cosigned) {
                Checkpoint.Signature signature = cosigned.signature();
                if (!Notes.isCosigned(signed, signature, witness.name(), witness.key())) {
                    throw new StoreException("What the witness '" + witness.name()
                            + "' answered is no signature of its key " + witness.key() + " over " + signed);
                }
                return signature;
            }
            seen = ((Witness.Elsewhere) answer).size();
            if (seen > size) {
                if (seen > tree.head().size()) {
                    throw new IntegrityException(
                            "The witness '" + witness.name() + "' signed a log '" + signed.origin()
                                    + "' of " + seen + " entries, but the log at " + location + " has " + size
                                    + ": its end was cut off, or two histories are shown. Keep the store as it is, and find out");
                }
                throw new StoreException("it signed a newer checkpoint meanwhile, of " + seen + " entries");
            }
        }
        throw new StoreException("it changes its mind about what it signed last");
    }
}
