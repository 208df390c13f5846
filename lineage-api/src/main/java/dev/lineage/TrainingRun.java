package dev.lineage;

import dev.lineage.model.ModelVersion;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;

/**
 * What training code reads from and reports to while it is recorded. Valid until {@link TrainingRecipe#train} returns;
 * thread-safe, so that parallel training can report.
 *
 * <p>Every name follows the grammar of {@link dev.lineage.model.Names}. Reading one parameter or seed twice is fine if
 * both give the same value; anything else under a name that is taken throws {@link IllegalStateException} with the
 * earlier value.
 */
public interface TrainingRun {

    /**
     * Pins a file or a directory tree before it is read, and hands it back.
     *
     * @param name what the data is for: {@code train}
     * @param path a regular file or a directory
     * @return {@code path}
     * @throws UnpinnableDataException if it cannot be pinned honestly; the message names the file and the remedy
     */
    Path data(String name, Path path);

    /**
     * Pins like {@link #data(String, Path)} and also keeps the data itself in the artifact store, deduplicated, so that it
     * can be brought back when the original place is gone.
     *
     * @return {@code path}
     * @throws UnpinnableDataException if it cannot be pinned honestly
     */
    Path storedData(String name, Path path);

    /** Uses data that is pinned already: another system's snapshot, or a pin made by {@link ModelRegistry#pin}. */
    SnapshotPin data(String name, SnapshotPin pin);

    /** A string hyperparameter. Returns the value to train with: a rebuild hands back the recorded one. */
    String param(String name, String value);

    /** An integer hyperparameter. Returns the value to train with. */
    long param(String name, long value);

    /** An integer hyperparameter. Returns the value to train with. */
    int param(String name, int value);

    /** A decimal hyperparameter. Returns the value to train with. */
    double param(String name, double value);

    /** A decimal hyperparameter. Returns the value to train with. */
    BigDecimal param(String name, BigDecimal value);

    /** A boolean hyperparameter. Returns the value to train with. */
    boolean param(String name, boolean value);

    /** A hyperparameter of any type. Returns the value to train with. */
    Value param(String name, Value value);

    /** A list of values as one hyperparameter; the items are what {@link Value#ofObject} takes. */
    List<Value> param(String name, List<?> values);

    /** A random seed. Returns the seed to use. */
    long seed(String name, long value);

    /**
     * Builds on another model version: a base model, an embedding, a tokenizer.
     *
     * @param name what it is used as: {@code base}
     * @param version its name: {@code llm@3}
     * @return the version
     * @throws NotFoundException if there is no such version
     */
    ModelVersion base(String name, String version);

    /**
     * Hands out what a base made, verified: weights to go on from. It is a copy of this run, deleted when the run ends; asked for
     * again, it is the same copy. A rebuild hands out the recorded bytes.
     *
     * @param name what the base is used as; {@link #base} said which version that is
     * @param artifact the name of one of its artifacts: {@code model}
     * @return a file, or a directory
     * @throws IllegalStateException if {@link #base} was not called with that name before
     * @throws NotFoundException if the base has no such artifact, or its bytes were collected
     * @throws IntegrityException if its bytes are damaged
     */
    Path baseArtifact(String name, String artifact);

    /** An empty directory of this run, for files on their way to becoming artifacts. Deleted when the run ends. */
    Path scratch();

    /**
     * Stores a result, hashed while it is copied. Later changes of {@code path} do not matter.
     *
     * @param name what it is: {@code model}
     * @param path a regular file or a directory
     * @throws UnpinnableDataException if it cannot be read honestly
     */
    void artifact(String name, Path path);

    /**
     * States what a service must know beside the artifacts. Stored as the artifact {@code serving}, so it is part of what
     * makes the version.
     *
     * @throws IllegalStateException if it was stated before
     */
    void serving(ServingSpec spec);

    /**
     * Whether the jars and class directories are kept in the artifact store, each once, so that the version can be made again when
     * they are nowhere else. They are by default where the model's tier is above {@link dev.lineage.model.Tier#RESEARCH}.
     */
    void archiveClassPath(boolean archive);

    /** Reports a measured number. NaN and infinities are recorded as such. */
    void metric(String name, double value);

    /** Notes something for people. */
    void tag(String name, String value);

    /** Notes the run of an experiment tracker that belongs to this one. */
    void tracker(String system, String runId);
}
