package dev.lineage;

import dev.lineage.model.ModelVersion;
import dev.lineage.model.Page;
import dev.lineage.model.SnapshotPin;

/**
 * A search for versions, newest first. All conditions must hold. Not thread-safe; may be {@linkplain #page fetched} any
 * number of times.
 */
public interface VersionQuery {
    /** How a number is compared. */
    enum Comparison {
        /** Equal by magnitude. */
        EQUAL,
        /** Less. */
        LESS,
        /** Less or equal. */
        AT_MOST,
        /** Greater. */
        GREATER,
        /** Greater or equal. */
        AT_LEAST
    }

    /** Of this model. */
    VersionQuery model(String model);

    /** Recorded by this user. */
    VersionQuery by(String user);

    /** Trained from this commit: all 40 or 64 digits. */
    VersionQuery commit(String commit);

    /** Trained on this pin, under whatever name. */
    VersionQuery trainedOn(SnapshotPin pin);

    /** With an artifact of this digest. */
    VersionQuery artifact(dev.lineage.model.Digest digest);

    /** With this tag. */
    VersionQuery tag(String name, String value);

    /** With this run of an experiment tracker. */
    VersionQuery tracker(String system, String runId);

    /** With this value of a hyperparameter: a string, boolean or number. */
    VersionQuery param(String name, Object value);

    /** With a numeric hyperparameter that compares so. */
    VersionQuery param(String name, Comparison comparison, double value);

    /** With a metric, of the first observation, that compares so. */
    VersionQuery metric(String name, Comparison comparison, double value);

    /** The first page. */
    Page<ModelVersion> page(int size);

    /** The page that {@link Page#next()} of an earlier one names. */
    Page<ModelVersion> page(int size, String next);
}
