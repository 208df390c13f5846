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
import dev.lineage.model.Stage;
import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures count, as the log says. Each trust document is verified before anything rests on it: it must be signed by
 * those whom the one before names, from the first on. Thread-safe.
 */
final class Trusts {
    static final String TRUST = "trust";
    static final String POINTER = "trust";

    /** Moved by every trust document and by everything that was decided by one: none is logged behind another unseen. */
    static final String USE = "trusting";

    private final Records records;
    private final List<Verified> chain = new ArrayList<>();

    Trusts(Records records) {
        this.records = records;
    }

    /**
     * A trust document whose signatures were verified.
     *
     * @param trust what it says
     * @param envelope what was signed, and by whom
     * @param digest of its exact bytes
     * @param root the digest of the first one, by which signatures name the registry that they are for
     */
    record Verified(Trust trust, Envelope envelope, Digest digest, Digest root) {}

    /** The one in force. */
    Optional<Verified> current() {
        List<Verified> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** All that there were, oldest first. */
    private synchronized List<Verified> all() {
        long newest = records.newest(POINTER);
        while (chain.size() < newest) {
            chain.add(verified(chain.isEmpty() ? null : chain.get(chain.size() - 1), chain.size() + 1));
        }
        return List.copyOf(chain);
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
        } else {
            flaw = distrustFlaw(before, found.trust());
        }
        if (flaw != null) {
            throw new IntegrityException("Version " + revision + " of the trust document in the log at "
                    + records.store().location() + " cannot be trusted: " + flaw
                    + ". Somebody changed the log; restore it from a copy and run verify()");
        }
        Digest digest = digest(found.envelope());
        return new Verified(found.trust(), found.envelope(), digest, before == null ? digest : before.root());
    }

    /** What was found not to count never begins to count again, whoever signs that it does. */
    private static @Nullable String distrustFlaw(@Nullable Verified before, Trust trust) {
        if (before != null) {
            for (Map.Entry<VerificationKey, Long> known :
                    before.trust().distrusted().entrySet()) {
                Long since = trust.distrusted().get(known.getKey());
                if (since == null || since > known.getValue()) {
                    return "it trusts what key " + known.getKey() + " signed from position " + known.getValue()
                            + " on, which the one before does not";
                }
            }
        }
        for (Map.Entry<VerificationKey, Long> known : trust.distrusted().entrySet()) {
            if (known.getValue() > trust.position()) {
                return "it distrusts key " + known.getKey() + " since position " + known.getValue()
                        + ", which is after its own, " + trust.position();
            }
        }
        return null;
    }

    static Digest digest(Envelope envelope) {
        return Digest.of(envelope.payload().getBytes(StandardCharsets.UTF_8));
    }

    /** How many of the roots' signatures an envelope lacks. Roots are counted, not keys. */
    static int missing(Envelope envelope, Trust trust) {
        return missing(envelope, trust, Set.of());
    }

