package dev.lineage.core.internal;

import dev.lineage.model.Approval;
import dev.lineage.model.Collected;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Gate;
import dev.lineage.model.LegalHold;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.Stage;
import dev.lineage.model.Stakes;
import dev.lineage.model.Subject;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import dev.lineage.model.Withdrawal;
import dev.lineage.spi.Attribute;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** By which attributes entries can be found; databases show them as the columns of their views. */
final class Attributes {
    static final String MODEL = "model";
    static final String VERSION = "version";
    static final String BY = "by";
    static final String STAGE = "stage";
    static final String AT = "at";
    static final String COMMIT = "commit";
    static final String PIN = "pin";
    static final String ARTIFACT = "artifact";
    static final String TAG = "tag";
    static final String TRACKER = "tracker";
    static final String PARAM = "param";
    static final String METRIC = "metric";

    private Attributes() {}

    static List<Attribute> of(ModelVersion version) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text(MODEL, version.model()));
        attributes.add(Attribute.number("number", whole(version.number())));
        attributes.add(Attribute.text("digest", version.digest().toString()));
        attributes.add(Attribute.text("recipe", version.recipeId().toString()));
        attributes.add(Attribute.text(COMMIT, version.recipe().code().commit()));
        version.recipe().data().forEach((name, pin) -> addText(attributes, PIN, name, pin.id()));
        version.recipe().bases().forEach((name, base) -> addText(attributes, "base", name, base.toString()));
        version.artifacts()
                .forEach((name, a) ->
                        addText(attributes, ARTIFACT, name, a.digest().toString()));
        version.recipe().parameters().forEach((name, value) -> {
            Optional<Attribute> attribute = of(PARAM, name, value);
            attribute.ifPresent(attributes::add);
        });
        attributes.addAll(of(version.observation()));
        return List.copyOf(attributes);
    }

    /** Of a further run that made a version. */
    static List<Attribute> of(VersionName version, Observation observation) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text(MODEL, version.model()));
        attributes.add(Attribute.text(VERSION, version.toString()));
        attributes.addAll(of(observation));
        return List.copyOf(attributes);
    }

    private static List<Attribute> of(Observation observation) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text(BY, shortened(observation.by())));
        attributes.add(Attribute.text("finished", observation.finished().toString()));
        observation.metrics().forEach((name, metric) -> attributes.add(Attribute.number(METRIC, name, metric)));
        observation.tags().forEach((name, tag) -> addText(attributes, TAG, name, tag));
        observation.trackers().forEach(tracker -> addText(attributes, TRACKER, tracker.system(), tracker.runId()));
        return attributes;
    }

    static List<Attribute> of(Stage stage) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text(MODEL, stage.model()));
        attributes.add(Attribute.text(STAGE, stage.name()));
        attributes.add(Attribute.number("revision", whole(stage.revision())));
        attributes.add(Attribute.text(VERSION, stage.version().toString()));
        attributes.add(Attribute.text("digest", stage.digest().toString()));
        attributes.add(Attribute.text(BY, shortened(stage.by())));
        attributes.add(Attribute.text(AT, stage.at().toString()));
        attributes.add(Attribute.text("reason", shortened(stage.reason())));
        stage.grounds().override().ifPresent(why -> attributes.add(Attribute.text("override", shortened(why))));
        return List.copyOf(attributes);
    }

    static List<Attribute> of(PromotionAttempt attempt) {
        return List.of(
                Attribute.text(MODEL, attempt.model()),
                Attribute.text(STAGE, attempt.stage()),
                Attribute.text(VERSION, attempt.version().toString()),
                Attribute.text("outcome", attempt.outcome().name().toLowerCase(Locale.ROOT)),
                Attribute.text(BY, shortened(attempt.by())),
                Attribute.text(AT, attempt.at().toString()),
                Attribute.text("reason", shortened(attempt.reason())));
    }

    static List<Attribute> of(Rehearsal rehearsal) {
        return List.of(
                Attribute.text(MODEL, rehearsal.model()),
                Attribute.text(STAGE, rehearsal.stage()),
                Attribute.text(VERSION, rehearsal.version().toString()),
                Attribute.text("outcome", rehearsal.passed() ? "passed" : "failed"),
                Attribute.number("milliseconds", whole(rehearsal.duration().toMillis())),
                Attribute.text(BY, shortened(rehearsal.by())),
                Attribute.text(AT, rehearsal.at().toString()));
    }

    static List<Attribute> of(Withdrawal withdrawal) {
        List<Attribute> attributes = new ArrayList<>(of(withdrawal.subject()));
        attributes.add(Attribute.text("effect", withdrawal.effect().name().toLowerCase(Locale.ROOT)));
        attributes.add(Attribute.text(BY, shortened(withdrawal.by())));
        attributes.add(Attribute.text(AT, withdrawal.at().toString()));
        attributes.add(Attribute.text("reason", shortened(withdrawal.reason())));
        return List.copyOf(attributes);
    }

    static List<Attribute> of(LegalHold hold) {
        List<Attribute> attributes = new ArrayList<>(of(hold.subject()));
        attributes.add(Attribute.text("held", Boolean.toString(hold.inForce())));
        attributes.add(Attribute.text(BY, shortened(hold.by())));
        attributes.add(Attribute.text(AT, hold.at().toString()));
        attributes.add(Attribute.text("reason", shortened(hold.reason())));
        return List.copyOf(attributes);
    }

    static List<Attribute> of(Collected collected) {
        return List.of(
                Attribute.text(BY, shortened(collected.by())),
                Attribute.text(AT, collected.at().toString()),
                Attribute.text("reason", shortened(collected.reason())));
    }

    private static List<Attribute> of(Subject subject) {
        if (subject instanceof Subject.Version version) {
            return List.of(
                    Attribute.text(MODEL, version.name().model()),
                    Attribute.text(VERSION, version.name().toString()));
        }
        List<Attribute> attributes = new ArrayList<>();
        addText(attributes, PIN, "", ((Subject.Data) subject).pin().id());
        return attributes;
    }

    static List<Attribute> of(Evaluation evaluation) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text(MODEL, evaluation.version().model()));
        attributes.add(Attribute.text(VERSION, evaluation.version().toString()));
        addText(attributes, "eval-set", "", evaluation.evalSet().id());
        attributes.add(Attribute.text(BY, shortened(evaluation.by())));
        attributes.add(Attribute.text(AT, evaluation.at().toString()));
        evaluation.metrics().forEach((name, metric) -> attributes.add(Attribute.number(METRIC, name, metric.value())));
        return List.copyOf(attributes);
    }

    static List<Attribute> of(Gate gate) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text(MODEL, gate.model()));
        attributes.add(Attribute.text(STAGE, gate.stage()));
        attributes.add(Attribute.number("revision", whole(gate.revision())));
        addText(attributes, "eval-set", "", gate.evalSet().id());
        attributes.add(Attribute.text(BY, shortened(gate.by())));
        attributes.add(Attribute.text(AT, gate.at().toString()));
        return List.copyOf(attributes);
    }

    static List<Attribute> of(Stakes stakes) {
        return List.of(
                Attribute.text(MODEL, stakes.model()),
                Attribute.text("tier", stakes.tier().name().toLowerCase(Locale.ROOT)),
                Attribute.text(BY, shortened(stakes.by())),
                Attribute.text(AT, stakes.at().toString()));
    }

    static List<Attribute> of(Approval approval) {
        return List.of(
                Attribute.text(MODEL, approval.version().model()),
                Attribute.text(STAGE, approval.stage()),
                Attribute.text(VERSION, approval.version().toString()),
                Attribute.text(BY, shortened(approval.by())),
                Attribute.text(AT, approval.at().toString()));
    }

    /** How a value is found again; lists, maps and long texts are not searched. */
    static Optional<Attribute> of(String name, String key, Value value) {
        if (value instanceof Value.Decimal d) {
            return Optional.of(Attribute.number(name, key, d));
        }
        if (value instanceof Value.Whole w) {
            return Optional.of(Attribute.number(name, key, Value.of(new BigDecimal(w.value()))));
        }
        if (value instanceof Value.Items || value instanceof Value.Fields) {
            return Optional.empty();
        }
        String text = value.toString();
        return fits(text) ? Optional.of(Attribute.text(name, key, text)) : Optional.empty();
    }

    private static Value.Decimal whole(long number) {
        return Value.of(BigDecimal.valueOf(number));
    }

    private static void addText(List<Attribute> attributes, String name, String key, String value) {
        if (fits(value)) {
            attributes.add(Attribute.text(name, key, value));
        }
    }

    static String shortened(String text) {
        return fits(text) ? text : text.substring(0, 100);
    }

    private static boolean fits(String text) {
        return text.indexOf('\0') < 0 && text.getBytes(StandardCharsets.UTF_8).length <= Attribute.MAX_VALUE_BYTES;
    }
}
