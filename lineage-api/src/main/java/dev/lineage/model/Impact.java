package dev.lineage.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of something, in any number of steps: what has to be looked at when it turns out to be bad.
 *
 * @param subject what was asked about
 * @param versions how many versions were made of it, itself among them if it is one
 * @param listed the first {@value #LISTED} of them, by model and number
 * @param live the stages that point to one of them now
 * @param releases how many revisions of stages pointed to one of them, the live ones among them
 * @param evaluations how many evaluations measured one of them, or measured on the data
 * @param predictions what they predicted, by version, as far as predictions were logged
 */
public record Impact(
        Subject subject,
        long versions,
        List<VersionName> listed,
        List<Stage> live,
        long releases,
        long evaluations,
        List<AffectedPredictions> predictions) {
    /** The most versions that are listed. */
    public static final int LISTED = 1_000;

    /** Copies the lists. */
    public Impact {
        listed = List.copyOf(listed);
        live = List.copyOf(live);
        predictions = List.copyOf(predictions);
    }

    /** The answer for a terminal, a fact a line. Ends with a line feed. */
    public String toText() {
        List<String> lines = new ArrayList<>();
        lines.add(subject + " reached " + versions + (versions == 1 ? " version" : " versions"));
        listed.forEach(version -> lines.add("  " + version));
        if (versions > listed.size()) {
            lines.add("  … and " + (versions - listed.size()) + " more");
        }
        lines.add("live now: " + (live.isEmpty() ? "none" : ""));
        live.forEach(stage ->
                lines.add("  " + stage.model() + " " + stage.name() + ": " + stage.version() + " since " + stage.at()));
        lines.add("releases, with those that were replaced: " + releases);
        lines.add("evaluations: " + evaluations);
        lines.add("logged predictions: " + (predictions.isEmpty() ? "none" : ""));
        predictions.forEach(each ->
                lines.add("  " + each.version() + ": " + each.count() + ", from " + each.from() + " to " + each.to()));
        return String.join("\n", lines.stream().map(String::stripTrailing).toList()) + "\n";
    }
}