    private static int missing(Envelope envelope, Trust trust, Set<VerificationKey> without) {
        Set<String> signed = new TreeSet<>();
        for (String root : trust.roots()) {
            Set<VerificationKey> keys = trust.principals().getOrDefault(root, Set.of());
            if (!Signatures.signers(envelope, without(keys, without)).isEmpty()) {
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

    /** Signs the move of a stage. */
    static Envelope sign(Stage stage, ModelVersion version, Optional<Verified> trust, Collection<Signer> signers) {
        return sign(TrustCodec.STATEMENT_TYPE, TrustCodec.statement(stage, version, root(trust)), signers);
    }

    /**
     * What somebody is to have signed.
     *
     * @param envelope their signature, if there is one
     * @param person who
     * @param statement what, in the registry with that first trust document
     * @param approves whether it is an approval
     */
    private record Word(
            Optional<Envelope> envelope,
            String person,
            Function<Optional<Digest>, String> statement,
            boolean approves) {
        static Word of(Approval approval, ModelVersion version) {
            return new Word(
                    approval.envelope(), approval.by(), root -> TrustCodec.statement(approval, version, root), true);
        }

        static Word of(Stage stage, ModelVersion version) {
            return new Word(stage.envelope(), stage.by(), root -> TrustCodec.statement(stage, version, root), false);
        }
    }

    private static Optional<Digest> root(Optional<Verified> trust) {
        return trust.map(Verified::root);
    }

    /** Why an approval is not the word of the person that it names, for a decision made at a moment; empty if it is. */
    static Optional<String> flaw(Approval approval, ModelVersion version, Optional<Verified> trust, Instant at) {
        return flaw(
                Word.of(approval, version),
                trust,
                at,
                trust.map(now -> now.trust().distrusted()).orElse(Map.of()),
                "not signed with a key that is good now");
    }

    /**
     * Why an approval was not the word of the person that it names when a stage was moved on its grounds, by the trust document
     * that was in force then, and by what became known of stolen keys since; empty if it was.
     *
     * @param usedAt the position of the stage's entry
     * @throws IntegrityException if there is no stage's entry at that position, or the trust documents cannot be trusted
     */
    Optional<String> flawAt(Approval approval, ModelVersion version, long usedAt) {
        return flawAt(Word.of(approval, version), records.stageMovedAt(usedAt).at(), usedAt);
    }

    /** Why the move of a stage is not the word of the person that it names; as {@link #flawAt(Approval, ModelVersion, long)}. */
    Optional<String> flawAt(Stage stage, ModelVersion version) {
        return flawAt(Word.of(stage, version), stage.at(), stage.position());
    }

    private Optional<String> flawAt(Word word, Instant decided, long usedAt) {
        List<Verified> all = all();
        return flaw(
                word,
                all.stream().filter(trust -> trust.trust().position() < usedAt).reduce((older, newer) -> newer),
                decided,
                distrustedAt(all, usedAt),
                "not signed with a key that was good then");
    }

    /** The trust document that was in force at a position. */
    Optional<Trust> at(long position) {
        return all().stream()
                .map(Verified::trust)
                .filter(trust -> trust.position() < position)
                .reduce((older, newer) -> newer);
    }

    /** Who of those who were known at a position signed an envelope, and with which keys that are not known to be stolen. */
    SortedMap<String, Set<VerificationKey>> signersAt(Envelope envelope, long position) {
        Set<VerificationKey> stolen = distrustedAt(all(), position).keySet();
        TreeMap<String, Set<VerificationKey>> signers = new TreeMap<>();
        at(position).map(Trust::principals).orElse(new TreeMap<>()).forEach((name, keys) -> {
            Set<VerificationKey> signed = Signatures.signers(envelope, without(keys, stolen));
            if (!signed.isEmpty()) {
                signers.put(name, signed);
            }
        });
        return signers;
    }

    /** The keys that are now known to be stolen, of those whose signatures do not count at a position. */
    private static Map<VerificationKey, Long> distrustedAt(List<Verified> all, long position) {
        Map<VerificationKey, Long> distrusted = new HashMap<>();
        if (!all.isEmpty()) {
            all.get(all.size() - 1).trust().distrusted().forEach((key, since) -> {
                if (since <= position) {
                    distrusted.put(key, since);
                }
            });
        }
        return distrusted;
    }

    /**
     * Which trust documents rest on signatures that are known now not to count. They stay in force, since the next one, which
     * distrusts the keys, must be able to follow; people have to look at what each of these changed.
     */
    List<String> flaws() {
        List<Verified> all = all();
        List<String> flaws = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Verified document = all.get(i);
            long position = document.trust().position();
            Map<VerificationKey, Long> distrusted = distrustedAt(all, position);
            List<String> lacks = new ArrayList<>();
            if (i > 0) {
                lacking(document.envelope(), all.get(i - 1).trust(), distrusted, "the roots before")
                        .ifPresent(lacks::add);
            }
            lacking(document.envelope(), document.trust(), distrusted, "its own roots")
                    .ifPresent(lacks::add);
            if (!lacks.isEmpty()) {
                flaws.add("Version " + document.trust().version() + " of the trust document (position " + position
                        + (i + 1 < all.size()
                                ? ", replaced at " + all.get(i + 1).trust().position()
                                : ", in force")
                        + ") is, without " + signedBy(document.envelope(), distrusted) + ", not signed by "
                        + String.join(" and ", lacks)
                        + ". Look at what it changed, set right what the thief did, and distrust the keys that they added:"
                        + " registry.setTrust().distrust(key, " + position + ")");
            }
        }
        return List.copyOf(flaws);
    }

    private static Optional<String> lacking(
            Envelope envelope, Trust trust, Map<VerificationKey, Long> distrusted, String whose) {
        return missing(envelope, trust, distrusted.keySet()) == 0
                ? Optional.empty()
                : Optional.of(trust.threshold() + " of " + whose + ", " + new TreeSet<>(trust.roots()));
    }

    private static Set<VerificationKey> without(Set<VerificationKey> keys, Set<VerificationKey> others) {
        Set<VerificationKey> left = new LinkedHashSet<>(keys);
        left.removeAll(others);
        return left;
    }

    /** The distrusted keys that signed. */
    private static String signedBy(Envelope envelope, Map<VerificationKey, Long> distrusted) {
        return Signatures.signers(envelope, distrusted.keySet()).stream()
                .map(key -> "key " + key + ", which is distrusted since position " + distrusted.get(key))
                .sorted()
                .collect(Collectors.joining(", and "));
    }

    private static Optional<String> flaw(
            Word word, Optional<Verified> trust, Instant at, Map<VerificationKey, Long> distrusted, String unknown) {
        if (word.envelope().isEmpty()) {
            return Optional.of("not signed");
        }
        if (trust.isEmpty()) {
            return Optional.of("nobody said whose keys count");
        }
        Trust document = trust.get().trust();
        if (document.isExpired(at)) {
            return Optional.of(
                    "the trust document expired at " + document.expires().orElseThrow());
        }
        Optional<Map.Entry<String, Set<VerificationKey>>> principal = principal(document, word.person());
        if (principal.isEmpty()) {
            return Optional.of("no principal of the trust document");
        }
        if (word.approves() && !document.mayApprove(principal.get().getKey())) {
            return Optional.of("may not approve");
        }
        Envelope envelope = word.envelope().get();
        boolean same = envelope.payloadType().equals(TrustCodec.STATEMENT_TYPE)
                && envelope.payload().equals(word.statement().apply(root(trust)));
        if (!same) {
            return Optional.of("signed something else");
        }
        if (!Signatures.signers(envelope, without(principal.get().getValue(), distrusted.keySet()))
                .isEmpty()) {
            return Optional.empty();
        }
        String stolen = signedBy(envelope, distrusted);
        return Optional.of(stolen.isEmpty() ? unknown : "signed with " + stolen);
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
