package dev.lineage;

import dev.lineage.model.Rehearsal;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * Practises the rollback of a stage for real: the version that a rollback would bring back is written from the artifact
 * store into an empty directory, every byte verified; the features that the current version is sent are compared with its
 * own; it is loaded and asked its smoke cases; the answers are compared with the recorded ones. If the stage had one version
 * only, that one is practised. The stage itself is not moved.
 */
public interface RehearseChange extends PendingChange<Rehearsal, Rehearsal> {
    /**
     * How the service loads a model. Without it, or for a version without smoke cases, the rehearsal fails: a version that
     * was not asked anything was not rehearsed.
     */
    RehearseChange loader(ModelLoader loader);

    /**
     * Loads in a fresh JVM instead of this one: with the class path that was recorded with the version, found by its digests in
     * this JVM, in the local Maven repository and in the artifact store; with the recorded flags, locale, time zone and charset;
     * in an empty directory, without this process's environment variables. It ends when it has answered, or after the budget, or
     * after ten minutes where there is none. What of the class path cannot be found is a finding, and the rehearsal fails.
     *
     * @param loader a public class with a public constructor without parameters, on the recorded class path
     * @throws IllegalStateException if a loader was given already
     */
    RehearseChange loaderInFreshJvm(Class<? extends ModelLoader> loader);

    /** By how much numbers of an answer may differ from the recorded ones; not at all by default. */
    RehearseChange tolerance(BigDecimal tolerance);

    /** How long it may take until the model has answered; as long as it likes by default. */
    RehearseChange budget(Duration budget);

    /** Who rehearses; the user who runs this process by default. */
    RehearseChange by(String person);

    /**
     * Rehearses without writing the result to the log.
     *
     * @throws NotFoundException if the stage was never set
     */
    @Override
    Rehearsal preview();

    /**
     * Rehearses and writes the result to the log, whatever it is.
     *
     * @throws NotFoundException if the stage was never set
     */
    @Override
    Rehearsal commit();
}
