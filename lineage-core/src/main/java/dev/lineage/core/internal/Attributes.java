package dev.lineage.core.internal;

import dev.lineage.model.ModelVersion;
import dev.lineage.model.Value;
import dev.lineage.spi.Attribute;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By which attributes a version can be found. */
final class Attributes {
    private Attributes() {}

    static List<Attribute> of(ModelVersion version) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(Attribute.text("model", version.model()));
        attributes.add(Attribute.text("recipe", version.recipeId().toString()));
        attributes.add(Attribute.text("commit", version.recipe().code().commit()));
        attributes.add(Attribute.text("by", shortened(version.observation().by())));
        version.recipe().data().values().forEach(pin -> addText(attributes, "pin", pin.id()));
        version.recipe().bases().values().forEach(base -> addText(attributes, "base", base.toString()));
        version.artifacts()
                .values()
                .forEach(a -> addText(attributes, "artifact", a.digest().toString()));
        version.recipe().parameters().forEach((name, value) -> {
            Optional<Attribute> attribute = of("param." + name, value);
            attribute.ifPresent(attributes::add);
        });
        version.observation()
                .metrics()
                .forEach((name, metric) -> attributes.add(Attribute.number("metric." + name, metric)));
        version.observation().tags().forEach((name, tag) -> addText(attributes, "tag." + name, tag));
        version.observation()
                .trackers()
                .forEach(tracker -> addText(attributes, "tracker." + tracker.system(), tracker.runId()));
        return attributes.stream().distinct().toList();
    }

    /** How a value is found again; lists, maps and long texts are not searched. */
    static Optional<Attribute> of(String name, Value value) {
        if (value instanceof Value.Decimal d) {
            return Optional.of(Attribute.number(name, d));
        }
        if (value instanceof Value.Whole w) {
            return Optional.of(Attribute.number(name, Value.of(new BigDecimal(w.value()))));
        }
        if (value instanceof Value.Items || value instanceof Value.Fields) {
            return Optional.empty();
        }
        String text = value.toString();
        return fits(text) ? Optional.of(Attribute.text(name, text)) : Optional.empty();
    }

    private static void addText(List<Attribute> attributes, String name, String value) {
        if (fits(value)) {
            attributes.add(Attribute.text(name, value));
        }
    }

    static String shortened(String text) {
        return fits(text) ? text : text.substring(0, 100);
    }

    private static boolean fits(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= Attribute.MAX_VALUE_BYTES;
    }
}
