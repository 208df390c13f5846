package dev.lineage.core.internal;

import dev.lineage.ApprovalChange;
import dev.lineage.Signer;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Approval;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Gate;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Trust;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An approval that is to be given. */
final class ApprovalBuilder extends SingleUse implements ApprovalChange {
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final ModelVersion version;
    private final Governance governance;
    private final Surroundings surroundings;
    private @Nullable String stage;
    private @Nullable String person;
    private @Nullable String reason;
    private @Nullable Duration validity;
    private @Nullable Signer signer;

    ApprovalBuilder(ModelVersion version, Governance governance, Surroundings surroundings) {
        this.version = version;
        this.governance = governance;
        this.surroundings = surroundings;
    }

    @Override
    public ApprovalChange forStage(String stage) {
        requireUnset("forStage", this.stage);
        this.stage = Names.stage(stage);
        return this;
    }

    @Override
    public ApprovalChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public ApprovalChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = People.requireReason(reason);
        return this;
    }

    @Override
    public ApprovalChange validFor(Duration duration) {
        requireUnset("validFor", this.validity);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("An approval is good for more than nothing and at most "
                    + LONGEST.toDays() + " days, not " + duration);
        }
        this.validity = duration;
        return this;
    }

    @Override
    public ApprovalChange signedBy(Signer signer) {
        requireUnset("signedBy", this.signer);
        this.signer = signer;
        return this;
    }

    @Override
    public Approval preview() {
        requireComplete();
        return approval();
    }

    @Override
    public Approval commit() {
        requireComplete();
        Optional<Trusts.Verified> trust =
                signer == null ? Optional.empty() : governance.trusts().current();
        if (signer != null && trust.isPresent()) {
            requireKeyOf(trust.get().trust(), Objects.requireNonNull(person), signer);
        }
        use();
        // The same person's same words at the same moment are the same approval.
        Optional<Approval> given = governance.approval(approval().digest());
        return given.isPresent() ? given.get() : give(trust);
    }

    private static void requireKeyOf(Trust trust, String person, Signer signer) {
        Optional<String> owner = trust.owner(signer.key());
        if (owner.filter(name -> People.same(name, person)).isEmpty()) {
            throw new IllegalArgumentException("The key " + signer.key() + " is "
                    + owner.map(name -> "that of '" + name + "'").orElse("nobody's")
                    + " and not one of '" + person + "'. Sign with a key of the approver, or make it theirs:"
                    + " registry.setTrust().principal(\"" + person + "\", key)");
        }
    }

    private Approval signed(Approval approval, Optional<Trusts.Verified> trust) {
        return signer == null
                ? approval
                : at(approval, Optional.of(Trusts.sign(approval, version, trust, signer)), approval.position());
    }

    private Approval give(Optional<Trusts.Verified> trust) {
        return governance.write(version.model(), "an approval of " + version.name(), control -> {
            Approval approval = signed(approval(), trust);
            Entry entry = Entry.of(
                    Governance.APPROVAL,
                    Records.FORMAT,
                    GovernanceCodec.approval(approval),
                    List.of(
                            control,
                            new Move(
                                    Governance.approvalPointer(approval.digest()),
                                    Governance.GIVEN,
                                    "given",
                                    Move.View.HIDDEN),
                            governance.next(
                                    Governance.approvalsPointer(version.digest(), approval.stage()),
                                    approval.digest().toString())),
                    Attributes.of(approval));
            return new Governance.Act<>(entry, position -> at(approval, approval.envelope(), position));
        });
    }

    private void requireComplete() {
        requireUnused();
        if (stage == null) {
            throw Errors.required("stage", ".forStage(\"production\")");
        }
        if (person == null) {
            throw Errors.required("approver", ".by(\"…\"): nobody approves by default");
        }
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
    }

    private Approval approval() {
        String forStage = Objects.requireNonNull(stage);
        Instant now = surroundings.now();
        return GovernanceCodec.withDigest(new Approval(
                version.name(),
                version.digest(),
                forStage,
                governance.gate(version.model(), forStage).map(Gate::revision).orElse(0L),
                Governance.digests(governance.evaluations(version)),
                Objects.requireNonNull(person),
                now,
                now.plus(validity == null ? DEFAULT_VALIDITY : validity),
                Objects.requireNonNull(reason),
                Digest.of(new byte[0]),
                Optional.empty(),
                -1));
    }

    private static Approval at(Approval a, Optional<Envelope> envelope, long position) {
        return new Approval(
                a.version(),
                a.versionDigest(),
                a.stage(),
                a.gate(),
                a.evaluations(),
                a.by(),
                a.at(),
                a.expires(),
                a.reason(),
                a.digest(),
                envelope,
                position);
    }
}
