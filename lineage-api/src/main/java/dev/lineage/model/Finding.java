package dev.lineage.model;

import java.util.List;
import java.util.Locale;

/**
 * One check of a decision with its verdict and the numbers behind it.
 *
 * @param check what was checked: {@code auc not worse than now}
 * @param verdict how it came out
 * @param found what was found: {@code 0.93 against 0.91 of fraud@6}
 * @param remedy what to do about it; empty if it passed
 */
public record Finding(String check, Verdict verdict, String found, String remedy) {
    /** How a check came out. */
    public enum Verdict {
        /** It holds. */
        PASSED,
        /** It does not hold, and forbids the promotion. */
        FAILED,
        /** Somebody has to do something first, such as approve. */
        PENDING
    }

    /** A check that holds. */
    public static Finding passed(String check, String found) {
        return new Finding(check, Verdict.PASSED, found, "");
    }

    /** A check that does not hold. */
    public static Finding failed(String check, String found, String remedy) {
        return new Finding(check, Verdict.FAILED, found, remedy);
    }

    /** A check that waits for somebody. */
    public static Finding pending(String check, String found, String remedy) {
        return new Finding(check, Verdict.PENDING, found, remedy);
    }

    /** Findings as a table for a terminal. */
    public static String table(List<Finding> findings) {
        int width = findings.stream()
                .mapToInt(finding -> finding.check().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %-" + Math.max(1, width) + "s  %s%n",
                    finding.shown(),
                    finding.check(),
                    finding.found()));
            if (!finding.remedy().isEmpty()) {
                text.append(" ".repeat(9 + width + 2)).append(finding.remedy()).append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private String shown() {
        return switch (verdict) {
            case PASSED -> "ok";
            case FAILED -> "FAILED";
            case PENDING -> "waiting";
        };
    }
}
