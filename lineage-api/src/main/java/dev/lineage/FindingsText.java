package dev.lineage;

import dev.lineage.model.Finding;
import java.util.Locale;

/** The findings of a {@link Decision} as a table for a terminal. */
final class FindingsText {

    private FindingsText() {}

    static String of(Decision decision) {
        int width = decision.findings().stream()
                .mapToInt(finding -> finding.check().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Finding finding : decision.findings()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %-" + Math.max(1, width) + "s  %s%n",
                    verdict(finding),
                    finding.check(),
                    finding.found()));
            if (!finding.remedy().isEmpty()) {
                text.append(" ".repeat(9 + width + 2)).append(finding.remedy()).append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private static String verdict(Finding finding) {
        return switch (finding.verdict()) {
            case PASSED -> "ok";
            case FAILED -> "FAILED";
            case PENDING -> "waiting";
        };
    }
}
