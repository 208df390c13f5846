package dev.lineage.core.internal;

import dev.lineage.IntegrityException;
import dev.lineage.Signer;
import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.core.internal.trust.Signatures;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Approval;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures count, as the log says. Each trust document is verified before anything rests on it: it must be signed by
 * those whom the one before names, from the first on. Thread-safe.
 */
final class Trusts {
    static final String TRUST = "trust";
    static final String POINTER = "trust";

    private final Records records;
    private @Nullable Verified latest;

    Trusts(Records records) {
        this.records = records;
    }

    /**
     * A trust document whose signatures were verified.
     *
     * @param trust what it says
     * @param digest of its exact bytes
     * @param root the digest of the first one, by which signatures name the registry that they are for
     */
    record Verified(Trust trust, Digest digest, Digest root) {}

    /** The one in force. */
    synchronized Optional<Verified> current() {
        long newest = records.newest(POINTER);
        for (long revision = latest == null ? 1 : latest.trust().version() + 1; revision <= newest; revision++) {
            latest = verified(latest, revision);
        }
        return Optional.ofNullable(latest);
    }

    Page<Trust> history(int size, Optional<String> next) {
        return records.revisions(
                POINTER, TRUST, size, next, (body, position) -> TrustCodec.trust(TrustCodec.envelope(body), position));
    }

    private Verified verified(@Nullable Verified before, long revision) {
        record Found(Envelope envelope, Trust trust, Optional<Digest> previous) {}
        Found found = records.at(POINTER, revision, TRUST, (body, position) -> {
                    Envelope envelope = TrustCodec.envelope(body);
                    return new Found(envelope, TrustCodec.trust(envelope, position), TrustCodec.previous(envelope));
                })
                .orElseThrow(() -> Errors.missingRevision(records.store().location(), POINTER, revision));
        String flaw = null;
        if (found.trust().version() != revision) {
            flaw = "it calls itself version " + found.trust().version();
        } else if (!found.previous().equals(Optional.ofNullable(before).map(Verified::digest))) {
            flaw = "it does not follow the one before";
        } else if (before != null && missing(found.envelope(), before.trust()) > 0) {
            flaw = "it is not signed by " + before.trust().threshold() + " of the roots before, "
                    + new TreeSet<>(before.trust().roots());
        } else if (missing(found.envelope(), found.trust()) > 0) {
            flaw = "it is not signed by " + found.trust().threshold() + " of its own roots";
        }
        if (flaw != null) {
            throw new IntegrityException("Version " + revision + " of the trust document in the log at "
                    + records.store().location() + " cannot be trusted: " + flaw
                    + ". Somebody changed the log; restore it from a copy and run verify()");
        }
        Digest digest = digest(found.envelope());
        return new Verified(found.trust(), digest, before == null ? digest : before.root());
    }

    static Digest digest(Envelope envelope) {
        return Digest.of(envelope.payload().getBytes(StandardCharsets.UTF_8));
    }

    /** How many of the roots' signatures an envelope lacks. Roots are counted, not keys. */
    static int missing(Envelope envelope, Trust trust) {
        Set<String> signed = new TreeSet<>();
        for (String root : trust.roots()) {
            Set<VerificationKey> keys = trust.principals().getOrDefault(root, Set.of());
            if (!Signatures.signers(envelope, keys).isEmpty()) {
                signed.add(root);
            }
        }
        return Math.max(0, trust.threshold() - signed.size());
    }

    // ---- approvals

    /** Signs an approval. */
    static Envelope sign(Approval approval, ModelVersion version, Optional<Verified> trust, Signer signer) {
        return sign(TrustCodec.STATEMENT_TYPE, TrustCodec.statement(approval, version, root(trust)), List.of(signer));
    }

    private static Optional<Digest> root(Optional<Verified> trust) {
        return trust.map(Verified::root);
    }

    /** Why an approval is not the word of the person that it names; empty if it is. */
    static Optional<String> flaw(Approval approval, ModelVersion version, Optional<Verified> trust) {
        if (approval.envelope().isEmpty()) {
            return Optional.of("not signed");
        }
        if (trust.isEmpty()) {
            return Optional.of("nobody said whose keys count");
        }
        Optional<Map.Entry<String, Set<VerificationKey>>> principal =
                principal(trust.get().trust(), approval.by());
        if (principal.isEmpty()) {
            return Optional.of("no principal of the trust document");
        }
        if (!trust.get().trust().mayApprove(principal.get().getKey())) {
            return Optional.of("may not approve");
        }
        Envelope envelope = approval.envelope().get();
        boolean same = envelope.payloadType().equals(TrustCodec.STATEMENT_TYPE)
                && envelope.payload().equals(TrustCodec.statement(approval, version, root(trust)));
        if (!same) {
            return Optional.of("signed something else");
        }
        return Signatures.signers(envelope, principal.get().getValue()).isEmpty()
                ? Optional.of("not signed with a key that is good now")
                : Optional.empty();
    }

    static Optional<Map.Entry<String, Set<VerificationKey>>> principal(Trust trust, String person) {
        return trust.principals().entrySet().stream()
                .filter(principal -> People.same(principal.getKey(), person))
                .findFirst();
    }

    // ---- signing

    static Envelope sign(String type, String payload, Collection<Signer> signers) {
        byte[] message = new Envelope(type, payload, List.of()).signedBytes();
        List<Envelope.Signature> signatures = new ArrayList<>();
        for (Signer signer : signers) {
            byte[] signature = signer.sign(message.clone());
            if (!Signatures.verify(signer.key(), message, signature)) {
                throw new IllegalArgumentException("What the signer with key " + signer.key()
                        + " made is not its Ed25519 signature of 64 bytes. Nothing was written; repair the signer");
            }
            signatures.add(new Envelope.Signature(
                    signer.key().id().hex(), Base64.getEncoder().encodeToString(signature)));
        }
        return new Envelope(type, payload, signatures);
    }

    /** Says whether a body is a trust document; for verification of the log as a whole. */
    static void check(String body, long position) throws JsonException {
        TrustCodec.trust(TrustCodec.envelope(body), position);
    }
}
