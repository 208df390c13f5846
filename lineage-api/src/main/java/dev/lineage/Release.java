package dev.lineage;

import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.Stage;
import java.nio.file.Path;

/**
 * What serving holds: the version that a stage pointed to when it was resolved, with its artifacts verified. It does not
 * follow the stage: a release is one version for as long as it is held. Thread-safe.
 */
public interface Release {
    /** The version. */
    ModelVersion version();

    /** The stage as it was resolved. */
    Stage stage();

    /** What the version says about serving; {@link ServingSpec#NONE} if nothing. Verified like every artifact. */
    ServingSpec serving();

    /**
     * How this JVM differs from the one that trained the version: its Java, its machine and the jars on its class path. Hashes
     * the jars that it did not hash before, which takes up to a second; ask once, after starting.
     *
     * @throws IntegrityException if the recorded dependencies are damaged
     */
    EnvironmentDiff environment();

    /**
     * The verified file of an artifact that is a file, or the directory of one that is a tree. It belongs to the registry
     * and must not be changed; an artifact of one file keeps no file name, so hand the path to loaders that do not care,
     * or copy it with {@link #copyArtifact}.
     *
     * @throws IllegalStateException if the {@linkplain dev.lineage.model.Stage#predictionsLogged stage} asks for a log of the
     *     predictions, and {@link #predictions()} was not called
     * @throws NotFoundException if the version has no artifact of that name
     */
    Path artifact(String name);

    /**
     * Writes a verified copy of an artifact to {@code target}, which must not exist.
     *
     * @return {@code target}
     * @throws IllegalStateException if the {@linkplain dev.lineage.model.Stage#predictionsLogged stage} asks for a log of the
     *     predictions, and {@link #predictions()} was not called
     * @throws NotFoundException if the version has no artifact of that name
     * @throws IntegrityException if the stored bytes are not the recorded ones
     * @throws StoreException if {@code target} exists or cannot be written
     */
    Path copyArtifact(String name, Path target);

    /**
     * The log of this release's predictions, with {@linkplain PredictionSettings#DEFAULT what is used if nothing is said}. Asked
     * again, it is the same one.
     *
     * @throws IllegalStateException if the registry has no store of predictions, or the log was opened with other settings
     */
    default PredictionLog predictions() {
        return predictions(PredictionSettings.DEFAULT);
    }

    /**
     * The log of this release's predictions. Asked again, it is the same one.
     *
     * @throws IllegalStateException if the registry has no store of predictions and the settings have no sink, or the log was
     *     opened with other settings
     * @throws IllegalArgumentException if the settings allow that predictions are shed, and the
     *     {@linkplain dev.lineage.model.Policy policy} asks for all of them
     * @throws StoreException if the stream cannot be begun
     */
    PredictionLog predictions(PredictionSettings settings);
}
