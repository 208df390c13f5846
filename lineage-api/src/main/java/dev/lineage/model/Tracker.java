package dev.lineage.model;

/**
 * A run of an experiment tracker that belongs to a version.
 *
 * @param system the tracker: {@code mlflow}
 * @param runId the run's id there
 */
public record Tracker(String system, String runId) {}
