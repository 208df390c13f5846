package dev.lineage.core.internal.fresh;

import dev.lineage.TrainingRecipe;
import java.nio.file.Path;

/** The main class of a fresh JVM that trains: runs the recorded recipe with what was recorded, and ends. */
public final class TrainingChild {
    private TrainingChild() {}

    /**
     * Trains what the first file says, and writes into the second one where the results are.
     *
     * @throws Exception whatever the recipe throws; it is on the error output then
     */
    public static void main(String[] arguments) throws Exception {
        Exchange.Training training = Exchange.training(Path.of(arguments[0]));
        TrainingRecipe<?> recipe = (TrainingRecipe<?>) Class.forName(training.trainer())
                .asSubclass(TrainingRecipe.class)
                .getConstructor()
                .newInstance();
        Replay run = new Replay(training);
        recipe.train(run);
        Exchange.writeResults(Path.of(arguments[1]), run.results());
        // Threads that a library left behind must not keep this JVM.
        System.exit(0);
    }
}
