package dev.lineage;

import dev.lineage.model.DeterminismReport;
import dev.lineage.model.Perturbation;
import dev.lineage.model.RebuildPlan;
import dev.lineage.model.Rebuilt;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Makes a version again from its record: {@code registry.rebuild("fraud@7").run()}.
 *
 * <p>The recorded {@link TrainingRecipe} runs in a fresh JVM that has nothing of this one: the recorded class path, each jar and
 * directory checked against its digest, found in this JVM, in {@linkplain #classPath places that are named}, in the local Maven
 * repository, in the artifact store, and in the {@linkplain dev.lineage.spi.JarRepository repositories} that are installed; the
 * recorded flags, locale, time zone and charset; an empty working directory; none of this process's environment variables. It is
 * handed the recorded data, parameters and seeds, and the bases with what they made. What it hands over is compared with the
 * recorded artifacts. Nothing is written to the log.
 *
 * <p>Data is taken from the place that {@link #data} names, or from its original place, if it still has the pinned content there,
 * and otherwise from the artifact store. It is not copied from the former two; the recipe must not change it.
 *
 * <p>Not thread-safe. Interrupting the thread ends the fresh JVM.
 */
public interface Rebuild {
    /** A place of a datum that was pinned under that name. What is there must have the pinned content. */
    Rebuild data(String name, Path place);

    /** A jar, a directory of classes, or a directory with jars in it, to be looked into. May be called more than once. */
    Rebuild classPath(Path place);

    /** Asks no repository for jars that are not on this machine, so that no network is used. */
    Rebuild offline();

    /** The home of the Java to be used; without it one of the recorded release is looked for, and this JVM's taken at last. */
    Rebuild javaHome(Path home);

    /** How long the fresh JVM may take; one hour by default. */
    Rebuild timeout(Duration limit);

    /** Compares with this canonicalizer too, before Lineage's own. May be called more than once. */
    Rebuild canonicalizer(Canonicalizer canonicalizer);

    /**
     * Where canonical forms differ, loads what was made with the service's loader in a fresh JVM, and compares its answers to the
     * recorded smoke cases.
     *
     * @param loader a public class with a public constructor without parameters, on the recorded class path
     * @param tolerance by how much numbers may differ, 0 or more
     */
    Rebuild behaviour(Class<? extends ModelLoader> loader, BigDecimal tolerance);

    /** What is to be done, and what is missing. Looks for everything here, asks no network, and starts nothing. */
    RebuildPlan plan();

    /**
     * Makes the version again. Jars that are not here are fetched from the repositories first.
     *
     * @throws IncompleteRebuildException if something is missing without which it cannot be started; all of it is listed, and of
     *     what a repository would have to give only what it did not give, or gave with other bytes than the recorded ones
     * @throws StoreException if files of this run cannot be written
     */
    Rebuilt run();

    /**
     * Runs the recipe many times, each time with something changed that must not matter, and compares the results with each other
     * rather than with the recorded ones.
     *
     * @param perturbations what to change; everything, if nothing is named
     * @throws IncompleteRebuildException as {@link #run}
     * @throws StoreException as {@link #run}
     */
    DeterminismReport hunt(Perturbation... perturbations);
}
