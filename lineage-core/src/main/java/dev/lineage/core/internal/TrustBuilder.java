package dev.lineage.core.internal;

import dev.lineage.Signer;
import dev.lineage.TrustChange;
import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.core.internal.trust.Signatures;
import dev.lineage.model.Envelope;
import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A trust document that is to be set. */
final class TrustBuilder extends SingleUse implements TrustChange {
    private static final int NONCE_BYTES = 16;
    private static final int MAX_TRIES = 100;
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final Trusts trusts;
    private final Records records;
    private final Surroundings surroundings;
    private final Map<String, Optional<Set<VerificationKey>>> principals = new LinkedHashMap<>();
    private final Map<VerificationKey, Long> distrusted = new LinkedHashMap<>();
    private final List<Signer> signers = new ArrayList<>();
    private @Nullable Set<String> roots;
    private int threshold;
    private @Nullable Set<String> approvers;
    private @Nullable Duration validity;
    private @Nullable String reason;
    private @Nullable String person;

    TrustBuilder(Trusts trusts, Records records, Surroundings surroundings) {
        this.trusts = trusts;
        this.records = records;
        this.surroundings = surroundings;
    }

    @Override
    public TrustChange principal(String name, VerificationKey... keys) {
        requireOnce(name);
        for (VerificationKey key : keys) {
            requireKey(key, " of '" + name + "'");
        }
        principals.put(name, Optional.of(new LinkedHashSet<>(List.of(keys))));
        return this;
    }

    private static void requireKey(VerificationKey key, String whose) {
        if (!Signatures.isValid(key)) {
            throw new IllegalArgumentException("The key " + key + whose
                    + " is no Ed25519 public key: its bytes are no point that can be used. Give the key that"
                    + " openssl pkey -pubout writes");
        }
    }

    @Override
    public TrustChange remove(String name) {
        requireOnce(name);
        principals.put(name, Optional.empty());
        return this;
    }

    private void requireOnce(String name) {
        requireUnused();
        People.requirePerson(name);
        if (principals.keySet().stream().anyMatch(other -> People.same(other, name))) {
            throw Errors.optionSet("principal", name);
        }
    }

    @Override
    public TrustChange roots(int threshold, String... principals) {
        requireUnset("roots", this.roots);
        this.threshold = threshold;
        this.roots = new LinkedHashSet<>(List.of(principals));
        return this;
    }

    @Override
    public TrustChange approvers(String... principals) {
        requireUnset("approvers", this.approvers);
        this.approvers = new LinkedHashSet<>(List.of(principals));
        return this;
    }

