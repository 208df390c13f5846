package dev.lineage.model;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an audit of a registry, or the verification of a {@link dev.lineage.Proof}, found: evidence, not a yes or no. What could
 * not be checked is said with the reason.
 *
 * @param subject what was audited: the place of a registry, or a version
 * @param head the length and root of the log, made from the entries that were read, or proved to be what is signed
 * @param checkpoint the checkpoint that the log was compared with, if there was one
 * @param checks every check; at most {@value #MAX_CHECKS} are listed, broken ones first
 * @param broken how many are broken in all
 * @param moves what ran in which stage, and on whose word, oldest first; the newest {@value #MAX_MOVES} are listed
 */
public record Audit(
        String subject,
        TreeHead head,
        Optional<Checkpoint> checkpoint,
        List<Check> checks,
        long broken,
        List<Transition> moves) {
    /** The most checks that are listed. */
    public static final int MAX_CHECKS = 10_000;

    /** The most moves that are listed. */
    public static final int MAX_MOVES = 10_000;

    /** Copies the lists. */
    public Audit {
        checks = List.copyOf(checks);
        moves = List.copyOf(moves);
    }

    /** How a check came out. */
    public enum Result {
        /** What should be so is so. */
        CONFIRMED,
        /** It is not. */
        BROKEN,
        /** Nobody can say, or nobody was asked to; the evidence says why. */
        UNCHECKED
    }

    /**
     * One check.
     *
     * @param subject what was checked: {@code fraud production revision 3: approvals}
     * @param result how it came out
     * @param evidence what it was seen by: keys, positions, digests; or why it was not checked
     */
    public record Check(String subject, Result result, String evidence) {
        /** One line. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%-9s %s: %s", result.toString().toLowerCase(Locale.ROOT), subject, evidence);
        }
    }

    /**
     * A stage that moved.
     *
     * @param stage what moved, when, on whose word
     * @param checks what it rests on
     */
    public record Transition(Stage stage, List<Check> checks) {
        /** Copies the list. */
        public Transition {
            checks = List.copyOf(checks);
        }
    }

    /** Whether nothing is broken; what was not checked does not count. */
    public boolean isSound() {
        return broken == 0;
    }

    /** The report for people. */
    public String toText() {
        List<String> lines = new ArrayList<>();
        lines.add("Audit of " + subject);
        lines.add("log: " + head.size() + " entries, root " + head.root());
        lines.add("checkpoint: " + checkpoint.map(kept -> kept.toString()).orElse("none"));
        lines.add("");
        checks.forEach(check -> lines.add(check.toString()));
        for (Transition move : moves) {
            Stage stage = move.stage();
            lines.add("");
            lines.add(stage.model() + " " + stage.name() + " revision " + stage.revision() + ": " + stage.version()
                    + ", "
                    + stage.at() + ", by " + stage.by() + (stage.restores().isPresent() ? " (rollback)" : "") + ": "
                    + stage.reason());
            move.checks().forEach(check -> lines.add("  " + check));
        }
        lines.add("");
        lines.add(isSound() ? "SOUND: nothing is broken" : "NOT SOUND: " + broken + " broken");
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    /** The report for programs: canonical JSON. */
    public String toJson() {
        Json.Builder json = Json.Obj.builder()
                .put("subject", subject)
                .put("size", head.size())
                .put("root", head.root().toString())
                .putIfPresent("checkpoint", checkpoint.map(Checkpoint::toNote))
                .put("checks", json(checks))
                .put("broken", broken)
                .put("sound", isSound())
                .put("moves", new Json.Arr(moves.stream().map(Audit::json).toList()));
        return JsonWriter.canonicalText(json.build());
    }

    private static Json json(Transition move) {
        Stage stage = move.stage();
        return Json.Obj.builder()
                .put("model", stage.model())
                .put("stage", stage.name())
                .put("revision", stage.revision())
                .put("version", stage.version().toString())
                .put("digest", stage.digest().toString())
                .put("by", stage.by())
                .put("at", stage.at().toString())
                .put("reason", stage.reason())
                .put("position", stage.position())
                .put("checks", json(move.checks()))
                .build();
    }

    private static Json json(List<Check> checks) {
        return new Json.Arr(checks.stream()
                .map(check -> (Json) Json.Obj.builder()
                        .put("subject", check.subject())
                        .put("result", check.result().toString().toLowerCase(Locale.ROOT))
                        .put("evidence", check.evidence())
                        .build())
                .toList());
    }
}
