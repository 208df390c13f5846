package dev.lineage.core.internal;

import dev.lineage.GateChange;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Gate;
import dev.lineage.model.Metric;
import dev.lineage.model.Names;
import dev.lineage.model.Rule;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tolerance;
import dev.lineage.model.Value;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A gate that is to be set. */
final class GateBuilder extends SingleUse implements GateChange {
    private static final int MAX_RULES = 200;

    private final String model;
    private final String stage;
    private final Records records;
    private final Governance governance;
    private final Surroundings surroundings;
    private final List<Rule> rules = new ArrayList<>();
    private @Nullable SnapshotPin evalSet;
    private @Nullable String reason;
    private @Nullable String person;

    GateBuilder(String model, String stage, Records records, Governance governance, Surroundings surroundings) {
        this.model = Names.model(model);
        this.stage = Names.stage(stage);
        this.records = records;
        this.governance = governance;
        this.surroundings = surroundings;
    }

    @Override
    public GateChange on(SnapshotPin evalSet) {
        requireUnset("on", this.evalSet);
        this.evalSet = evalSet;
        return this;
    }

    @Override
    public GateChange atLeast(String metric, double bound) {
        return rule(new Rule.Threshold("", metric, new Metric(Value.of(bound), Metric.Direction.HIGHER_IS_BETTER, "")));
    }

    @Override
    public GateChange atMost(String metric, double bound, String unit) {
        return rule(
                new Rule.Threshold("", metric, new Metric(Value.of(bound), Metric.Direction.LOWER_IS_BETTER, unit)));
    }

    @Override
    public GateChange beatOrMatch(String metric, Tolerance tolerance) {
        return rule(new Rule.BeatOrMatch(metric, tolerance));
    }

    @Override
    public GateChange protect(String slice, String metric, Tolerance tolerance, long minSamples) {
        return rule(new Rule.ProtectedSlice(slice, metric, tolerance, minSamples));
    }

    @Override
    public GateChange evaluatedWithin(Duration maxAge) {
        return rule(new Rule.Freshness(maxAge));
    }

    @Override
    public GateChange compatibleFeatures() {
        return rule(new Rule.CompatibleFeatures());
    }

    @Override
    public GateChange check(String name) {
        return rule(new Rule.Check(name));
    }

    private GateChange rule(Rule rule) {
        requireUnused();
        if (rules.contains(rule)) {
            throw Errors.optionSet(rule.describe(), "the same");
        }
        if (rules.size() == MAX_RULES) {
            throw new IllegalArgumentException("A gate has at most " + MAX_RULES
                    + " rules; put what belongs together into a check of your own: .check(\"…\")");
        }
        rules.add(rule);
        return this;
    }

    @Override
    public GateChange because(String reason) {
        requireUnset("because", this.reason);
        this.reason = People.requireReason(reason);
        return this;
    }

    @Override
    public GateChange by(String person) {
        requireUnset("by", this.person);
        this.person = People.requirePerson(person);
        return this;
    }

    @Override
    public Gate preview() {
        requireComplete();
        return gate(records.newest(Governance.gatePointer(model, stage)) + 1, -1);
    }

    @Override
    public Gate commit() {
        requireComplete();
        use();
        return governance.write(model, "a gate of " + model, control -> {
            String pointer = Governance.gatePointer(model, stage);
            Gate gate = gate(records.newest(pointer) + 1, -1);
            Entry entry = Entry.of(
                    Governance.GATE,
                    Records.FORMAT,
                    GovernanceCodec.gate(gate),
                    List.of(
                            control,
                            new Move(
                                    pointer,
                                    gate.revision(),
                                    Attributes.shortened(gate.rules().size() + " rules on "
                                            + gate.evalSet().id()),
                                    Move.View.LINE)),
                    Attributes.of(gate));
            return new Governance.Act<>(entry, position -> gate(gate, position));
        });
    }

    private void requireComplete() {
        requireUnused();
        if (evalSet == null) {
            throw Errors.required("eval set", ".on(evalSet)");
        }
        if (rules.isEmpty()) {
            throw Errors.required("rule", ".beatOrMatch(\"auc\") or another one");
        }
        if (reason == null) {
            throw Errors.required("reason", ".because(\"…\")");
        }
    }

    private Gate gate(long revision, long position) {
        return new Gate(
                model,
                stage,
                revision,
                Objects.requireNonNull(evalSet),
                rules,
                person == null ? surroundings.user() : person,
                surroundings.now(),
                Objects.requireNonNull(reason),
                position);
    }

    private static Gate gate(Gate g, long position) {
        return new Gate(
                g.model(), g.stage(), g.revision(), g.evalSet(), g.rules(), g.by(), g.at(), g.reason(), position);
    }
}
