package dev.lineage.core.internal;

import dev.lineage.StakesChange;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Names;
import dev.lineage.model.Policy;
import dev.lineage.model.Stakes;
import dev.lineage.model.Tier;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tier that is to be set. */
final class StakesBuilder extends SingleUse implements StakesChange {
    private final String model;
    private final Tier tier;
    private final Governance governance;
    private final Surroundings surroundings;
    private @Nullable Policy policy;
    private @Nullable String approver;
    private @Nullable String reason;
    private @Nullable String person;

    StakesBuilder(String model, Tier tier, Governance governance, Surroundings surroundings) {
        this.model = Names.model(model);
        this.tier = tier;
        this.governance = governance;
        this.surroundings = surroundings;
    }

    @Override
    public StakesChange policy(Policy policy) {
        requireUnset("policy", this.policy);
        this.policy = policy;
        return this;
    }

    @Override
    public StakesChange approvedBy(String person) {
        requireUnset("approvedBy", this.approver);
        this.approver = People.requirePerson(person);
        return this;
    }

    @Override
    public StakesChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = People.requireReason(reason);
        return this;
    }

    @Override
    public StakesChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public Stakes preview() {
        requireUnused();
        return decide(governance.stakes(model));
    }

    @Override
    public Stakes commit() {
        preview();
        use();
        return governance.write(model, "the tier of " + model, control -> {
            Stakes next = decide(governance.stakes(model));
            Entry entry = Entry.of(
                    Governance.TIER,
                    Records.FORMAT,
                    GovernanceCodec.stakes(next),
                    List.of(
                            control,
                            new Move(
                                    Governance.tierPointer(model),
                                    next.revision(),
                                    next.tier().name().toLowerCase(Locale.ROOT),
                                    Move.View.LINE)),
                    Attributes.of(next));
            return new Governance.Act<>(entry, position -> at(next, position));
        });
    }

    private Stakes decide(Stakes current) {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        String by = person == null ? surroundings.user() : person;
        Policy next = policy == null ? tier.policy() : policy;
        looser(current, tier, next).ifPresent(why -> requireConsent(by, why));
        return new Stakes(
                model,
                tier,
                next,
                current.revision() + 1,
                by,
                Optional.ofNullable(approver),
                surroundings.now(),
                reason,
                -1);
    }

    /** Why a change is one that somebody else must consent to. */
    static Optional<String> looser(Stakes current, Tier tier, Policy next) {
        if (!next.isAtLeastAsStrictAs(tier.policy())) {
            return Optional.of("is looser than the practices of tier " + tier);
        }
        if (!next.isAtLeastAsStrictAs(current.policy())) {
            return Optional.of("is looser than the practices that " + current.model() + " has now");
        }
        return tier.compareTo(current.tier()) < 0
                ? Optional.of("lowers the tier of " + current.model() + " from " + current.tier() + " to " + tier)
                : Optional.empty();
    }

    private void requireConsent(String by, String why) {
        if (approver == null) {
            throw Errors.required("consent", ".approvedBy(person): this " + why);
        }
        if (People.same(approver, by)) {
            throw new IllegalArgumentException(
                    "'" + approver + "' cannot consent to the own change, which " + why + "; ask somebody else");
        }
    }

    private static Stakes at(Stakes s, long position) {
        return new Stakes(
                s.model(), s.tier(), s.policy(), s.revision(), s.by(), s.approvedBy(), s.at(), s.reason(), position);
    }
}
