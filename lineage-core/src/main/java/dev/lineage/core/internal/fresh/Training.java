package dev.lineage.core.internal.fresh;

import dev.lineage.model.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trains in a fresh JVM. */
public final class Training {
    private Training() {}

    /**
     * What came of it.
     *
     * @param ended how the JVM ended
     * @param results where the artifacts are that were handed over, by name; empty if it failed
     */
    public record Outcome(FreshJvm.Ended ended, Map<String, Path> results) {}

    /**
     * A base.
     *
     * @param version the version
     * @param artifacts where those of its artifacts are whose bytes are there, by name
     */
    public record Base(ModelVersion version, Map<String, Path> artifacts) {}

    /** What comes of it when the caller is interrupted. */
    public static Outcome interrupted() {
        return new Outcome(new FreshJvm.Ended(Optional.of("It was interrupted"), "", Duration.ZERO), Map.of());
    }

    /**
     * Runs the recipe of a version.
     *
     * @param data where the recorded data is, by name
     * @param bases the recorded bases, by name
     * @param directory an empty directory, in which the results stay
     * @throws IOException if the JVM cannot be started
     * @throws InterruptedException if the caller is interrupted
     */
    public static Outcome run(
            FreshJvm jvm, ModelVersion version, Map<String, Path> data, Map<String, Base> bases, Path directory)
            throws IOException, InterruptedException {
        Path question = directory.resolve("question.json");
        Path answer = directory.resolve("results.json");
        Path results = Files.createDirectory(directory.resolve("results"));
        Exchange.write(
                question,
                new Exchange.Training(version.recipe().trainer().orElseThrow(), version, data, bases, results));
        FreshJvm.Ended ended =
                jvm.start(TrainingChild.class, List.of(question.toString(), answer.toString()), directory);
        if (ended.failure().isPresent()) {
            return new Outcome(ended, Map.of());
        }
        if (!Files.exists(answer)) {
            return new Outcome(
                    new FreshJvm.Ended(
                            Optional.of("The recipe ended the JVM before it was over"), ended.output(), ended.took()),
                    Map.of());
        }
        return new Outcome(ended, Exchange.results(answer));
    }
}
