package dev.lineage.core.internal;

import dev.lineage.WithdrawChange;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.GraphNode;
import dev.lineage.model.Subject;
import dev.lineage.model.Withdrawal;
import dev.lineage.model.Withdrawal.Effect;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A version or data that is to be withdrawn, or reinstated. */
final class WithdrawBuilder extends SingleUse implements WithdrawChange {
    /**
     * So many models are held while data is withdrawn: what fits into an entry. A promotion of one more that is under way
     * is not judged again; its service is refused at its start like all others.
     */
    private static final int MAX_HELD = 200;

    private final Subject subject;
    private final boolean reinstates;
    private final Withdrawals withdrawals;
    private final Records records;
    private final Governance governance;
    private final Surroundings surroundings;
    private @Nullable Effect effect;
    private @Nullable String reason;
    private @Nullable String person;

    WithdrawBuilder(
            Subject subject, boolean reinstates, Records records, Governance governance, Surroundings surroundings) {
        this.subject = subject;
        this.reinstates = reinstates;
        this.withdrawals = governance.withdrawals();
        this.records = records;
        this.governance = governance;
        this.surroundings = surroundings;
    }

    @Override
    public WithdrawChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = People.requireReason(reason);
        return this;
    }

    @Override
    public WithdrawChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public WithdrawChange servedUntilReplaced() {
        requireUnset("servedUntilReplaced", this.effect);
        if (reinstates) {
            throw new IllegalStateException("What is reinstated is served; leave servedUntilReplaced() out");
        }
        this.effect = Effect.NOT_PROMOTED;
        return this;
    }

    @Override
    public Affected preview() {
        requireUnused();
        GraphNode node = records.node(subject);
        return affected(decide(node), Downstream.of(node, records));
    }

    @Override
    public Affected commit() {
        requireUnused();
        GraphNode node = records.node(subject);
        decide(node);
        use();
        Withdrawal written = governance.write(() -> held(node), "a withdrawal of " + subject, controls -> {
            Withdrawal next = decide(node);
            String state = next.effect().name().toLowerCase(Locale.ROOT);
            List<Move> moves = new ArrayList<>(controls);
            moves.add(governance.next(Withdrawals.ALL, state));
            moves.add(governance.next(Withdrawals.pointer(node), state));
            Entry entry = Entry.of(
                    Withdrawals.WITHDRAWAL,
                    Records.FORMAT,
                    GovernanceCodec.withdrawal(next, records.digest(subject)),
                    moves,
                    Attributes.of(next));
            return new Governance.Act<>(entry, position -> at(next, position));
        });
        return affected(written, Downstream.of(node, records));
    }

    private Withdrawal decide(GraphNode node) {
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
        if (reinstates && withdrawals.of(node).isEmpty()) {
            throw new IllegalArgumentException(subject + " is not withdrawn, so there is nothing to reinstate. What was"
                    + " withdrawn is listed by registry.withdrawals(100, Optional.empty())");
        }
        return new Withdrawal(
                subject,
                reinstates ? Effect.NONE : effect == null ? Effect.NOT_SERVED : effect,
                person == null ? surroundings.user() : person,
                surroundings.now(),
                reason,
                -1);
    }

    private static Withdrawal at(Withdrawal w, long position) {
        return new Withdrawal(w.subject(), w.effect(), w.by(), w.at(), w.reason(), position);
    }

    /** The models whose promotions have to be judged again. */
    private Set<String> held(GraphNode node) {
        Downstream reached = Downstream.of(node, records);
        Set<String> models = new TreeSet<>();
        reached.live().forEach(stage -> models.add(stage.model()));
        reached.versions().forEach(version -> models.add(version.model()));
        return models.stream().limit(MAX_HELD).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Affected affected(Withdrawal withdrawal, Downstream reached) {
        return new Affected(withdrawal, reached.count(), reached.versions(), reached.live());
    }
}
