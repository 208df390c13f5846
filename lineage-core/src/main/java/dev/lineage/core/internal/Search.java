package dev.lineage.core.internal;

import dev.lineage.VersionQuery;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Page;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Query;
import dev.lineage.spi.Query.Condition;
import dev.lineage.spi.Query.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A search for versions, put to the store as conditions on attributes. */
final class Search implements VersionQuery {
    private final Records records;
    private final List<Condition> conditions = new ArrayList<>();

    Search(Records records) {
        this.records = records;
    }

    @Override
    public VersionQuery model(String model) {
        return text(Attributes.MODEL, "", Names.model(model));
    }

    @Override
    public VersionQuery by(String user) {
        return text(Attributes.BY, "", user);
    }

    @Override
    public VersionQuery commit(String commit) {
        return text(Attributes.COMMIT, "", commit);
    }

    @Override
    public VersionQuery trainedOn(SnapshotPin pin) {
        return text(Attributes.PIN, "", pin.id());
    }

    @Override
    public VersionQuery artifact(Digest digest) {
        return text(Attributes.ARTIFACT, "", digest.toString());
    }

    @Override
    public VersionQuery tag(String name, String value) {
        return text(Attributes.TAG, Names.require("tag", name), value);
    }

    @Override
    public VersionQuery tracker(String system, String runId) {
        return text(Attributes.TRACKER, Names.require("tracker", system), runId);
    }

    @Override
    public VersionQuery param(String name, Object value) {
        conditions.add(Attributes.of(Attributes.PARAM, Names.require("parameter", name), Value.ofObject(value))
                .map(operand -> new Condition(Operator.EQUAL, operand))
                .orElseThrow(() -> new IllegalArgumentException("Parameter '" + name
                        + "' cannot be searched by a list, a map or a text of more than " + Attribute.MAX_VALUE_BYTES
                        + " bytes; search by something else and compare the results")));
        return this;
    }

    @Override
    public VersionQuery param(String name, Comparison comparison, double value) {
        return number(Attributes.PARAM, Names.require("parameter", name), comparison, value);
    }

    @Override
    public VersionQuery metric(String name, Comparison comparison, double value) {
        return number(Attributes.METRIC, Names.require("metric", name), comparison, value);
    }

    private VersionQuery text(String name, String key, String value) {
        conditions.add(new Condition(Operator.EQUAL, Attribute.text(name, key, value)));
        return this;
    }

    private VersionQuery number(String name, String key, Comparison comparison, double value) {
        Operator operator = switch (comparison) {
            case EQUAL -> Operator.EQUAL;
            case LESS -> Operator.LESS;
            case AT_MOST -> Operator.AT_MOST;
            case GREATER -> Operator.GREATER;
            case AT_LEAST -> Operator.AT_LEAST;
        };
        conditions.add(new Condition(operator, Attribute.number(name, key, Value.of(value))));
        return this;
    }

    @Override
    public Page<ModelVersion> page(int size) {
        return page(size, OptionalLong.empty());
    }

    @Override
    public Page<ModelVersion> page(int size, String next) {
        return page(size, OptionalLong.of(Records.token(next, Long.MAX_VALUE)));
    }

    private Page<ModelVersion> page(int size, OptionalLong before) {
        Records.requirePage(size);
        List<LogEntry> found = records.store().search(new Query(Records.VERSION, conditions, before, size));
        List<ModelVersion> versions = found.stream().map(records::version).toList();
        Optional<String> next = found.size() < size
                ? Optional.empty()
                : Optional.of(Long.toString(found.get(size - 1).position()));
        return new Page<>(versions, next);
    }
}
