package dev.lineage.core.internal;

import dev.lineage.model.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what a model answers with what it answered before. */
final class Answers {
    private Answers() {}

    /** Whether two answers are the same, but for numbers that differ by at most {@code tolerance}. */
    static boolean same(Value expected, Value actual, BigDecimal tolerance) {
        Optional<BigDecimal> a = number(expected);
        Optional<BigDecimal> b = number(actual);
        if (a.isPresent() && b.isPresent()) {
            return a.get().subtract(b.get()).abs().compareTo(tolerance) <= 0;
        }
        if (expected instanceof Value.Items x && actual instanceof Value.Items y) {
            return same(x.items(), y.items(), tolerance);
        }
        if (expected instanceof Value.Fields x && actual instanceof Value.Fields y) {
            Map<String, Value> others = y.fields();
            return x.fields().keySet().equals(others.keySet())
                    && same(
                            List.copyOf(x.fields().values()),
                            x.fields().keySet().stream().map(others::get).toList(),
                            tolerance);
        }
        return expected.equals(actual);
    }

    private static boolean same(List<Value> expected, List<Value> actual, BigDecimal tolerance) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!same(expected.get(i), actual.get(i), tolerance)) {
                return false;
            }
        }
        return true;
    }

    /** A finite number. */
    private static Optional<BigDecimal> number(Value value) {
        if (value instanceof Value.Whole whole) {
            return Optional.of(BigDecimal.valueOf(whole.value()));
        }
        if (value instanceof Value.Decimal decimal && Double.isFinite(Double.parseDouble(decimal.text()))) {
            return Optional.of(new BigDecimal(decimal.text()));
        }
        return Optional.empty();
    }
}
