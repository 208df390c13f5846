package dev.lineage;

/**
 * Training code that is recorded while it runs. A named class with a public no-argument constructor can be rebuilt from
 * the record alone; a lambda can be recorded, and its record says which hole that leaves.
 *
 * <p>Take data, parameters, seeds and base versions from {@code run}: what the code reads there is what is recorded, so
 * the record cannot differ from the use.
 *
 * @param <X> what it may throw, so that recording adds no checked exception of its own
 */
@FunctionalInterface
public interface TrainingRecipe<X extends Exception> {
    /**
     * Trains, and hands over the results with {@link TrainingRun#artifact}.
     *
     * @throws X whatever training throws; it passes through recording untouched and nothing becomes a version
     */
    void train(TrainingRun run) throws X;
}