    @Override
    public TrustChange validFor(Duration duration) {
        requireUnset("validFor", this.validity);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A trust document is good for more than nothing and at most "
                    + LONGEST.toDays() + " days, not " + duration);
        }
        this.validity = duration;
        return this;
    }

    @Override
    public TrustChange distrust(VerificationKey key, long since) {
        requireUnused();
        requireKey(key, " that is to be distrusted");
        if (distrusted.putIfAbsent(key, since) != null) {
            throw Errors.optionSet("distrust of " + key, "position " + distrusted.get(key));
        }
        return this;
    }

    @Override
    public TrustChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = People.requireReason(reason);
        return this;
    }

    @Override
    public TrustChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public TrustChange signedBy(Signer signer) {
        requireUnused();
        signers.add(signer);
        return this;
    }

    @Override
    public Trust preview() {
        requireUnused();
        return next(trusts.current());
    }

    @Override
    public Trust commit() {
        requireUnused();
        Optional<Trusts.Verified> before = trusts.current();
        Trust next = next(before);
        Envelope envelope = Trusts.sign(
                TrustCodec.TRUST_TYPE,
                TrustCodec.payload(next, before.map(Trusts.Verified::digest), before.isPresent() ? "" : nonce()),
                signers);
        before.ifPresent(verified -> requireSigned(envelope, verified.trust(), "the roots before"));
        requireSigned(envelope, next, "its own roots");
        use();
        String pointer = Trusts.digest(envelope).toString();
        for (int tries = 1; records.newest(Trusts.POINTER) == next.version() - 1 && tries <= MAX_TRIES; tries++) {
            Entry entry = Entry.of(
                    Trusts.TRUST,
                    Records.FORMAT,
                    TrustCodec.body(envelope),
                    List.of(
                            new Move(Trusts.POINTER, next.version(), pointer, Move.View.HIDDEN),
                            new Move(Trusts.USE, records.newest(Trusts.USE) + 1, "", Move.View.HIDDEN)),
                    List.of(
                            Attribute.text("by", next.by()),
                            Attribute.text("at", next.at().toString())));
            if (records.append(List.of(entry)) instanceof AppendResult.Appended appended) {
                return TrustCodec.trust(envelope, appended.position());
            }
        }
        throw Errors.tooManyConflicts("version " + next.version() + " of the trust document", 1);
    }

    private static String nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    private static void requireSigned(Envelope envelope, Trust trust, String whose) {
        int missing = Trusts.missing(envelope, trust);
        if (missing > 0) {
            throw new IllegalArgumentException(
                    "The change needs the signatures of " + trust.threshold() + " of " + whose
                            + ", " + new TreeSet<>(trust.roots()) + "; " + missing
                            + " are missing. Nothing was written; add .signedBy(signer) for each");
        }
    }

    private Trust next(Optional<Trusts.Verified> before) {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        Optional<Trust> old = before.map(Trusts.Verified::trust);
        if (roots == null && old.isEmpty()) {
            throw Errors.required("roots, who may sign the next change,", ".roots(threshold, principals)");
        }
        TreeMap<String, Set<VerificationKey>> all =
                new TreeMap<>(old.map(Trust::principals).orElse(new TreeMap<>()));
        Set<String> nextRoots = new TreeSet<>(roots == null ? old.orElseThrow().roots() : roots);
        Set<String> nextApprovers =
                new TreeSet<>(approvers == null ? old.map(Trust::approvers).orElse(Set.of()) : approvers);
        principals.forEach((name, keys) -> {
            String known = old.flatMap(trust -> Trusts.principal(trust, name))
                    .map(Map.Entry::getKey)
                    .orElse(name);
            if (keys.isPresent()) {
                all.put(known, keys.get());
                return;
            }
            if (all.remove(known) == null) {
                throw new IllegalArgumentException(
                        "'" + name + "' is none of the principals " + all.keySet() + "; there is nothing to remove");
            }
            if (roots == null) {
                nextRoots.remove(known);
            }
            if (approvers == null) {
                nextApprovers.remove(known);
            }
        });
        boolean restricted = old.filter(trust -> !trust.approvers().isEmpty()).isPresent();
        if (approvers == null && restricted && nextApprovers.isEmpty()) {
            throw new IllegalArgumentException("Nobody is left of those who may approve, "
                    + new TreeSet<>(old.orElseThrow().approvers())
                    + ", and naming nobody would let everybody approve. Say who may: .approvers(principals)");
        }
        Map<VerificationKey, Long> nextDistrusted = nextDistrusted(old);
        takeAway(all);
        Instant now = surroundings.now();
        return new Trust(
                old.map(Trust::version).orElse(0L) + 1,
                all,
                nextRoots,
                roots == null ? old.orElseThrow().threshold() : threshold,
                nextApprovers,
                nextDistrusted,
                person == null ? surroundings.user() : person,
                now,
                validity == null
                        ? old.flatMap(Trust::expires)
                        : Optional.of(now.plus(validity).truncatedTo(ChronoUnit.MILLIS)),
                reason,
                -1);
    }

    private Map<VerificationKey, Long> nextDistrusted(Optional<Trust> old) {
        Map<VerificationKey, Long> next =
                new HashMap<>(old.map(Trust::distrusted).orElse(Map.of()));
        long size = records.store().size();
        distrusted.forEach((key, since) -> {
            if (since < 0 || since > size) {
                throw new IllegalArgumentException("Key " + key + " cannot be distrusted since position " + since
                        + ": the log has " + size + " entries; give the position of the first entry that somebody else"
                        + " may have signed, 0 to " + size);
            }
            Long known = next.put(key, since);
            if (known != null && known < since) {
                throw new IllegalArgumentException("Key " + key + " is distrusted since position " + known
                        + ", which can be lowered and not raised to " + since
                        + ": what did not count must not begin to count. Leave it out, or give a lower position");
            }
        });
        return next;
    }

    /** Takes the keys that this change distrusts from who had them before. */
    private void takeAway(Map<String, Set<VerificationKey>> all) {
        for (Map.Entry<String, Set<VerificationKey>> principal : all.entrySet()) {
            boolean given = principals.entrySet().stream()
                    .anyMatch(change ->
                            change.getValue().isPresent() && People.same(change.getKey(), principal.getKey()));
            if (given) {
                continue;
            }
            Set<VerificationKey> left = new LinkedHashSet<>(principal.getValue());
            if (left.removeAll(distrusted.keySet()) && left.isEmpty()) {
                throw new IllegalArgumentException("Without the keys that are to be distrusted '" + principal.getKey()
                        + "' has none. Give them another in the same change: .principal(\"" + principal.getKey()
                        + "\", key), or take them out: .remove(\"" + principal.getKey() + "\")");
            }
            principal.setValue(left);
        }
    }
}
